import { existsSync } from "node:fs";
import { PawlError } from "../../core/error.ts";
import { isApart, isHoused } from "../../core/housing.ts";
import { isRefusal } from "../../core/result.ts";
import type { PhaseState, Run } from "../../core/run.ts";
import { resolveTarget } from "../../core/target.ts";
import type { OpenWorkspace } from "../../core/workspace.ts";
import { branchOf } from "../../views/worktrees.ts";

/** A worktree that a person may work in. */
export interface Place {
  readonly phase: PhaseState;
  readonly open: OpenWorkspace;
}

/**
 * The worktree of a phase, or of a task with one of its own.
 * @throws PawlError where there is none, with why and what to do instead
 */
export function placeOf(run: Run, text: string): Place {
  const target = resolveTarget(run, text);
  if (isRefusal(target)) throw new PawlError("refused", target.text);
  const phase = target.type === "phase" ? target.phase : target.task.phase;
  const open =
    target.type === "task" && isApart(run, phase) ? target.task.workspace : phase.workspace;
  if (!open) throw new PawlError("refused", whyNone(run, phase));
  if (!existsSync(open.path))
    throw new PawlError(
      "refused",
      `the worktree of ${phase.spec.id} is gone from ${open.path}; pawl resume ${run.id} makes it anew, from what is committed`,
    );
  return { phase, open };
}

function whyNone(run: Run, phase: PhaseState): string {
  const { spec, status, landing } = phase;
  if (!isHoused(run, phase))
    return `phase ${spec.id} has no worktree: it works in ${run.source.dir} itself`;
  if (landing && status === "completed")
    return `phase ${spec.id} is merged into ${landing.branch}, and its worktree is gone; pawl diff ${run.id} ${spec.id} shows what it changed, git worktree add PATH ${branchOf(run) ?? landing.branch} checks it out`;
  if (status === "pending") return `phase ${spec.id} has not begun: it has no worktree yet`;
  return `phase ${spec.id} has no worktree now: it is ${status}`;
}
