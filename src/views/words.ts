import { settingsOf } from "../core/plan.ts";
import type { Plan, Task } from "../core/plan.ts";
import type { SkipReason } from "../core/events.ts";
import { hasEnded } from "../core/run.ts";
import type { AttemptState, PhaseState, Run, TaskState, TaskStatus } from "../core/run.ts";

/** `imported-complete`: it was done before the run, by the list that it comes from. */
export type ShownStatus = TaskStatus | "imported-complete";

/**
 * A task's status as it is told outside: `waiting` while something that it depends on has not settled,
 * `pending` when only a free place, or the end of its rest, stands between it and its start.
 */
export function statusOfTask(run: Run, task: TaskState): ShownStatus {
  if (task.imported) return "imported-complete";
  if (task.status !== "pending" || hasEnded(run)) return task.status;
  return task.open > 0 || task.phase.open > 0 ? "waiting" : "pending";
}

/** Whether a phase and its one task have the same name: then they are the same work, and named once. */
export const isSingle = (phase: PhaseState): boolean =>
  phase.tasks.length === 1 && String(phase.tasks[0]!.spec.id) === String(phase.spec.id);

/** `phase/task`, or the one name of both. */
export const taskLabel = (task: TaskState): string =>
  isSingle(task.phase) ? task.spec.id : task.address;

/**
 * `attempt 2 of 3`; attempts beyond the allowance (lost ones, retries by a person) are only numbered, and so are those
 * of a task with stages, each of which has attempts of its own, and where sessions may be made compact in between.
 */
export function attemptLabel(plan: Plan, task: Task, attempt: number): string {
  if (task.pipeline || plan.context) return `attempt ${attempt}`;
  const most = settingsOf(plan, task).retry.maxAttempts;
  return attempt <= most && most > 1 ? `attempt ${attempt} of ${most}` : `attempt ${attempt}`;
}

/** How long an attempt took, or has been taking. */
export const attemptMs = (attempt: AttemptState, now: number): number =>
  Math.max(0, (attempt.endedAt ?? now) - attempt.startedAt);

/** Time that a task's attempts took together, without the rests between them. */
export const workOfTask = (task: TaskState, now: number): number =>
  task.attempts.reduce((sum, each) => sum + attemptMs(each, now), 0);

export const SKIP_WORDS: Readonly<Record<SkipReason, string>> = {
  deps_not_met: "what it depends on failed",
  condition: "its condition did not hold",
  "by-person": "passed over by a person",
};

/** `1 task`, `2 tasks`. */
export const plural = (count: number, one: string, many: string = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** The first few, and how many there are besides. */
export function listed(items: readonly string[], most: number): string {
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
