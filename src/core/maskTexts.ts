import type { AgentEvent } from "./agentEvent.ts";
import type { Failure } from "./failure.ts";
import type { Flag, Report } from "./report.ts";
import type { AgentAccount, AttemptResult } from "./result.ts";

/*
 * Secrets are looked for in what people and programs have written, not in Pawl's own words beside it (types, ids,
 * sessions, digests): a secret may happen to be such a word, and nothing could be read any more without it.
 */

/** Takes secrets out of a text: `redactor` makes one. */
export type Mask = (text: string) => string;

/** How an attempt ended, with its texts masked. Outputs and artifacts stay: they are masked before they are checked. */
export function maskResult(result: AttemptResult, mask: Mask): AttemptResult {
  const account = result.account ? { account: maskAccount(result.account, mask) } : {};
  switch (result.type) {
    case "succeeded":
      return { ...result, ...account };
    case "failed":
      return { ...result, failure: maskFailure(result.failure, mask), ...account };
    case "cancelled":
      return { ...result, reason: mask(result.reason), ...account };
  }
}

/** A failure with its message and its tail masked. */
export const maskFailure = (failure: Failure, mask: Mask): Failure =>
  maskMembers(failure, ["message", "tail"], mask);

/** What an agent told, with its texts masked. */
export function maskEvent(event: AgentEvent, mask: Mask): AgentEvent {
  const masked = maskMembers(event, ["text", "tool", "input", "path"], mask);
  if (masked.type !== "result" || masked.structured === undefined) return masked;
  return { ...masked, structured: maskJson(masked.structured, mask) };
}

/** A JSON value of somebody else's making, in which secrets may be anywhere. */
export const maskJson = <Value>(value: Value, mask: Mask): Value =>
  JSON.parse(mask(JSON.stringify(value))) as Value;

/** The same object with these members masked, where they are there and texts. */
export function maskMembers<Kind extends object>(
  object: Kind,
  names: readonly string[],
  mask: Mask,
): Kind {
  const entries = Object.entries(object).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === "string" && names.includes(name) ? mask(value) : value,
  ]);
  return Object.fromEntries(entries) as Kind;
}

function maskAccount(account: AgentAccount, mask: Mask): AgentAccount {
  const { report, flags } = account;
  return {
    ...account,
    ...(report ? { report: maskReport(report, mask) } : {}),
    ...(flags ? { flags: flags.map((each): Flag => maskMembers(each, ["text"], mask)) } : {}),
  };
}

function maskReport(report: Report, mask: Mask): Report {
  const { files, doubts } = report;
  return {
    ...maskMembers(report, ["summary", "details", "task"], mask),
    ...(files ? { files: files.map(mask) } : {}),
    ...(doubts ? { doubts: doubts.map(mask) } : {}),
  };
}
