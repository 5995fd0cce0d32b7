import { join } from "node:path";
import { modeOf } from "../core/housing.ts";
import type { PhaseState, Run, TaskState } from "../core/run.ts";
import type { OpenWorkspace } from "../core/workspace.ts";

/** The worktree that a task works in; none where it works in the plan's folder. */
export const openFor = (run: Run, task: TaskState): OpenWorkspace | undefined =>
  task.workspace ?? openOf(run, task.phase);

/** The worktree of a phase. */
export const openOf = (run: Run, phase: PhaseState): OpenWorkspace | undefined =>
  modeOf(run, phase) === "worktree" ? phase.workspace : undefined;

/** What is run in a worktree is told of it. */
export function variablesOf(open: OpenWorkspace | undefined): Record<string, string> {
  if (!open) return {};
  const { path, branch, port, portOffset } = open;
  return {
    PAWL_WORKTREE: path,
    PAWL_BRANCH: branch,
    ...(port === undefined ? {} : { PAWL_PORT: String(port) }),
    ...(portOffset === undefined ? {} : { PAWL_PORT_OFFSET: String(portOffset) }),
  };
}

/** Where in the run's folder commands of a worktree keep what they write. `@` is in no id. */
export const workspaceFolder = (folder: string, phase: string, name: string): string =>
  join(folder, "workspaces", phase, name);
