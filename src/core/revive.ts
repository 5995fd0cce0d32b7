import type { PhaseState, Run, TaskState } from "./run.ts";

/** A task goes back to pending with a fresh allowance; its attempts keep their numbers. */
export function reset(task: TaskState): void {
  task.status = "pending";
  task.tries = 0;
  task.tolerated = false;
  delete task.lastSignature;
  delete task.retry;
  delete task.verdict;
  delete task.outputs;
  delete task.skipReason;
  delete task.message;
  delete task.settledAt;
}

/** What was given up only because something else failed comes back to life. */
export function revive(run: Run): void {
  for (const phase of run.phases) {
    const skipped = phase.status === "skipped" && phase.skipReason === "deps_not_met";
    for (const task of phase.tasks) {
      if (skipped || (task.status === "skipped" && task.skipReason === "deps_not_met")) reset(task);
    }
    const failed = phase.tasks.some((each) => each.status === "failed" && !each.tolerated);
    if (skipped || (phase.status === "failed" && !failed)) reopen(phase);
  }
}

/** A phase that had settled is open again; one of which nothing is left done starts over. */
export function reopen(phase: PhaseState): void {
  phase.status = phase.tasks.every((each) => each.status === "pending") ? "pending" : "running";
  delete phase.skipReason;
  delete phase.endedAt;
}
