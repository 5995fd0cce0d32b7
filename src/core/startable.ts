import { isForFailure } from "./halted.ts";
import { isHousedFor } from "./housing.ts";
import { concurrencyOf } from "./run.ts";
import type { PhaseState, Run, TaskState } from "./run.ts";
import { firstStage, isRun } from "./stages.ts";

/** Whether a task that is not resting may be started: the one rule for scheduling it and for accepting that. */
export const isStartable = (run: Run, task: TaskState): boolean =>
  isDue(run, task) && !isHeldByBudget(run, task) && isHousedFor(run, task);

const isDue = (run: Run, task: TaskState): boolean =>
  task.ready && task.status === "pending" && (!run.stopping || isRescue(task));

/**
 * Its next attempt would go beyond what the run may use. Commands use no tokens and no money, so that what is left of
 * them is done all the same; time they do take.
 */
export function isHeldByBudget(run: Run, task: TaskState): boolean {
  return run.over !== undefined && (run.over.of === "timeMs" || isLaunch(task));
}

/** Its next attempt is an agent's. */
const isLaunch = ({ spec, stage }: TaskState): boolean =>
  spec.kind === "agent" && !isRun(stage?.name ?? (spec.pipeline && firstStage(spec.pipeline)));

/** Of tasks that are begun together, those for which there are launches left. */
export function launchable(run: Run, tasks: readonly TaskState[]): TaskState[] {
  let left = (run.budget?.launches ?? Infinity) - run.spend.launches;
  return left === Infinity ? [...tasks] : tasks.filter((each) => !isLaunch(each) || left-- > 0);
}

/** Whether there is anything that only the budget keeps from being begun. */
export function waitsForBudget(run: Run): boolean {
  if (!run.over) return false;
  if ([...run.resting].some((each) => isHeldByBudget(run, each))) return true;
  const held = run.ready.first(
    1,
    (index) => isDue(run, run.tasks[index]!),
    (index) => !isHeldByBudget(run, run.tasks[index]!),
  );
  return held.length > 0;
}

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
  for (const task of run.resting) if (!task.retry?.limited && !isHeldByBudget(run, task)) kept++;
  return Math.max(0, unoccupied(run) - kept);
}

/** Places that are not taken by an attempt under way where the run is driven. */
export const unoccupied = (run: Run): number =>
  concurrencyOf(run) - (run.underway.size - run.elsewhere.size);

/** Work that is there for the case of failure, and so runs in spite of `on_failure: stop`. */
const isRescue = (task: TaskState): boolean =>
  isForFailure(task) || task.phase.spec.when !== "success";

/** The first `count` tasks, in plan order, that may be started. */
export const startable = (run: Run, count: number): TaskState[] =>
  run.ready
    .first(
      count,
      (index) => isDue(run, run.tasks[index]!),
      (index) => isHeldByBudget(run, run.tasks[index]!) || !isHousedFor(run, run.tasks[index]!),
    )
    .map((index) => run.tasks[index]!);

/** Phases whose approval is waited for only until some time that has not been acted on. */
export const expiring = (run: Run): PhaseState[] =>
  [...run.waiting].filter((each) => each.approveUntil !== undefined && !each.escalated);
