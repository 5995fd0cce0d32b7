import type { FailureClass } from "../core/failure.ts";
import type { SkipReason } from "../core/events.ts";
import { memoryFile } from "../core/memory.ts";
import { findTask } from "../core/run.ts";
import type { Run, TaskState } from "../core/run.ts";
import { skippedText } from "../views/blockedBy.ts";
import { formatDuration } from "../views/duration.ts";
import { agentOf, limitText } from "../views/limit.ts";
import { contextText } from "../views/contextText.ts";
import { oneLine } from "../views/safeText.ts";
import {
  attemptLabel,
  attemptMs,
  plural,
  SKIP_WORDS,
  taskLabel,
  workOfTask,
} from "../views/words.ts";
import { askedText } from "./askedLine.ts";
import type { Line, Of } from "./line.ts";

type TaskEvent = Of<
  | "attempt-started"
  | "attempt-succeeded"
  | "context-measured"
  | "attempt-failed"
  | "attempt-cancelled"
  | "task-completed"
  | "flag-answered"
  | "task-failed"
  | "task-skipped"
>;

/** What happened to a task or to one of its attempts. */
export function taskLine(event: TaskEvent, run: Run): Line | undefined {
  const task = findTask(run, event.phase, event.task);
  const about = taskLabel(task);
  switch (event.type) {
    case "attempt-started": {
      if (event.stage === "compact")
        return { about, text: "its session is asked for a memory", tone: "quiet" };
      const which = event.attempt > 1 ? ` (${label(run, task, event.attempt)})` : "";
      const what = event.stage === undefined ? "started" : `${event.stage} started`;
      const from = event.memory === undefined ? "" : ", in a fresh session with the memory";
      return { about, text: `${what}${which}${from}`, tone: "quiet" };
    }
    case "context-measured":
      return { about, text: contextText(event), tone: "warn" };
    case "attempt-succeeded": {
      // Of all others the line of their task says it.
      if (!event.memory) return undefined;
      const file = memoryFile(event.phase, event.task, event.attempt);
      const size = plural(event.memory.bytes, "byte");
      return { about, text: `its session is a memory of ${size} now: ${file}`, tone: "plain" };
    }
    case "attempt-failed": {
      if (event.failure.class === "blocked")
        return { about, text: askedText(run, task), tone: "warn" };
      // Without another try the task fails, and its line says why.
      if (!event.retry) return undefined;
      const { failure, retry } = event;
      if (retry.limited) {
        const which = label(run, task, event.attempt);
        const waits = limitText(retry.at, retry.at - retry.delayMs, agentOf(task.spec));
        const text = `${which} was rate limited after ${tookOf(task, event.attempt)}: ${oneLine(failure.message)}; ${waits}`;
        return { about, text, tone: "warn" };
      }
      const ended = `${label(run, task, event.attempt)} ${HOW[failure.class]} after ${tookOf(task, event.attempt)}`;
      const again =
        retry.delayMs === 0 ? "next try at once" : `next try in ${formatDuration(retry.delayMs)}`;
      return { about, text: `${ended}: ${oneLine(failure.message)}; ${again}`, tone: "warn" };
    }
    case "attempt-cancelled": {
      const text = `cancelled after ${tookOf(task, event.attempt)}: ${oneLine(event.reason)}`;
      return { about, text, tone: "warn" };
    }
    case "flag-answered":
      return { about, text: `answered: ${oneLine(event.text)}`, tone: "plain" };
    case "task-completed":
      if (event.warning !== undefined) {
        const text = `completed in part, in ${lastMs(task)}: ${oneLine(event.warning)}`;
        return { about, text, tone: "warn" };
      }
      return { about, text: `completed in ${lastMs(task)}`, tone: "good" };
    case "task-failed": {
      const allowed = event.tolerated ? " (the plan allows it)" : "";
      const tone = event.tolerated ? "warn" : "bad";
      return { about, text: `failed: ${oneLine(event.message)}${allowed}`, tone };
    }
    case "task-skipped":
      return { ...skippedLine(about, event.reason), text: `skipped: ${skippedText(task)}` };
  }
}

const HOW: Readonly<Record<FailureClass, string>> = {
  transient: "failed",
  fatal: "failed",
  "timed-out": "timed out",
  lost: "was lost",
  "rate-limited": "was rate limited",
  "invalid-artifact": "failed",
  blocked: "is blocked",
  "not-accepted": "was not accepted",
  "claim-refuted": "was refuted",
  "out-of-bounds": "went out of bounds",
};

const label = (run: Run, task: TaskState, attempt: number): string =>
  attemptLabel(run.plan, task.spec, attempt);

/** Of a task with stages all of them together, else its last attempt. */
const lastMs = (task: TaskState): string =>
  task.spec.pipeline
    ? formatDuration(workOfTask(task, task.settledAt ?? 0))
    : tookOf(task, task.attempts.length);

/** The next attempt may have been begun in the same breath: the last one is not always the one that is told of. */
function tookOf(task: TaskState, attempt: number): string {
  const told = task.attempts.find((each) => each.number === attempt);
  return formatDuration(told ? attemptMs(told, told.startedAt) : 0);
}

/** Tasks and phases are passed over for the same reasons. */
export const skippedLine = (about: string, reason: SkipReason): Line => ({
  about,
  text: `skipped: ${SKIP_WORDS[reason]}`,
  tone: reason === "deps_not_met" ? "warn" : "quiet",
});
