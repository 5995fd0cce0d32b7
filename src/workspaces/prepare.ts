import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { OpenWorkspace } from "../core/workspace.ts";
import { untracked } from "./made.ts";
import { setupMarkerOf } from "./marker.ts";
import type { OpenOrder } from "./port.ts";
import { runSetup } from "./setup.ts";
import type { WorkspaceTools } from "./tools.ts";

/** Folder of a setup's output, in the order's. */
export const SETUP = "setup";

/** Runs the plan's setup in a worktree, or takes what an earlier one has made. @returns notes */
export async function prepare(
  order: OpenOrder,
  open: OpenWorkspace,
  tools: WorkspaceTools,
  signal: AbortSignal,
): Promise<string[]> {
  const { dir, workspace, folder } = order;
  const env = {
    ...order.env,
    PAWL_RUN: order.run,
    PAWL_PHASE: order.phase,
    ...(order.task === undefined ? {} : { PAWL_TASK: order.task }),
    ...(open.port === undefined ? {} : { PAWL_PORT: String(open.port) }),
    ...(open.portOffset === undefined ? {} : { PAWL_PORT_OFFSET: String(open.portOffset) }),
  };
  const { path, cwd } = open;
  const marker = setupMarkerOf(order);
  const setup = { dir, path, cwd, workspace, folder: join(folder, SETUP), marker, env };
  await mkdir(folder, { recursive: true });
  // No attempt has worked in what it begins from but what has been landed, and has passed its gates.
  const how = await runSetup({ ...setup, trusted: open.base }, tools, signal);
  return how === "run" ? changedBySetup(path) : [];
}

async function changedBySetup(path: string): Promise<string[]> {
  const { changed } = await untracked(path);
  if (changed.length === 0) return [];
  const shown = changed.slice(0, 5).join(", ");
  return [
    `setup changed files that git does not ignore, and they will be committed with the first task: ${shown}`,
  ];
}
