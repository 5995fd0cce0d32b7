import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Checkout } from "../git/checkout.ts";

/**
 * What stands before the user's own programs, or tells their package manager how to start them, as soon as it is there:
 * a `node` in `node_modules/.bin` is what `npm test` starts.
 */
const SHADOWS =
  /(?:^|\/)(?:node_modules(?:\/|$)|(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.c?js|bunfig\.toml)$)/;

export const isShadow = (path: string): boolean => SHADOWS.test(path);

/** Takes files away that were not there before the phase, before anybody works in the checkout. */
export async function takeAway(checkout: Checkout, paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(join(checkout.path, path), { recursive: true, force: true });
  // Otherwise it would count as done by a check.
  if (paths.length > 0) await checkout.changed();
}
