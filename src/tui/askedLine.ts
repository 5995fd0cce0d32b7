import type { Recorded } from "../core/events.ts";
import { findTask } from "../core/run.ts";
import type { Run, TaskState } from "../core/run.ts";
import { answerCommand } from "../views/answerCommand.ts";
import { questionOf } from "../views/asking.ts";
import { taskLabel } from "../views/words.ts";
import { askedToApprove } from "./lineOfGate.ts";

/** `asks: Which one?; pawl answer r-1 build/code TEXT answers it`. */
export const askedText = (run: Run, task: TaskState): string => {
  const text = questionOf(task.flags ?? []);
  const command = answerCommand(run, task);
  return task.spec.kind === "manual"
    ? `is to be done by a person: ${text}; then ${command}`
    : `asks: ${text}; ${command} answers it`;
};

/** What is to stay on a screen of an event: what a person is asked, as a row has no room for the command. */
export function askedNote({ event }: Recorded, run: Run): string | undefined {
  if (event.type === "approval-requested") return `${event.phase} ${askedToApprove(run, event)}`;
  const asks =
    event.type === "flag-raised" ||
    (event.type === "attempt-failed" && event.failure.class === "blocked");
  if (!asks) return undefined;
  const task = findTask(run, event.phase, event.task);
  return task.flags && `${taskLabel(task)} ${askedText(run, task)}`;
}
