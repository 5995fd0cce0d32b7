import type { Run, TaskState } from "../core/run.ts";
import { taskLabel } from "./words.ts";

/** What to type to answer a task that is blocked, with the answer in place of TEXT; of one that a person does, that it is done. */
export const answerCommand = (run: Run, task: TaskState): string =>
  `pawl answer ${run.id} ${taskLabel(task)} ${task.spec.kind === "manual" ? "done" : "TEXT"}`;
