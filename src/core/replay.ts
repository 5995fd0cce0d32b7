import type { Recorded } from "./events.ts";
import { evolve } from "./evolve.ts";
import type { Run } from "./run.ts";

/** The run that a journal's events add up to; `undefined` for an empty journal. */
export function replay(events: readonly Recorded[], from?: Run): Run | undefined {
  return events.reduce<Run | undefined>((run, each) => evolve(run, each), from);
}
