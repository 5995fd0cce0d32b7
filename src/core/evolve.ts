import { buildRun } from "./build.ts";
import type { Event, Recorded } from "./events.ts";
import { foldAttempt, keepArtifact } from "./foldAttempt.ts";
import { fillPhase } from "./fillPhase.ts";
import { foldContext } from "./foldContext.ts";
import { foldDetails } from "./foldDetails.ts";
import { foldGate } from "./foldGate.ts";
import { foldRollback } from "./foldRollback.ts";
import { foldPhase } from "./foldPhase.ts";
import { foldRun, putBack } from "./foldRun.ts";
import { foldSpend } from "./foldSpend.ts";
import { foldStage } from "./foldStage.ts";
import { foldWorkspace } from "./foldWorkspace.ts";
import { closeBatches, foldWorkers } from "./foldWorkers.ts";
import { foldTask } from "./foldTask.ts";
import { recount } from "./recount.ts";
import type { Run } from "./run.ts";
import { findPhase, findTask } from "./run.ts";

/**
 * Folds one event into the run and gives the run back; `undefined` is the run before its first event.
 * The run given is changed in place: a copy for each event would make long journals quadratic.
 * It never refuses: what is in the journal has happened.
 */
export function evolve(run: Run | undefined, recorded: Recorded): Run {
  const { event, at } = recorded;
  if (event.type === "run-started") return begin(buildRun(event, at));
  if (!run) throw new Error(`a journal begins with run-started, not ${event.type}`);
  run.seq = recorded.seq;
  const before = run.updatedAt;
  run.updatedAt = at;
  fold(run, event, at);
  foldSpend(run, event, at, before);
  return run;
}

function begin(run: Run): Run {
  recount(run);
  return run;
}

function fold(run: Run, event: Exclude<Event, { type: "run-started" }>, at: number): void {
  switch (event.type) {
    case "run-resumed":
    case "run-paused":
    case "abort-requested":
    case "run-completed":
    case "run-failed":
    case "run-aborted":
    case "run-blocked":
    case "run-waiting":
    case "budget-exceeded":
      return foldRun(run, event, at);
    case "budget-warned":
      return;
    case "phase-started":
    case "checkpoint-recorded":
    case "phase-completed":
    case "phase-failed":
    case "phase-skipped":
    case "phase-imported":
      return foldPhase(run, event, at);
    case "gate-opened":
    case "gate-checked":
    case "gate-approved":
    case "gate-rejected":
    case "gate-voided":
    case "approval-requested":
    case "approval-stands":
    case "approval-escalated":
      return foldGate(run, event);
    case "workspace-opened":
    case "workspace-tidied":
    case "workspace-undone":
    case "commit-made":
    case "commit-refused":
    case "phase-landed":
    case "mend-requested":
    case "rebuild-requested":
      return foldWorkspace(run, event);
    case "details-recorded":
      return foldDetails(run, event);
    case "stage-entered":
    case "flag-raised":
      return foldStage(run, event);
    case "tasks-added":
      return fillPhase(run, event, at);
    case "rolled-back":
      return foldRollback(run, event);
    case "diagnosis-recorded": {
      const task = findTask(run, event.phase, event.task);
      task.diagnosis = event.text;
      if (event.artifact) keepArtifact(run, task, event.artifact, at);
      return;
    }
    case "retry-requested":
      return putBack(
        run,
        event.tasks.map((each) => findTask(run, each.phase, each.task)),
      );
    case "restart-requested": {
      const phases = event.phases.map((id) => findPhase(run, id));
      return putBack(
        run,
        phases.flatMap((each) => each.tasks),
        phases,
      );
    }
    case "attempt-started":
    case "attempt-succeeded":
    case "attempt-failed":
    case "attempt-cancelled":
      foldAttempt(run, event, at);
      return closeBatches(run, findTask(run, event.phase, event.task), event.attempt);
    case "workers-requested":
    case "worker-started":
    case "worker-ended":
    case "workers-answered":
      return foldWorkers(run, event, at);
    case "context-measured":
      return foldContext(run, event);
    case "flag-answered":
    case "task-completed":
    case "task-cancelled":
    case "task-failed":
    case "task-skipped":
      return foldTask(run, event, at);
  }
}
