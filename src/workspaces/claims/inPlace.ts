import { join, relative, sep } from "node:path";
import { matchesGlob } from "../../core/glob.ts";
import { isIn, wasCommitted, workingFiles } from "../../git/differs.ts";
import { changedOnDisk, firstBelow, isBelowChanged, lookAt, mayHaveLost } from "./disk.ts";
import {
  HOLDS,
  isGlob,
  MISSING,
  NEVER_THERE,
  NO_MATCH,
  not,
  STILL_THERE,
  UNCHANGED,
} from "./inWorktree.ts";
import type { Asked, Found } from "./inWorktree.ts";
import { within } from "./place.ts";
import type { Site } from "./place.ts";

/**
 * What the disk says of a path where nobody else's work can be told from the task's: whether it was changed since the
 * task began. Git, where there is one, tells of what is gone, and of what was committed. Agents leave out folders above
 * a file that they have gone into: then it may be any changed one that ends in the path.
 */
export async function foundInPlace(site: Site, asked: Asked): Promise<Found> {
  const found = await foundAt(site, asked);
  if (!found.doubt || asked.deleted || asked.name === "" || isGlob(asked.name)) return found;
  const below = await changedBelow(site, asked.name);
  return below === undefined ? found : { changed: [below] };
}

/** A changed file whose path ends in a name. */
async function changedBelow(site: Site, name: string): Promise<string | undefined> {
  const { top, since } = site;
  for (const each of await filesOf(site))
    if (each.normalize("NFC").endsWith(`/${name}`))
      if (await changedOnDisk(join(top, each), since, top)) return each;
  return undefined;
}

/** Looked through once, however many claims do not hold. */
const listings = new WeakMap<Site, Promise<readonly string[]>>();

function filesOf(site: Site): Promise<readonly string[]> {
  const { inGit, top } = site;
  const known = listings.get(site) ?? (inGit ? workingFiles(top) : filesBelow(top));
  listings.set(site, known);
  return known;
}

/** None where there are too many to look through. */
async function filesBelow(top: string): Promise<readonly string[]> {
  const found: string[] = [];
  const more = await firstBelow(top, (path) => {
    found.push(relative(top, path).split(sep).join("/"));
    return Promise.resolve(false);
  });
  return more === undefined ? found : [];
}

async function foundAt(site: Site, { path, name, deleted }: Asked): Promise<Found> {
  const { since, top } = site;
  const entry = await lookAt(path);
  const holds: Found = { changed: [name] };
  if (!entry) {
    if (isGlob(name)) return (await anyMatch(site, name)) ? holds : not(NO_MATCH);
    if (await isGone(site, name)) return holds;
    if (!deleted) return not(MISSING);
    return (await mayHaveLost(path, since)) ? HOLDS : not(NEVER_THERE);
  }
  if (deleted && !entry.isDirectory()) return not(STILL_THERE, 2);
  if (await changedOnDisk(path, since, top)) return holds;
  return (await isNewToGit(site, path, name)) ? holds : not(UNCHANGED, 2);
}

/** Git has it as it was last committed, or it was there before somebody committed that it is gone. */
const isGone = async ({ inGit, top, since }: Site, name: string): Promise<boolean> =>
  inGit && ((await isIn(top, "HEAD", name)) || (await wasCommitted(top, name, since)));

/** It may have come with a folder that was moved: git did not have it under this name before. */
async function isNewToGit(
  { inGit, top, since }: Site,
  path: string,
  name: string,
): Promise<boolean> {
  if (!inGit) return false;
  if (!(await isBelowChanged(path, since, top))) return false;
  return !(await isIn(top, "HEAD", name)) || wasCommitted(top, name, since);
}

async function anyMatch({ top, since }: Site, glob: string): Promise<boolean> {
  const fixed = glob.slice(0, glob.search(/[*?{]/)).replace(/[^/]*$/, "");
  const match = await firstBelow(join(top, fixed), async (path) => {
    const name = within(top, path);
    return name !== undefined && matchesGlob(name, glob) && (await changedOnDisk(path, since, top));
  });
  return match !== undefined;
}
