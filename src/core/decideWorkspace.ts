import { sendBack, warningsOf } from "./decideStage.ts";
import type { Event } from "./events.ts";
import { isHoused, opOf } from "./housing.ts";
import type { Request } from "./requests.ts";
import { isRefusal, refuse } from "./result.ts";
import type { Refusal } from "./result.ts";
import { findPhase, findTask } from "./run.ts";
import type { PhaseState, Run } from "./run.ts";
import { phaseCalled } from "./target.ts";
import type { WorkspaceOutcome } from "./workspaceOps.ts";

type Of<Type extends Request["type"]> = Extract<Request, { type: Type }>;

/** What came of work on a worktree, a commit or a merge. */
export function reportWorkspace(run: Run, request: Of<"report-workspace">): Event[] | Refusal {
  const { op, outcome } = request;
  const phase = findPhase(run, op.phase);
  const due = opOf(run, phase);
  if (due?.kind !== op.kind || due.task !== op.task)
    return refuse("not-ready", `phase ${op.phase} does not wait for ${op.kind} any more`);
  return eventsOf(run, phase, op, outcome);
}

function eventsOf(
  run: Run,
  phase: PhaseState,
  { task }: Of<"report-workspace">["op"],
  outcome: WorkspaceOutcome,
): Event[] {
  const { id } = phase.spec;
  switch (outcome.type) {
    case "opened":
      return [
        {
          type: "workspace-opened",
          phase: id,
          ...(task === undefined ? {} : { task }),
          open: outcome.open,
        },
      ];
    case "tidied": {
      const { kept } = outcome;
      return [{ type: "workspace-tidied", phase: id, ...(kept === undefined ? {} : { kept }) }];
    }
    case "committed": {
      const state = findTask(run, id, task!);
      const attempt = state.attempts.length;
      return [
        { type: "commit-made", phase: id, task: task!, attempt, ...outcome.commit },
        { type: "task-completed", phase: id, task: task!, ...warningsOf(state) },
      ];
    }
    case "refused": {
      const { failure } = outcome;
      const state = findTask(run, id, task!);
      const attempt = state.attempts.length;
      return [
        { type: "commit-refused", phase: id, task: task!, attempt, failure },
        ...sendBack(run, state, "commit", failure),
      ];
    }
    case "landed":
      return [
        { type: "phase-landed", phase: id, landing: outcome.landing },
        { type: "phase-completed", phase: id },
      ];
    case "moved": {
      const reason = `the branch that it is merged into has moved to ${outcome.head.slice(0, 12)}`;
      return [{ type: "gate-voided", phase: id, round: phase.round + 1, reason, moved: true }];
    }
    case "undone": {
      const { notes } = outcome;
      return [{ type: "workspace-undone", phase: id, ...(notes ? { notes } : {}) }];
    }
    case "failed":
      return phase.aside
        ? [{ type: "workspace-undone", phase: id, notes: [outcome.message] }]
        : [{ type: "phase-failed", phase: id, message: outcome.message }];
  }
}

/** A phase whose merge conflicts is done anew, on what the run's branch is now. */
export function rebuild(run: Run, request: Of<"rebuild">): Event[] | Refusal {
  const phase = unmerged(run, request.phase);
  if (isRefusal(phase)) return phase;
  return [{ type: "rebuild-requested", phase: phase.spec.id, by: request.by }];
}

/** Its gate is asked again, after a person has mended the merge, or a task has. */
export function mend(run: Run, request: Of<"mend">): Event[] | Refusal {
  const phase = unmerged(run, request.phase);
  if (isRefusal(phase)) return phase;
  const { task, by } = request;
  return [{ type: "mend-requested", phase: phase.spec.id, ...(task ? { task } : {}), by }];
}

/** A phase that failed when all of its tasks were done. */
function unmerged(run: Run, name: string): PhaseState | Refusal {
  if (run.abortRequested)
    return refuse("run-aborted", `run ${run.id} was aborted and does not go on`);
  const phase = phaseCalled(run, name);
  if (isRefusal(phase)) return phase;
  if (!isHoused(run, phase))
    return refuse("not-ready", `phase ${phase.spec.id} has no worktree: there is no merge to mend`);
  if (phase.status !== "failed" || phase.message === undefined || phase.openTasks > 0)
    return refuse(
      "not-failed",
      `phase ${phase.spec.id} did not fail at its gate or its merge: it is ${phase.status}`,
    );
  return phase;
}
