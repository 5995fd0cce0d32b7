import { reap } from "../executors/reaper.ts";
import { homeOf } from "../git/home.ts";
import { clearLocks } from "./locks.ts";
import { branchOf, markerOf, setupMarkerOf } from "./marker.ts";
import { placesOf } from "./places.ts";
import type { WorkspaceOrder } from "./port.ts";
import type { WorkspaceTools } from "./tools.ts";

const GRACE_MS = 5000;

/**
 * Ends what an earlier driver's orders about a worktree have left running (git, setup, hooks), and takes away the lock
 * files of git that it left. Never rejects.
 */
export async function endLeft(order: WorkspaceOrder, tools: WorkspaceTools): Promise<void> {
  try {
    await reap({ marker: markerOf(order) }, GRACE_MS);
    await reap({ marker: setupMarkerOf(order) }, GRACE_MS);
    const home = await homeOf(order.dir);
    const at = order.workspace.at;
    if (at !== undefined) return;
    const { worktree } = await placesOf(tools.env, home, order);
    await clearLocks(home.common, worktree, branchOf(order));
  } catch {
    // What is in the way is told by whoever it is in the way of.
  }
}
