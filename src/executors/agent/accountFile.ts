import { join } from "node:path";
import type { AgentAccount, AttemptResult } from "../../core/result.ts";
import { readBounded } from "./attemptTools/readBounded.ts";
import { writeWhole } from "./attemptTools/write.ts";
import { asObject, asText } from "./drivers/shared/json.ts";
import { AGENT_FILES } from "./files.ts";
import { isUsage, knownResult } from "./knownResult.ts";

/** What a plan's bounds allow is far below; `max_output` bounds the events. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** Written whole or not at all. */
export function writeAccount(folder: string, result: AttemptResult): void {
  writeWhole(join(folder, AGENT_FILES.account), JSON.stringify(result));
}

/** How the attempt ended, as its runner judged; undefined if the runner did not come to that. Never throws. */
export function readAccount(folder: string): AttemptResult | undefined {
  return knownResult(jsonOf(readOr(join(folder, AGENT_FILES.account))));
}

/** What the events of an attempt tell whose runner is gone: its session, and what it had used up at least. */
export function accountOfEvents(folder: string): AgentAccount | undefined {
  const text = [AGENT_FILES.eventsBefore, AGENT_FILES.events]
    .map((name) => readOr(join(folder, name)))
    .join("");
  const account: { -readonly [Key in keyof AgentAccount]: AgentAccount[Key] } = {};
  let worked = false;
  for (const line of text.split("\n")) {
    const event = asObject(jsonOf(line));
    worked ||= event !== undefined && event["type"] !== "started";
    const session = asText(event?.["session"]);
    if (event?.["type"] === "started" && session !== undefined) account.session = session;
    const usage = event?.["usage"];
    if (event?.["type"] === "usage" && isUsage(usage)) account.usage = { ...usage, partial: true };
  }
  // An agent that has done nothing may not have kept its session.
  if (!worked) delete account.session;
  return account.session === undefined && account.usage === undefined ? undefined : account;
}

/** It may have been cut off in the middle, or be none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whatever lies there is read without waiting for it. */
function readOr(path: string): string {
  try {
    return readBounded(path, MOST_BYTES) ?? "";
  } catch {
    return "";
  }
}
