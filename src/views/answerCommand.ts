import type { Run, TaskState } from "../core/run.ts";
import { taskLabel } from "./words.ts";

/** What to type to answer a task that is blocked, with the answer in place of TEXT. */
export const answerCommand = (run: Run, task: TaskState): string =>
  `pawl answer ${run.id} ${taskLabel(task)} TEXT`;
