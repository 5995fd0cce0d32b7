import type { Event } from "./events.ts";
import type { Request } from "./requests.ts";
import { refuse } from "./result.ts";
import type { Refusal } from "./result.ts";
import { findPhase } from "./run.ts";
import type { Run } from "./run.ts";

/** What came of seeing to the details of a phase. */
export function reportDetails(
  run: Run,
  { phase: id, step, outcome }: Extract<Request, { type: "report-details" }>,
): Event[] | Refusal {
  const phase = findPhase(run, id);
  if (phase.detailing !== step || phase.status !== "completed")
    return refuse("not-ready", `the details of ${id} are not to be seen to any more`);
  return [{ type: "details-recorded", phase: id, ...outcome }];
}
