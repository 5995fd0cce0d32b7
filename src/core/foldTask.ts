import type { Event, SkipReason } from "./events.ts";
import { isFatal, isHalted } from "./halted.ts";
import { classify, classifyPhase, recount, recountTasks } from "./recount.ts";
import { hasWork, revive } from "./revive.ts";
import type { Run, TaskState, TaskStatus } from "./run.ts";
import { findTask, isFailure, isGivenUp, isSettled } from "./run.ts";

type TaskEvent = Extract<Event, { type: `task-${string}` | "flag-answered" }>;

/** Tasks settle. */
export function foldTask(run: Run, event: TaskEvent, at: number): void {
  const task = findTask(run, event.phase, event.task);
  switch (event.type) {
    case "flag-answered":
      return unblock(run, task, event.text);
    case "task-completed":
      task.warning = event.warning;
      return settle(run, task, "completed", at);
    case "task-cancelled":
      return settle(run, task, "cancelled", at);
    case "task-failed":
      task.message = event.message;
      task.tolerated = event.tolerated;
      if (!event.tolerated) {
        run.failures++;
        task.phase.failures++;
        if (run.plan.onFailure === "stop") run.stopping = true;
      }
      settle(run, task, "failed", at);
      if (isFailure(task) && isFatal(task)) halt(run, task);
      return;
    case "task-skipped":
      if (isSettled(task)) return passOver(run, task, event.reason, at);
      task.skipReason = event.reason;
      return settle(run, task, "skipped", at);
  }
}

/** What is not begun in its phase is not to be begun. */
function halt(run: Run, task: TaskState): void {
  const { phase } = task;
  phase.fatal = [...new Set([...(phase.fatal ?? []), task])];
  run.halted.add(phase);
  for (const each of phase.tasks) classify(run, each);
}

/** A task that had settled is skipped: what depends on it, and what was given up because of it, is looked at anew. */
function passOver(run: Run, task: TaskState, reason: SkipReason, at: number): void {
  const { phase } = task;
  const wasHalted = isHalted(phase);
  if (isFailure(task)) {
    phase.failures--;
    run.failures--;
  }
  task.status = "skipped";
  task.skipReason = reason;
  task.tolerated = false;
  task.settledAt = at;
  task.message = undefined;
  for (const dependent of task.dependents) classify(run, dependent);
  const lifted = run.stopping && run.failures === 0;
  if (lifted) run.stopping = false;
  const opens = isGivenUp(phase) || (phase.status === "failed" && phase.failures === 0);
  // A person may skip thousands: what does not open a phase must not cost as much as the plan is large.
  const goesOn = wasHalted && !isHalted(phase);
  if (!lifted && !opens && !goesOn && !task.dependents.some(isGivenUp)) return;
  const back = revive([task], lifted ? run.phases.filter(hasWork) : []);
  if (lifted || goesOn || back.phases.size > 0) recount(run);
  else recountTasks(run, back.tasks);
}

/** Its next attempt is told the answer. */
function unblock(run: Run, task: TaskState, answer: string): void {
  const question = (task.flags ?? []).map((each) => each.text).join("\n");
  (task.answers ??= []).push({ question, answer });
  task.flags = undefined;
  task.status = "pending";
  // Whoever answered wants it to be tried again, as often as at first.
  if (task.stage) task.stage = { ...task.stage, sentBack: {} };
  run.blocked.delete(task);
  classify(run, task);
}

function settle(run: Run, task: TaskState, status: TaskStatus, at: number): void {
  task.status = status;
  task.settledAt = at;
  task.ready = false;
  run.skippable.delete(task);
  run.resting.delete(task);
  run.undecided.delete(task);
  run.blocked.delete(task);
  task.flags = undefined;
  task.retry = undefined;
  task.verdict = undefined;
  task.stage = undefined;
  const { phase } = task;
  phase.openTasks--;
  if (phase.openTasks === 0) classifyPhase(run, phase);
  for (const dependent of task.dependents) {
    dependent.open--;
    if (dependent.open === 0) classify(run, dependent);
  }
}
