import type { Run, TaskState } from "./run.ts";

/** Whether a task that is not resting may be started: the one rule for scheduling it and for accepting that. */
export const isStartable = (run: Run, task: TaskState): boolean =>
  task.ready && task.status === "pending" && (!run.stopping || isRescue(task));

/** Work that is there for the case of failure, and so runs in spite of `on_failure: stop`. */
export const isRescue = (task: TaskState): boolean =>
  task.spec.when?.type === "failure" || task.spec.when?.type === "always";
