import { rm, rmdir } from "node:fs/promises";
import type { OpenWorkspace } from "../core/workspace.ts";
import { homeOf } from "../git/home.ts";
import { placesOf } from "./places.ts";
import type { WorkspaceOrder } from "./port.ts";
import { freePorts } from "./ports.ts";
import type { WorkspaceTools } from "./tools.ts";

/**
 * Forgets what Pawl remembers beside a worktree that was there before the run and stays: it has no more to do with it.
 * The worktree, its branch and what was committed are let be. Asked again it finds that done.
 */
export async function leave(
  order: WorkspaceOrder & { readonly open: OpenWorkspace },
  { env }: Pick<WorkspaceTools, "env">,
): Promise<void> {
  const { root, repository, run, state } = placesOf(env, await homeOf(order.dir), order);
  await freePorts(root, order.open.path);
  await rm(state, { recursive: true, force: true });
  // The last one takes the folders along.
  await rmdir(run).catch(() => {});
  await rmdir(repository).catch(() => {});
}
