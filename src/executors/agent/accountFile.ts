import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentAccount, AttemptResult } from "../../core/result.ts";
import type { AgentEventLine } from "../../core/agentEvent.ts";
import { AGENT_FILES } from "./files.ts";

/** Written whole or not at all. */
export function writeAccount(folder: string, result: AttemptResult): void {
  const path = join(folder, AGENT_FILES.account);
  writeFileSync(`${path}.new`, JSON.stringify(result));
  renameSync(`${path}.new`, path);
}

/** How the attempt ended, as its runner judged; undefined if the runner did not come to that. */
export function readAccount(folder: string): AttemptResult | undefined {
  const text = readOr(join(folder, AGENT_FILES.account));
  return text === "" ? undefined : (JSON.parse(text) as AttemptResult);
}

/** What the events of an attempt tell whose runner is gone: its session, and what it had used up at least. */
export function accountOfEvents(folder: string): AgentAccount | undefined {
  const text = [AGENT_FILES.eventsBefore, AGENT_FILES.events]
    .map((name) => readOr(join(folder, name)))
    .join("");
  const account: { -readonly [Key in keyof AgentAccount]: AgentAccount[Key] } = {};
  for (const line of text.split("\n")) {
    const event = eventOf(line);
    if (event?.type === "started" && event.session !== undefined) account.session = event.session;
    if (event?.type === "usage") account.usage = { ...event.usage, partial: true };
  }
  return account.session === undefined && account.usage === undefined ? undefined : account;
}

/** A line may have been cut off in the middle. */
function eventOf(line: string): AgentEventLine | undefined {
  try {
    return JSON.parse(line) as AgentEventLine;
  } catch {
    return undefined;
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
