import { strictEqual } from "node:assert/strict";
import type { Event, Recorded } from "../core/events.ts";
import { phaseId, taskId } from "../core/ids.ts";
import type { RunId } from "../core/ids.ts";
import type { Plan } from "../core/plan.ts";
import type { Store } from "../journal/store.ts";

/** The plan of every run of the contract: what is in it does not matter to a store. */
const PLAN: Plan = {
  format: "pawl",
  name: "contract",
  params: {},
  concurrency: 1,
  onFailure: "stop",
  env: {},
  notify: [],
  defaults: {
    timeoutMs: 1_000,
    retry: { maxAttempts: 1, backoff: "none", delayMs: 0, maxDelayMs: 0, jitter: 0 },
    cwd: ".",
    continueOnError: false,
    maxOutputBytes: 1_000,
    graceMs: 1_000,
  },
  phases: [],
};

/** The first event of a run. */
export const begun = (run: RunId): Event => ({
  type: "run-started",
  run,
  plan: PLAN,
  source: { path: "/plans/plan.yaml", sha256: "0".repeat(64), dir: "/plans" },
  params: {},
  options: {},
  by: { user: "ann", host: "laptop", pid: 1 },
  version: "0.0.0",
});

/** An event that a test knows again by its label; `text` makes it as large as wanted. */
export const noted = (label: string, text = ""): Event => ({
  type: "attempt-succeeded",
  phase: phaseId("phase"),
  task: taskId("task"),
  attempt: 1,
  outputs: { label, text },
});

/** Labels of noted events, in the order of the journal; other events by their type. */
export const labels = (events: readonly Recorded[]): string[] =>
  events.map(({ event }) =>
    event.type === "attempt-succeeded" ? (event.outputs?.["label"] ?? "") : event.type,
  );

export const numbers = (events: readonly Recorded[]): number[] => events.map((each) => each.seq);

/** 1 to `count`: the numbers of a journal without a gap. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

/** Begins a run and appends an event for each label, all as one batch. */
export async function beginRun(store: Store, run: RunId, ...more: string[]): Promise<void> {
  const events = [begun(run), ...more.map((each) => noted(each))];
  strictEqual((await store.append(run, 0, events, 1_000)).ok, true);
}
