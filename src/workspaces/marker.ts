import { phaseBranch, taskBranch } from "../git/refs.ts";
import type { WorkspaceOrder } from "./port.ts";

type Named = Pick<WorkspaceOrder, "run" | "phase" | "task">;

const named = ({ run, phase, task }: Named): string =>
  `${run}/${phase}${task === undefined ? "" : `/${task}`}`;

/**
 * `PAWL_ATTEMPT_ID` of the git commands that orders about a worktree start, so that what an earlier driver
 * has left of them can be found and ended.
 */
export const markerOf = (order: Named): string => `${named(order)}@workspace`;

/** The same for its setup, so that asking again can wait for it instead. */
export const setupMarkerOf = (order: Named): string => `${named(order)}@setup`;

/** The same for the repository's hooks: those of the very order that is asked for again are waited for. */
export const hooksMarkerOf = ({ run, phase }: Named): string => `${run}/${phase}@hooks`;

/** Environment of git where it may run for long: in worktrees. */
export const marked = (order: Named): Record<string, string> => ({
  PAWL_ATTEMPT_ID: markerOf(order),
});

/** The branch of a phase's worktree, or of a task's own. */
export const branchOf = ({ run, phase, task }: Named): string =>
  task === undefined ? phaseBranch(run, phase) : taskBranch(run, phase, task);
