import type { Env } from "../core/plan.ts";
import { redact } from "../core/redact.ts";
import type { AttemptResult } from "../core/result.ts";
import type { Run } from "../core/run.ts";
import { secretsOf } from "../core/secretNames.ts";

/**
 * How an attempt ended, without what must not be in a journal: values of secret variables, of those of this process and
 * of the plan, and whatever looks like a key. Outputs stay as they are: they are made to be handed on.
 */
export function withoutSecrets(
  result: AttemptResult,
  run: Run,
  host: Readonly<Record<string, string | undefined>>,
): AttemptResult {
  if (result.type === "succeeded" && !result.account) return result;
  const secrets = [...secretsOf(host), ...secretsOf(literals(run.plan.env))];
  const { type } = result;
  const clean = <Value>(value: Value): Value =>
    JSON.parse(redact(JSON.stringify(value), secrets)) as Value;
  const account = result.account ? { account: clean(result.account) } : {};
  switch (type) {
    case "succeeded":
      return { ...result, ...account };
    case "failed":
      return { ...result, failure: clean(result.failure), ...account };
    case "cancelled":
      return { ...result, reason: redact(result.reason, secrets), ...account };
  }
}

const literals = (env: Env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
