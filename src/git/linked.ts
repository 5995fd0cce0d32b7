import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, readdir, rm, rmdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Home } from "./home.ts";

/** Git's folder for a linked worktree, as its `.git` file says; undefined where it does not stand. */
export async function gitDirOf(path: string): Promise<string | undefined> {
  const text = await readFile(join(path, ".git"), "utf8").catch(() => "");
  const dir = /^gitdir: (.+)\n?$/.exec(text)?.[1];
  return dir !== undefined && existsSync(join(dir, "HEAD")) ? dir : undefined;
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
  const gitdir = await readFile(join(dir, "gitdir"), "utf8").catch(() => undefined);
  if (gitdir !== undefined && gitdir !== "") return gitdir.trimEnd() === join(path, ".git");
  // A `git worktree add` that was killed before it said whose it is.
  const locked = await readFile(join(dir, "locked"), "utf8").catch(() => "");
  const named = basename(dir).replace(/\d*$/, "");
  return (
    locked.startsWith("initializing") &&
    basename(path)
      .replace(/[^\w.-]/g, "-")
      .startsWith(named)
  );
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
