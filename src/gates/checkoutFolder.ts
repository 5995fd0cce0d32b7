import { rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { removeCheckout } from "../git/checkout.ts";
import { homeOf } from "../git/home.ts";
import { placesOf } from "../workspaces/places.ts";
import type { PlacesEnv } from "../workspaces/places.ts";
import { isWithin } from "./inside.ts";
import type { GateOrder } from "./port.ts";

/**
 * Where the clean checkout of a gate lies: outside of the repository, so that what git ignores there, such as installed
 * packages, is not found above it.
 * @throws Error with a text for a person where it would lie within
 */
export async function checkoutFolder(order: GateOrder, env: PlacesEnv): Promise<string> {
  const home = await homeOf(order.dir);
  const { root, run } = placesOf(env, home, order);
  if (home.top !== undefined && isWithin(root, home.top))
    throw new Error(
      `a clean checkout must lie outside of the repository, and ${root} is within ${home.top}; set PAWL_WORKTREES to another folder`,
    );
  return join(run, `@gate@${order.phase}@${order.round}`);
}

/** Takes a gate's checkout away, and the folders that have become empty by it. */
export async function removeCheckoutOf(order: GateOrder, env: PlacesEnv): Promise<void> {
  const folder = await checkoutFolder(order, env).catch(() => undefined);
  if (folder === undefined) return;
  await removeCheckout(folder);
  for (const each of [dirname(folder), dirname(dirname(folder))]) await rmdir(each).catch(() => {});
}
