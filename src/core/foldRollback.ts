import type { Event } from "./events.ts";
import { putAside } from "./foldWorkspace.ts";
import { classifyPhase, recount } from "./recount.ts";
import { reset } from "./revive.ts";
import type { PhaseState, Run } from "./run.ts";
import { findPhase } from "./run.ts";
import type { Landing } from "./workspace.ts";

/** What came after a phase is undone: its tasks are to be done again, and its artifacts are history. */
export function foldRollback(run: Run, event: Extract<Event, { type: "rolled-back" }>): void {
  const phases = event.phases.map((id) => findPhase(run, id));
  const again = (event.again ?? []).map((id) => findPhase(run, id));
  run.integration.rewind = rewindTo(run, [...phases, ...again]);
  for (const phase of phases) undo(run, phase);
  for (const phase of again) {
    phase.landing = undefined;
    askAgain(phase);
  }
  const to = findPhase(run, event.to);
  to.endedAt = undefined;
  if (to.spec.gate) {
    askAgain(to);
    to.standing = undefined;
  }
  run.status = "paused";
  run.endedAt = undefined;
  run.stopping = false;
  recount(run);
  classifyPhase(run, to);
}

/** Where the run's branch stands once these are not merged any more; undefined where that is where it stands. */
function rewindTo({ integration }: Run, undone: readonly PhaseState[]): Landing | undefined {
  const { landings } = integration;
  const first = landings.findIndex((each) => undone.includes(each.phase));
  if (first === -1) return integration.rewind;
  const { branch, from: commit } = landings[first]!.landing;
  // One that was broken off is not done: the branch still stands where it stood before it.
  const from = integration.rewind?.from ?? landings.at(-1)!.landing.commit;
  landings.length = first;
  return { branch, from, commit };
}

function undo(run: Run, phase: PhaseState): void {
  putAside(run, phase);
  phase.tasks.forEach(reset);
  phase.status = "pending";
  phase.startedAt = undefined;
  phase.endedAt = undefined;
  phase.skipReason = undefined;
  phase.evidence = undefined;
  phase.approved = false;
  phase.landing = undefined;
  phase.filled = phase.spec.tasksFrom === undefined;
  phase.message = undefined;
  for (const versions of run.artifacts.values())
    for (const each of versions) if (each.task.phase === phase) each.undone = true;
}

function askAgain(phase: PhaseState): void {
  phase.status = "gate";
  phase.approved = false;
  phase.passed = false;
  phase.endedAt = undefined;
  phase.round++;
}
