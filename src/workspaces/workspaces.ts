import { baseOf } from "./baseOf.ts";
import { closePhase } from "./close.ts";
import { refutedClaims } from "./claims/refutedClaims.ts";
import { commitWork } from "./commit.ts";
import { endLeft } from "./endLeft.ts";
import { landPhase } from "./land.ts";
import { leave } from "./leave.ts";
import { open } from "./open.ts";
import type { Workspaces } from "./port.ts";
import { restore } from "./restore.ts";
import { tidy } from "./tidy.ts";
import { testsIn } from "./testsIn.ts";
import type { WorkspaceTools } from "./tools.ts";
import { undo } from "./undo.ts";

/** Worktrees, commits and merges with git on this machine. */
export const workspaces = (tools: WorkspaceTools): Workspaces => ({
  baseOf,
  open: (order, signal) => open(order, tools, signal),
  restore: (order, signal) => restore(order, tools, signal),
  tidy: (order, signal) => tidy(order, tools, signal),
  commit: (order, signal) => commitWork(order, tools, signal),
  land: (order) => landPhase(order, closePhase),
  leave: (order) => leave(order, tools),
  undo: (order) => undo(order, tools),
  testsIn,
  refutedClaims,
  endLeft: (order) => endLeft(order, tools),
});
