import type { Event, Recorded } from "../../src/core/events.ts";
import { evolve } from "../../src/core/evolve.ts";
import { runId } from "../../src/core/ids.ts";
import type { Plan } from "../../src/core/plan.ts";
import type { Run } from "../../src/core/run.ts";
import { ann } from "../core/plans.ts";
import { NOON } from "./given.ts";

/** Events as a journal has them, a second apart, from the start of a run of the plan. */
export function recordedOf(plan: Plan, events: readonly Event[], id = "r-1"): Recorded[] {
  const start: Event = {
    type: "run-started",
    run: runId(id),
    plan,
    source: { path: "/home/ann/plan.yaml", sha256: "ab".repeat(32), dir: "/home/ann" },
    params: {},
    options: {},
    by: ann,
    version: "0.1.0",
  };
  return [start, ...events].map((event, at) => ({ seq: at + 1, at: NOON + at * 1000, event }));
}

/** Folds them, and tells of each with the run as it is right after it. */
export function folded(
  recorded: readonly Recorded[],
  each: (one: Recorded, run: Run) => void = () => {},
): Run {
  let run: Run | undefined;
  for (const one of recorded) {
    run = evolve(run, one);
    each(one, run);
  }
  return run!;
}
