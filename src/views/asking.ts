import type { Flag } from "../core/report.ts";
import type { Run } from "../core/run.ts";
import { answerCommand } from "./answerCommand.ts";
import { oneLine } from "./safeText.ts";
import { inPlanOrder } from "./waitingFor.ts";
import { taskLabel } from "./words.ts";

/** A task that a person must answer before it goes on. */
export interface Asking {
  /** `phase/task`. */
  readonly task: string;
  /** As commands take it. */
  readonly name: string;
  /** The attempt that asked. */
  readonly attempt: number;
  /** A person is to do the task, and then says so. */
  readonly manual?: true;
  readonly flags: readonly Flag[];
  /** What to type, with the answer in place of TEXT. */
  readonly command: string;
}

/** The tasks that wait for an answer, in plan order. */
export const askingIn = (run: Run): Asking[] =>
  inPlanOrder(run.blocked).map((task) => ({
    task: task.address,
    name: taskLabel(task),
    attempt: task.attempts.length,
    ...(task.spec.kind === "manual" ? { manual: true } : {}),
    flags: (task.flags ?? []).map(({ type, text }) => ({ type, text })),
    command: answerCommand(run, task),
  }));

/** All that a task asks, on one line. */
export const questionOf = (flags: readonly Flag[]): string =>
  flags.map((each) => oneLine(each.text)).join("; ");
