import { existsSync } from "node:fs";
import { homeOf } from "../git/home.ts";
import { open } from "./open.ts";
import { placesFor } from "./places.ts";
import type { OpenOrder } from "./port.ts";
import type { WorkspaceTools } from "./tools.ts";

/**
 * Makes a worktree anew of which the folder is gone: with what is on its branch, and made ready like any other. What
 * was not committed is gone with the folder. One that is there, or that was never made, is let be.
 */
export async function restore(
  order: OpenOrder,
  tools: WorkspaceTools,
  signal: AbortSignal,
): Promise<void> {
  if (order.workspace.at !== undefined) return;
  const places = await placesFor(tools.env, await homeOf(order.dir), order);
  if (existsSync(places.worktree)) return;
  await open(order, tools, signal);
}
