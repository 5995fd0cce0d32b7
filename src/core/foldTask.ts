import type { Event } from "./events.ts";
import { classify, classifyPhase, recount } from "./recount.ts";
import { revive } from "./revive.ts";
import type { Run, TaskState, TaskStatus } from "./run.ts";
import { findTask, isSettled } from "./run.ts";

type TaskEvent = Extract<Event, { type: `task-${string}` }>;

/** Tasks settle. */
export function foldTask(run: Run, event: TaskEvent, at: number): void {
  const task = findTask(run, event.phase, event.task);
  switch (event.type) {
    case "task-completed":
      return settle(run, task, "completed", at);
    case "task-cancelled":
      return settle(run, task, "cancelled", at);
    case "task-failed":
      task.message = event.message;
      task.tolerated = event.tolerated;
      if (!event.tolerated && run.plan.onFailure === "stop") run.stopping = true;
      return settle(run, task, "failed", at);
    case "task-skipped": {
      const wasSettled = isSettled(task);
      task.skipReason = event.reason;
      if (!wasSettled) return settle(run, task, "skipped", at);
      task.status = "skipped";
      revive(run);
      return recount(run);
    }
  }
}

function settle(run: Run, task: TaskState, status: TaskStatus, at: number): void {
  task.status = status;
  task.settledAt = at;
  task.ready = false;
  run.skippable.delete(task);
  run.resting.delete(task);
  run.undecided.delete(task);
  delete task.retry;
  delete task.verdict;
  const { phase } = task;
  phase.openTasks--;
  if (phase.openTasks === 0) classifyPhase(run, phase);
  for (const dependent of task.dependents) {
    dependent.open--;
    if (dependent.open === 0) classify(run, dependent);
  }
}
