import { isHousedFor } from "./housing.ts";
import { concurrencyOf } from "./run.ts";
import type { PhaseState, Run, TaskState } from "./run.ts";

/** Whether a task that is not resting may be started: the one rule for scheduling it and for accepting that. */
export const isStartable = (run: Run, task: TaskState): boolean =>
  isWanted(run, task) && isHousedFor(run, task);

const isWanted = (run: Run, task: TaskState): boolean =>
  task.ready && task.status === "pending" && (!run.stopping || isRescue(task));

/** Whether a phase may be opened; until there is a place for its work it is not. */
export const isOpenable = (run: Run, phase: PhaseState): boolean =>
  phase.status === "pending" &&
  phase.open === 0 &&
  (!run.stopping || phase.spec.when !== "success");

/**
 * How many more attempts may be begun. A task that rests before another try keeps its place, but not one that waits
 * for a limit: that may take hours.
 */
export function freePlaces(run: Run): number {
  let kept = 0;
  for (const task of run.resting) if (!task.retry?.limited) kept++;
  return Math.max(0, unoccupied(run) - kept);
}

/** Places that are not taken by an attempt under way where the run is driven. */
export const unoccupied = (run: Run): number =>
  concurrencyOf(run) - (run.underway.size - run.elsewhere.size);

/** Work that is there for the case of failure, and so runs in spite of `on_failure: stop`. */
const isRescue = (task: TaskState): boolean =>
  task.spec.when?.type === "failure" ||
  task.spec.when?.type === "always" ||
  task.phase.spec.when !== "success";

/** The first `count` tasks, in plan order, that may be started. */
export const startable = (run: Run, count: number): TaskState[] =>
  run.ready
    .first(
      count,
      (index) => isWanted(run, run.tasks[index]!),
      (index) => !isHousedFor(run, run.tasks[index]!),
    )
    .map((index) => run.tasks[index]!);

/** Phases whose approval is waited for only until some time that has not been acted on. */
export const expiring = (run: Run): PhaseState[] =>
  [...run.waiting].filter((each) => each.approveUntil !== undefined && !each.escalated);
