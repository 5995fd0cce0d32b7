import { matchesGlob } from "../../core/glob.ts";
import { isIn } from "../../git/differs.ts";
import { changedOnDisk, lookAt, mayHaveLost } from "./disk.ts";
import { doubt } from "./place.ts";
import type { Doubt, Site } from "./place.ts";

/** What a path is known to have to do with the work. */
export interface Found {
  /** Paths of the task's difference that it stands for. */
  readonly changed: readonly string[];
  readonly doubt?: Doubt;
}

/** What is asked of one path, relative to the uppermost folder. */
export interface Asked {
  readonly path: string;
  readonly name: string;
  readonly deleted: boolean;
}

export const HOLDS: Found = { changed: [] };
export const not = (why: string, weight?: number): Found => ({
  changed: [],
  doubt: doubt(why, weight),
});

/**
 * What the difference between a worktree and the commit that the task began from says of a path. What git does not look
 * at, because it ignores it or because it is a submodule's, is looked at on disk. Agents leave out folders above a file
 * that they have gone into: then it may be any of the difference that ends in the path.
 * @param differs all paths of the difference
 */
export async function foundInWorktree(
  site: Site,
  differs: readonly string[],
  asked: Asked,
): Promise<Found> {
  const found = await foundAt(site, differs, asked);
  if (!found.doubt || asked.deleted || asked.name === "") return found;
  const below = differs.filter((each) => each.endsWith(`/${asked.name}`));
  return below.length > 0 ? { changed: below } : found;
}

async function foundAt(
  { order, top, since }: Site,
  differs: readonly string[],
  { path, name, deleted }: Asked,
): Promise<Found> {
  const entry = await lookAt(path);
  const changed = standsFor(differs, name, entry !== undefined);
  if (changed.length > 0)
    return deleted && entry && !entry.isDirectory() ? not(STILL_THERE, 3) : { changed };
  const isThereStill = deleted && entry !== undefined;
  if (await isIn(top, order.worktree!.since, name)) {
    const isWork = entry?.isDirectory() || order.again;
    // What an earlier attempt changed and this one put back is no lie.
    const isDone = isWork && !isThereStill && (await changedOnDisk(path, since, top));
    return isDone ? HOLDS : not(isThereStill ? STILL_THERE : UNCHANGED, 2);
  }
  if (isThereStill) return not(STILL_THERE, 2);
  if (entry) return (await changedOnDisk(path, since, top)) ? HOLDS : not(UNCHANGED, 2);
  if (isGlob(name)) return not(NO_MATCH);
  if (!deleted) return not(MISSING);
  return order.again || (await mayHaveLost(path, since)) ? HOLDS : not(NEVER_THERE);
}

export const UNCHANGED = "was not changed by this task";
export const STILL_THERE = "is said to be deleted, and is still there";
export const MISSING = "is not there";
export const NEVER_THERE = "is said to be deleted, and was not there before";
export const NO_MATCH = "matches nothing that was changed";

/** The difference that a path, a folder or a glob stands for. Some file systems do not tell cases apart. */
function standsFor(differs: readonly string[], name: string, isThere: boolean): string[] {
  const folder = name === "" ? "" : `${name}/`;
  const exact = differs.filter((each) => each === name || each.startsWith(folder));
  if (exact.length > 0) return exact;
  const matched = isGlob(name) ? differs.filter((each) => matchesGlob(each, name)) : [];
  if (matched.length > 0 || !isThere) return matched;
  return differs.filter((each) => each.toLowerCase() === name.toLowerCase());
}

export const isGlob = (name: string): boolean => /[*?{]/.test(name);
