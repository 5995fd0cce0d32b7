import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { ClaimsOrder } from "../port.ts";
import { realFolderOf } from "./disk.ts";

/** What is known of where a task worked. */
export interface Site {
  readonly order: ClaimsOrder;
  /** The repository's uppermost folder, or the plan's where there is none. No symbolic links are in it. */
  readonly top: string;
  /** Whether that is a repository. */
  readonly inGit: boolean;
  /** When the task began, in milliseconds since 1970. */
  readonly since: number;
}

/** Why a claim does not hold of a path: the higher `weight`, the more it tells. */
export interface Doubt {
  readonly why: string;
  readonly weight: number;
}

export const doubt = (why: string, weight = 1): Doubt => ({ why, weight });

/** The path relative to a folder, with `/`; undefined where it leads out of it. */
export function within(folder: string, path: string): string | undefined {
  const steps = relative(folder, path);
  if (isAbsolute(steps) || steps === ".." || steps.startsWith(`..${sep}`)) return undefined;
  return steps.split(sep).join("/").normalize("NFC");
}

/** The user's own checkout, where the task works in a worktree. */
export function checkoutOf({ dir, worktree }: ClaimsOrder): string | undefined {
  return worktree && resolve(worktree.checkout, relative(dir, worktree.path));
}

/**
 * The absolute paths that a report may mean: from where the task works, from the plan's folder, or from the uppermost
 * one. One of the user's checkout is that of the worktree too: agents know a repository by its first place.
 */
export async function meantBy({ order, top }: Site, path: string): Promise<string[]> {
  if (!isAbsolute(path)) {
    const paths = [order.cwd, order.dir, top].map((from) => resolve(from, path));
    return uniqueReal(paths);
  }
  const checkout = checkoutOf(order);
  const real = await realFolderOf(resolve(path));
  const inside = checkout === undefined ? undefined : within(await realFolderOf(checkout), real);
  const isOther = inside !== undefined && within(top, real) === undefined;
  return isOther ? [join(top, inside), real] : [real];
}

const uniqueReal = async (paths: readonly string[]): Promise<string[]> => [
  ...new Set(await Promise.all(paths.map(realFolderOf))),
];
