import type { Event, Recorded } from "../core/events.ts";
import type { Run } from "../core/run.ts";
import { formatDuration } from "../views/duration.ts";
import { isSingle, plural } from "../views/words.ts";
import { gateLine } from "./lineOfGate.ts";
import { againLine, runLine } from "./lineOfRun.ts";
import { skippedLine, taskLine } from "./lineOfTask.ts";
import { workerLine } from "./lineOfWorker.ts";
import { workLine, workspaceLine } from "./lineOfWorkspace.ts";

/** How a line is coloured. */
export type Tone = "good" | "bad" | "warn" | "quiet" | "plain";

/** An event as a line: what it is about, and what happened. */
export interface Line {
  /** A task, a phase, or empty for the run. */
  readonly about: string;
  readonly text: string;
  readonly tone: Tone;
}

/** The members of the event union with one of these types. */
export type Of<Type extends Event["type"]> = Extract<Event, { type: Type }>;

/**
 * What a person reads of an event; nothing for bookkeeping that another event's line says already.
 * @param run the run with the event folded in
 */
export function lineOf({ event, at }: Recorded, run: Run): Line | undefined {
  switch (event.type) {
    // The heading of the log says it, and at a resume, too.
    case "run-started":
    case "checkpoint-recorded":
    case "tasks-added":
    case "task-cancelled":
    case "worker-started":
    case "workers-answered":
      return undefined;
    case "workers-requested":
    case "worker-ended":
      return workerLine(event, run);
    case "run-resumed":
    case "run-paused":
    case "abort-requested":
    case "run-completed":
    case "run-failed":
    case "run-aborted":
    case "run-blocked":
    case "run-waiting":
    case "budget-warned":
    case "budget-exceeded":
      return runLine(event, run, at);
    case "retry-requested":
    case "restart-requested":
    case "rolled-back":
      return againLine(event);
    case "gate-opened":
    case "gate-checked":
    case "approval-requested":
    case "gate-approved":
    case "gate-rejected":
    case "gate-voided":
    case "approval-stands":
    case "approval-escalated":
    case "phase-imported":
    case "diagnosis-recorded":
      return gateLine(event, run, at);
    case "workspace-opened":
    case "workspace-tidied":
    case "workspace-undone":
    case "phase-landed":
    case "rebuild-requested":
    case "mend-requested":
      return workspaceLine(event, run);
    case "details-recorded":
      return detailsLine(event);
    case "stage-entered":
    case "commit-made":
    case "commit-refused":
    case "flag-raised":
      return workLine(event, run);
    case "phase-started":
    case "phase-completed":
    case "phase-failed":
    case "phase-skipped":
      return phaseLine(event, run, at);
    case "flag-answered":
    case "attempt-started":
    case "attempt-succeeded":
    case "context-measured":
    case "attempt-failed":
    case "attempt-cancelled":
    case "task-completed":
    case "task-failed":
    case "task-skipped":
      return taskLine(event, run);
  }
}

/** Nothing is said where they only stay. */
function detailsLine({ phase, files, kept, notes }: Of<"details-recorded">): Line | undefined {
  const what = kept === "kept" ? [] : [`details ${kept}: ${plural(files.length, "file")}`];
  const text = [...what, ...(notes ?? [])].join("; ");
  return text === "" ? undefined : { about: phase, text, tone: notes ? "warn" : "plain" };
}

function phaseLine(
  event: Of<"phase-started" | "phase-completed" | "phase-failed" | "phase-skipped">,
  run: Run,
  at: number,
): Line | undefined {
  const about = event.phase;
  if (event.type === "phase-skipped") return skippedLine(about, event.reason);
  const phase = run.phaseById.get(event.phase)!;
  // Where phase and task are the same work, the task's lines say it all.
  if (isSingle(phase)) return undefined;
  const took = formatDuration(at - (phase.startedAt ?? at));
  switch (event.type) {
    case "phase-started":
      return { about, text: `phase started: ${plural(phase.tasks.length, "task")}`, tone: "plain" };
    case "phase-completed":
      return { about, text: `phase completed in ${took}`, tone: "good" };
    case "phase-failed":
      return { about, text: `phase failed after ${took}${because(event.message)}`, tone: "bad" };
  }
}

const because = (message: string | undefined): string =>
  message === undefined ? "" : `: ${message}`;
