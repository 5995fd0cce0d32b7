import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { asNumber, asObject, asText, at, parseObject } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import type { Counts } from "../shared/usage.ts";

/** What Codex has written down of a session while it went on. */
export interface Rollout {
  /** The model of its last turn. */
  readonly model?: string;
  /** Tokens that its model has room for, as Codex counts them. */
  readonly window?: number;
  /** All requests of the session together. */
  readonly total: Counts;
  /** Each answered request, in turn. */
  readonly requests: readonly Counts[];
}

/**
 * The session's own record, in Codex's home folder. It tells of each request, and of a turn that did not end, where
 * the events on stdout tell of neither. Its format is Codex's own affair: what cannot be found or read is undefined.
 */
export function readRollout(home: string, session: string): Rollout | undefined {
  const text = rolloutText(home, session);
  return text === undefined ? undefined : rolloutOf(text);
}

/** The record as it stands; undefined where there is none. */
export function rolloutText(home: string, session: string): string | undefined {
  try {
    const file = fileOf(join(home, "sessions"), session);
    return file === undefined ? undefined : readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Sessions lie in folders by year, month and day: the newest come first. */
function fileOf(folder: string, session: string): string | undefined {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? 1 : -1,
  );
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith(`-${session}.jsonl`)) return path;
    const inside = entry.isDirectory() ? fileOf(path, session) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}

export function rolloutOf(text: string): Rollout | undefined {
  let total: Counts | undefined;
  let model: string | undefined;
  let window: number | undefined;
  const requests: Counts[] = [];
  for (const line of text.split("\n")) {
    if (!line.includes('"token_count"') && !line.includes('"turn_context"')) continue;
    const event = parseObject(line);
    if (event?.["type"] === "turn_context") model = asText(at(event, "payload", "model")) ?? model;
    const info = asObject(at(event, "payload", "info"));
    const all = asObject(info?.["total_token_usage"]);
    const last = asObject(info?.["last_token_usage"]);
    if (all === undefined || last === undefined) continue;
    const counts = countsOf(all);
    // It is told again without a request when only the account's limits have changed.
    if (total?.input === counts.input && total?.output === counts.output) continue;
    total = counts;
    window = asNumber(info?.["model_context_window"]) ?? window;
    requests.push(countsOf(last));
  }
  if (total === undefined) return undefined;
  return { ...(model && { model }), ...(window && { window }), total, requests };
}

/** As Codex tells tokens: cached ones are part of the input, those of reasoning part of the output. */
export const countsOf = (usage: Json): Counts => ({
  input: asNumber(usage["input_tokens"]),
  cached: asNumber(usage["cached_input_tokens"]),
  output: asNumber(usage["output_tokens"]),
});
