import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { lstat, mkdir, readFile, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Home } from "./home.ts";

/**
 * Git's folder for a linked worktree, as its `.git` file says, if that folder says the same of the worktree; undefined
 * where it does not stand. Whoever works in it could have it lead to somebody else's.
 */
export async function gitDirOf(path: string): Promise<string | undefined> {
  const text = await readFile(join(path, ".git"), "utf8").catch(() => "");
  const given = /^gitdir: (.+)\n?$/.exec(text)?.[1];
  if (given === undefined) return undefined;
  const dir = resolve(path, given);
  return existsSync(join(dir, "HEAD")) && (await placeOf(dir)) === path ? dir : undefined;
}

const MOST_RACES = 100;
const RACE_MS = 20;

/** Does it again where git met a worktree that somebody else was just making, which it takes for a broken one. */
export async function unraced<Value>(ask: () => Promise<Value>): Promise<Value> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      const { message } = error as Error;
      const raced = /failed to read \S*worktrees\/.*\/(commondir|gitdir|HEAD)/.test(message);
      if (!raced || tries === MOST_RACES) throw error;
      await sleep(RACE_MS);
    }
  }
}

/** Where a folder of git's says that its worktree is. */
async function placeOf(dir: string): Promise<string | undefined> {
  const text = await readFile(join(dir, "gitdir"), "utf8").catch(() => "");
  return text === "" ? undefined : dirname(resolve(dir, text.trimEnd()));
}

/**
 * Makes a worktree's `.git` lead to git's folder for it again, where it leads somewhere else or is gone.
 * @param aside where that is put which is in its place; the name is not taken
 * @returns whether it stands now
 */
export async function relink(common: string, path: string, aside: string): Promise<boolean> {
  if ((await gitDirOf(path)) !== undefined) return true;
  const folder = join(common, "worktrees");
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    const dir = join(folder, name);
    if ((await placeOf(dir)) !== path || !existsSync(join(dir, "HEAD")) || !existsSync(path))
      continue;
    const link = join(path, ".git");
    await mkdir(dirname(aside), { recursive: true });
    if (await lstat(link).catch(() => undefined)) await rename(link, aside);
    await writeFile(link, `gitdir: ${dir}\n`);
    return true;
  }
  return false;
}

/**
 * Takes a worktree of ours away: its files, and git's folder for it, also what a killed `git worktree add` has left of
 * either. No git process may work in it.
 */
export async function removeLinked({ common }: Pick<Home, "common">, path: string): Promise<void> {
  // First, so that nobody takes half of the files for all of them.
  await rm(join(path, ".git"), { force: true });
  await removeTree(path);
  const folder = join(common, "worktrees");
  const names = await readdir(folder).catch(() => [] as string[]);
  for (const name of names)
    if (await isOf(join(folder, name), path)) await removeTree(join(folder, name));
  // As git does with the last one.
  if (names.length > 0) await rmdir(folder).catch(() => {});
}

async function isOf(dir: string, path: string): Promise<boolean> {
  const place = await placeOf(dir);
  if (place !== undefined) return place === path;
  // A `git worktree add` that was killed before it said whose it is.
  const named = basename(dir).replace(/\d*$/, "");
  return (
    (await isBeingMade(dir)) &&
    basename(path)
      .replace(/[^\w.-]/g, "-")
      .startsWith(named)
  );
}

const isBeingMade = async (dir: string): Promise<boolean> =>
  (await readFile(join(dir, "locked"), "utf8").catch(() => "")).startsWith("initializing");

/** Whether a worktree is being made, or was when git was killed: nobody has worked in it. */
export async function isHalfMade(path: string): Promise<boolean> {
  const dir = await gitDirOf(path);
  return dir !== undefined && (await isBeingMade(dir));
}

/** Removes a folder, also where folders in it may not be written. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch (error) {
    if (!["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await promisify(execFile)("chmod", ["-R", "u+rwX", path]);
    await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }
}
