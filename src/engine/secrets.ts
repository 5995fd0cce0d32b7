import { maskResult } from "../core/maskTexts.ts";
import { redactor } from "../core/redact.ts";
import type { AttemptResult } from "../core/result.ts";
import type { Run } from "../core/run.ts";
import { secretsFor } from "../core/planSecrets.ts";

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
  return maskResult(result, redactorFor(run, host));
}

/** Takes secrets out of a text that goes into the journal. */
export const redactorFor = (
  { plan }: Run,
  host: Readonly<Record<string, string | undefined>>,
): ((text: string) => string) => redactor(secretsFor(plan, host));
