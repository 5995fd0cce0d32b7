import { PawlError } from "../../core/error.ts";
import { isHoused } from "../../core/housing.ts";
import { isRefusal } from "../../core/result.ts";
import type { PhaseState, Run, TaskState } from "../../core/run.ts";
import { resolveTarget } from "../../core/target.ts";
import { mergedOf } from "../../views/worktrees.ts";
import { taskLabel } from "../../views/words.ts";

/** Two commits between which is what somebody wants to see. */
export interface Range {
  readonly from: string;
  readonly to: string;
  /** What a person should know of it. */
  readonly note?: string;
}

/**
 * What a run, a phase or a task has changed, as far as Pawl has committed it.
 * @throws PawlError where that is nothing, with what to do instead
 */
export function rangeOf(run: Run, text: string | undefined): Range {
  if (text === undefined) return ofRun(run);
  const target = resolveTarget(run, text);
  if (isRefusal(target)) throw new PawlError("refused", target.text);
  return target.type === "phase" ? ofPhase(run, target.phase) : ofTask(run, target.task);
}

function ofRun(run: Run): Range {
  const merged = mergedOf(run);
  const open = run.phases.filter((each) => each.workspace && each.commits.length > 0);
  const names = open.map((each) => each.spec.id).join(", ");
  if (!merged) {
    if (!run.phases.some((each) => isHoused(run, each))) throw noWorktrees(run);
    const next =
      open.length === 0
        ? `pawl status ${run.id} shows how far it is`
        : `pawl diff ${run.id} PHASE shows what is not merged yet: ${names}`;
    throw new PawlError("refused", `nothing of run ${run.id} is merged yet; ${next}`);
  }
  const note = open.length === 0 ? {} : { note: `not merged yet, and not shown: ${names}` };
  return { from: merged.from, to: merged.to, ...note };
}

function ofPhase(run: Run, phase: PhaseState): Range {
  const { landing, workspace, head, status, spec, owner } = phase;
  if (landing && status === "completed") return { from: landing.from, to: landing.commit };
  if (!isHoused(run, phase)) throw noWorktree(phase);
  if (!workspace || !head || phase.commits.length === 0)
    throw new PawlError("refused", `phase ${spec.id} has committed nothing yet; it is ${status}`);
  const note = owner
    ? { note: `what ${taskLabel(owner)} has done since is not committed, and not shown` }
    : {};
  return { from: workspace.base, to: head, ...note };
}

function ofTask(run: Run, task: TaskState): Range {
  if (!isHoused(run, task.phase)) throw noWorktree(task.phase);
  const name = taskLabel(task);
  if (!task.commit)
    throw new PawlError("refused", `${name} has committed nothing yet; it is ${task.status}`);
  const { commit } = task.commit;
  if (commit === undefined)
    throw new PawlError("refused", `${name} changed nothing: there was nothing to commit`);
  return { from: `${commit}^`, to: commit };
}

const noWorktrees = (run: Run): PawlError =>
  new PawlError(
    "refused",
    `run ${run.id} works in ${run.source.dir} itself, and Pawl commits nothing there: git diff shows what it changed`,
  );

const noWorktree = ({ spec }: PhaseState): PawlError =>
  new PawlError(
    "refused",
    `phase ${spec.id} has no worktree, and Pawl commits nothing of it: git diff shows what it changed`,
  );
