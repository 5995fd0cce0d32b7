import type { RetryPolicy, TaskSettings } from "../../core/plan.ts";
import { formatDuration, parseDuration } from "../../core/duration.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { formatSize, parseSize } from "../size.ts";
import { asBoolean, asMap, asNumber, asText, get } from "../syntax/tree.ts";
import type { MapNode, Node } from "../syntax/tree.ts";
import { defined } from "./defined.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** What a task is given where neither it nor the plan says anything. */
export const DEFAULTS: TaskSettings = {
  timeoutMs: HOUR / 2,
  retry: {
    maxAttempts: 1,
    backoff: "exponential",
    delayMs: 1_000,
    maxDelayMs: 60_000,
    jitter: 0.2,
  },
  cwd: ".",
  continueOnError: false,
  maxOutputBytes: 8_000_000,
  graceMs: 5_000,
};

/**
 * What an agent's task is given: where the plan says nothing of tries, more than one, for agents fail in ways that a
 * command does not, and are told how they did.
 * @param defaults the plan's
 * @param settings their map
 */
export function forAgents(
  defaults: TaskSettings,
  settings: MapNode | undefined,
): Partial<TaskSettings> {
  const retry = settings && get(settings, "retry");
  const map = asMap(retry);
  const isSaid = retry !== undefined && (!map || get(map, "max_attempts") !== undefined);
  return isSaid ? {} : { retry: { ...defaults.retry, maxAttempts: 3 } };
}

/** The settings that a map has. What its retry policy leaves open comes from `base`. */
export function readSettings(
  map: MapNode,
  base: TaskSettings,
  findings: Findings,
): Partial<TaskSettings> {
  return defined({
    timeoutMs: readDuration(map, "timeout", { least: 1, most: 30 * DAY }, findings),
    retry: readRetry(get(map, "retry"), base.retry, findings),
    cwd: asText(get(map, "cwd")),
    continueOnError: asBoolean(get(map, "continue_on_error")),
    maxOutputBytes: readBytes(map, "max_output", OUTPUT, findings),
    graceMs: readDuration(map, "grace", { least: 0, most: HOUR }, findings),
    isolation: asText(get(map, "isolation")) as TaskSettings["isolation"],
  });
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Milliseconds under a key. What is no duration at all has been reported against the schema. */
export function readDuration(
  map: MapNode,
  key: string,
  bounds: Bounds,
  findings: Findings,
): number | undefined {
  const node = get(map, key);
  const value = asText(node) ?? asNumber(node);
  const ms = value === undefined ? undefined : parseDuration(value);
  return ms === undefined
    ? undefined
    : bounded(ms, node!, { key, ...bounds }, formatDuration, findings);
}

const OUTPUT: Bounds = { least: 4_000, most: 1_024 ** 3 };

/** Bytes under a key, likewise. */
export function readBytes(
  map: MapNode,
  key: string,
  bounds: Bounds,
  findings: Findings,
): number | undefined {
  const node = get(map, key);
  const value = asText(node) ?? asNumber(node);
  const bytes = value === undefined ? undefined : parseSize(value);
  if (bytes === undefined) return undefined;
  return bounded(bytes, node!, { key, ...bounds }, formatSize, findings);
}

function bounded(
  value: number,
  node: Node,
  { key, least, most }: Bounds & { readonly key: string },
  format: (value: number) => string,
  findings: Findings,
): number {
  if (value < least || value > most) {
    const bound = value < least ? `at least ${format(least)}` : `at most ${format(most)}`;
    findings.error(node, "out-of-bounds", `${quoted(key)} is ${format(value)}, expected ${bound}`);
  }
  return value;
}

function readRetry(
  node: Node | undefined,
  base: RetryPolicy,
  findings: Findings,
): RetryPolicy | undefined {
  const tries = asNumber(node);
  if (tries !== undefined) return { ...base, maxAttempts: tries };
  const map = asMap(node);
  if (!map) return undefined;
  const day = { least: 0, most: DAY };
  const delayMs = readDuration(map, "delay", day, findings) ?? base.delayMs;
  const ceiling = readDuration(map, "max_delay", day, findings);
  if (ceiling !== undefined && ceiling < delayMs) {
    const message = `"max_delay" is ${formatDuration(ceiling)}, expected at least the delay of ${formatDuration(delayMs)}`;
    findings.error(get(map, "max_delay"), "out-of-bounds", message);
  }
  return {
    maxAttempts: asNumber(get(map, "max_attempts")) ?? base.maxAttempts,
    backoff: (asText(get(map, "backoff")) as RetryPolicy["backoff"] | undefined) ?? base.backoff,
    delayMs,
    // A delay above a ceiling that nobody wrote here is meant as it stands.
    maxDelayMs: ceiling ?? Math.max(base.maxDelayMs, delayMs),
    jitter: asNumber(get(map, "jitter")) ?? base.jitter,
  };
}
