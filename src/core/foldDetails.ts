import { detailsWanted } from "./details.ts";
import type { Event } from "./events.ts";
import { findPhase } from "./run.ts";
import type { Run } from "./run.ts";

/** Digests of details were noted, or the files are seen to. */
export function foldDetails(run: Run, event: Extract<Event, { type: "details-recorded" }>): void {
  const phase = findPhase(run, event.phase);
  const wasNoted = phase.detailing === "clear";
  phase.details = event.files;
  const goesOn = !wasNoted && event.files.length > 0 && detailsWanted(run, phase) !== "keep";
  phase.detailing = goesOn ? "clear" : undefined;
  if (!goesOn) run.detailing.delete(phase);
}
