import type { Event } from "./events.ts";
import { recount } from "./recount.ts";
import { hasWork, reset, revive } from "./revive.ts";
import type { PhaseState, Run, TaskState } from "./run.ts";
import { isFailure } from "./run.ts";

type RunEvent = Extract<Event, { type: `run-${string}` | "abort-requested" | "budget-exceeded" }>;

/** What happens to the run as a whole. */
export function foldRun(
  run: Run,
  event: Exclude<RunEvent, { type: "run-started" }>,
  at: number,
): void {
  switch (event.type) {
    case "run-resumed":
      run.driver = { host: event.by.host, stateId: event.stateId };
      return resume(run, event.options);
    case "run-paused":
      run.status = "paused";
      run.pausedBecause = event.reason;
      run.context.pausing = false;
      return;
    case "abort-requested":
      run.abortRequested = true;
      return;
    case "run-blocked":
      run.status = "blocked";
      return;
    case "run-waiting":
      run.status = "waiting";
      return;
    case "budget-exceeded":
      run.status = "budget-exceeded";
      return;
    case "run-completed":
      run.status = "completed";
      break;
    case "run-failed":
      run.status = "failed";
      break;
    case "run-aborted":
      run.status = "aborted";
      break;
  }
  run.endedAt = at;
}

function resume(run: Run, options: Run["options"]): void {
  if (run.status === "failed") {
    startAgain(run, run.tasks.filter(isFailure));
  }
  run.options = {
    ...(run.options.concurrency ? { concurrency: run.options.concurrency } : {}),
    ...options,
  };
  goOn(run);
}

function goOn(run: Run): void {
  run.status = "running";
  run.endedAt = undefined;
  run.pausedBecause = undefined;
  recount(run);
}

/** Tasks are to be done again, and what was given up because of them comes back to life. */
export function putBack(
  run: Run,
  tasks: readonly TaskState[],
  phases: readonly PhaseState[] = tasks.map((each) => each.phase),
): void {
  startAgain(run, tasks, phases);
  if (run.status === "paused") recount(run);
  else goOn(run);
}

/** Lifts `on_failure: stop` as well: somebody has decided that the run is to go on. */
function startAgain(
  run: Run,
  tasks: readonly TaskState[],
  phases: readonly PhaseState[] = [],
): void {
  for (const phase of new Set(tasks.map((each) => each.phase)))
    if (phase.message !== undefined) (phase.rejections ??= []).push(failedGateText(phase));
  tasks.forEach(reset);
  run.stopping = false;
  revive(tasks, [...phases, ...run.phases.filter(hasWork)]);
}

/** For whoever does the phase again: which checks did not pass, and the end of what they wrote. */
const failedGateText = ({ message, evidence }: PhaseState): string =>
  [
    message,
    ...(evidence?.checks ?? [])
      .filter((each) => !each.passed)
      .map((each) => [`${each.id}: ${each.text}`, each.tail].filter(Boolean).join("\n")),
  ].join("\n\n");
