import type { Event } from "../../src/core/events.ts";
import { phaseId, runId } from "../../src/core/ids.ts";
import { planOf, SOURCE } from "../engine/rig.ts";

export const RUN = runId("test-20261121-abcd");

/** The first event of a run. */
export const started = {
  type: "run-started",
  run: RUN,
  plan: planOf([{ id: "a", tasks: [{ id: "x" }] }]),
  source: SOURCE,
  params: {},
  options: {},
  by: { user: "u", host: "h", pid: 1 },
  version: "0",
} satisfies Event;

/** An event that tells itself apart by its name. */
export const point = (name: string): Event => ({
  type: "checkpoint-recorded",
  phase: phaseId(name),
});
