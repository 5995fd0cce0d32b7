import { linkTasks, taskStateOf } from "./build.ts";
import type { Event } from "./events.ts";
import { recount } from "./recount.ts";
import type { Run, TaskState } from "./run.ts";
import { findPhase } from "./run.ts";

/**
 * A phase gets the tasks that its list says. One that it had before under the same id is begun anew, and its attempts
 * go on counting; one that the list does not have any more is passed over.
 */
export function fillPhase(
  run: Run,
  event: Extract<Event, { type: "tasks-added" }>,
  at: number,
): void {
  const phase = findPhase(run, event.phase);
  const before = new Map(phase.tasks.map((each) => [each.spec.id, each]));
  const tasks = event.tasks.map((spec) => {
    const old = before.get(spec.id);
    before.delete(spec.id);
    const task = taskStateOf(old?.index ?? run.tasks.length, spec, phase);
    if (old) task.attempts.push(...old.attempts);
    run.tasks[task.index] = task;
    run.taskByAddress.set(task.address, task);
    return task;
  });
  linkTasks(tasks);
  for (const task of before.values()) passOver(task, at);
  phase.tasks.splice(0, Infinity, ...tasks, ...before.values());
  phase.filled = true;
  recount(run);
}

function passOver(task: TaskState, at: number): void {
  task.dependencies.length = 0;
  task.dependents.length = 0;
  task.status = "skipped";
  task.skipReason = "condition";
  task.settledAt = at;
}
