import { existsSync } from "node:fs";
import { reap } from "../executors/reaper.ts";
import { homeOf } from "../git/home.ts";
import { endHooks } from "./hooks.ts";
import { clearLocks } from "./locks.ts";
import { markerOf, setupMarkerOf } from "./marker.ts";
import { placesFor } from "./places.ts";
import type { WorkspaceOrder } from "./port.ts";
import type { WorkspaceTools } from "./tools.ts";

const GRACE_MS = 5000;

/**
 * Ends what an earlier driver's orders about a worktree have left running (git, setup, hooks), and takes away the lock
 * files of git that it left. Never rejects.
 */
export async function endLeft(order: WorkspaceOrder, tools: WorkspaceTools): Promise<void> {
  try {
    const home = await homeOf(order.dir);
    const { worktree, state } = await placesFor(tools.env, home, order);
    // Nothing of it was ever begun.
    if (!existsSync(state) && !existsSync(order.folder)) return;
    await endHooks(order);
    await reap({ marker: markerOf(order) }, GRACE_MS);
    await reap({ marker: setupMarkerOf(order) }, GRACE_MS);
    await clearLocks(home.common, order.run, { worktree });
  } catch {
    // What is in the way is told by whoever it is in the way of.
  }
}
