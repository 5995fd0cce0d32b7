import { reach } from "./reach.ts";
import type { PhaseState, TaskState } from "./run.ts";
import { isBusy, isFailure, isGivenUp, isPassedOver, isPhaseSettled, isSettled } from "./run.ts";

/** A task goes back to pending with a fresh allowance; its attempts keep their numbers. */
export function reset(task: TaskState): void {
  task.status = "pending";
  task.tries = 0;
  task.lost = 0;
  task.tolerated = false;
  task.lastSignature = undefined;
  task.retry = undefined;
  task.verdict = undefined;
  task.outputs = undefined;
  task.skipReason = undefined;
  task.message = undefined;
  task.warning = undefined;
  task.imported = false;
  task.limits = 0;
  task.flags = undefined;
  task.settledAt = undefined;
  if (task.begun) task.round++;
  task.begun = false;
  task.stage = undefined;
  task.review = undefined;
  task.commit = undefined;
  task.workspace = undefined;
}

/**
 * What was given up because of these tasks and phases, and of nothing else that it would wait for, comes back to life,
 * and phases that this leaves without a failure, or with work to do, are opened again.
 * Counts are for the caller to put right: it is given what came back, and the phases that were opened.
 * @param tasks that were put back or passed over
 * @param phases that are opened again in any case
 */
export function revive(
  tasks: readonly TaskState[],
  phases: Iterable<PhaseState> = [],
): { readonly tasks: readonly TaskState[]; readonly phases: ReadonlySet<PhaseState> } {
  const alive = reach(tasks, (each) => each.dependents.filter(isGivenUp));
  const back = [...alive].filter(isGivenUp);
  back.forEach(reset);
  const left = [...new Set([...alive].map((each) => each.phase))].filter(
    (each) => isGivenUp(each) || hasWork(each) || (each.status === "failed" && !hasFailure(each)),
  );
  const again = reach([...phases, ...left], (each) => each.dependents.filter(isGivenUp));
  for (const phase of again) {
    if (isGivenUp(phase)) phase.tasks.filter(isGivenUp).forEach(reset);
    phase.status = "pending";
    phase.skipReason = undefined;
    phase.message = undefined;
    phase.passed = false;
    phase.endedAt = undefined;
  }
  for (const phase of again) reopen(phase);
  return { tasks: back, phases: again };
}

/** It has failed, and something in it was not begun or has come back to life, or its gate may hold by now. */
export const hasWork = (phase: PhaseState): boolean =>
  phase.status === "failed" &&
  (phase.message !== undefined || phase.tasks.some((each) => !isSettled(each)));

const hasFailure = (phase: PhaseState): boolean => phase.tasks.some(isFailure);

/**
 * A phase goes on where it was, unless nothing in it is left done: then it starts over.
 * What it depends on comes first where that is done again, too.
 */
function reopen(phase: PhaseState): void {
  const begun = phase.tasks.some((each) => isSettled(each) && !isPassedOver(each));
  const mayGoOn = begun && phase.dependencies.every(isPhaseSettled);
  if (mayGoOn || phase.tasks.some(isBusy)) phase.status = "running";
  else if (!begun) phase.startedAt = undefined;
}
