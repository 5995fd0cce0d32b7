import type { DetailsStep } from "./details.ts";
import type { PhaseId, TaskId } from "./ids.ts";
import { dueOps, isApart, isHoused } from "./housing.ts";
import type { Run, TaskState } from "./run.ts";
import { dueWorkers } from "./dueWorkers.ts";
import type { WorkerEffect } from "./dueWorkers.ts";
import type { WorkspaceOp } from "./workspaceOps.ts";
import {
  expiring,
  freePlaces,
  isHeldByBudget,
  launchable,
  startable,
  unoccupied,
} from "./startable.ts";

/** Work to do now, as data. */
export type Effect =
  | WorkerEffect
  | {
      readonly type: "start-attempt";
      readonly phase: PhaseId;
      readonly task: TaskId;
      readonly attempt: number;
    }
  | {
      readonly type: "cancel-attempt";
      readonly phase: PhaseId;
      readonly task: TaskId;
      readonly attempt: number;
    }
  /** An open phase takes its tasks from a list, which is to be read. */
  | { readonly type: "add-tasks"; readonly phase: PhaseId }
  /** A phase's tasks are done, and its gate has not been looked at in this round. */
  | { readonly type: "check-gate"; readonly phase: PhaseId; readonly round: number }
  /** Work on worktrees and branches. */
  | { readonly type: "work-on"; readonly op: WorkspaceOp }
  /** The details of a completed phase are to be seen to. */
  | { readonly type: "see-to-details"; readonly phase: PhaseId; readonly step: DetailsStep }
  /** Nobody approved in time. */
  | { readonly type: "expire-approval"; readonly phase: PhaseId }
  /** Nothing more to do before `at` (ms since 1970), or `delayMs` from now, whichever comes first. */
  | { readonly type: "wake"; readonly at: number; readonly delayMs: number };

/**
 * What should be under way and is not. It changes nothing: asked again, also after a crash, it says the same,
 * so that starting and recovering are one path.
 *
 * A task that rests before another try keeps its place, so that with a concurrency of 1 the order of the plan holds.
 */
export function schedule(run: Run, now: number): Effect[] {
  if (run.abortRequested)
    return [
      ...[...run.underway].map((task) => of(task, "cancel-attempt", task.attempts.length)),
      ...dueWorkers(run),
    ];
  const works = [...dueOps(run).map((op): Effect => ({ type: "work-on", op })), ...dueWorkers(run)];
  // What is undone is put aside also where the run does not go on.
  if (run.status !== "running") return works;
  const resting = [...run.resting].filter((each) => !isHeldByBudget(run, each));
  const due = resting
    .filter((task) => task.retry!.at <= now)
    .sort((a, b) => Number(a.retry!.limited ?? 0) - Number(b.retry!.limited ?? 0))
    .slice(0, placesFor(run));
  // One that waited for a limit kept no place, and takes one now.
  const taken = due.filter((task) => task.retry!.limited).length;
  const begin = [...due, ...startable(run, Math.max(0, freePlaces(run) - taken))];
  const starts = launchable(run, onePerWorktree(run, begin)).map((task) => start(task));
  const effects: Effect[] = [...works, ...starts];
  for (const phase of run.unfilled) effects.push({ type: "add-tasks", phase: phase.spec.id });
  for (const phase of run.gates)
    effects.push({ type: "check-gate", phase: phase.spec.id, round: phase.round });
  for (const { spec, detailing } of run.detailing)
    effects.push({ type: "see-to-details", phase: spec.id, step: detailing! });
  const waits = expiring(run);
  for (const phase of waits)
    if (phase.approveUntil! <= now) effects.push({ type: "expire-approval", phase: phase.spec.id });
  const next = [
    ...resting.map((task) => task.retry!),
    ...waits.map(({ approveUntil }) => ({ at: approveUntil!, delayMs: approveUntil! - now })),
  ].filter((each) => each.at > now);
  if (next.length > 0) {
    const soonest = next.reduce((a, b) => (b.at < a.at ? b : a));
    effects.push({ type: "wake", ...soonest });
  }
  return effects;
}

/** Of tasks that share a worktree only the first may begin. */
function onePerWorktree(run: Run, tasks: readonly TaskState[]): TaskState[] {
  const taken = new Set<TaskState["phase"]>();
  return tasks.filter(({ phase }) => {
    if (!isHoused(run, phase) || isApart(run, phase)) return true;
    const free = !taken.has(phase);
    taken.add(phase);
    return free;
  });
}

/** A resume may have left fewer places than tasks rest. */
const placesFor = (run: Run): number => Math.max(0, unoccupied(run));

const start = (task: TaskState): Effect => of(task, "start-attempt", task.attempts.length + 1);

const of = (
  task: TaskState,
  type: "start-attempt" | "cancel-attempt",
  attempt: number,
): Effect => ({
  type,
  phase: task.phase.spec.id,
  task: task.spec.id,
  attempt,
});
