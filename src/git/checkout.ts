import { copyFile, realpath, rm, stat, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { git, gitFields, gitText } from "./git.ts";
import type { Repository } from "./repository.ts";
import { workingTree } from "./workingTree.ts";

/** A clean checkout of a commit, which shares nothing but git's objects and refs with the user's files. */
export interface Checkout {
  /** Absolute path, without symbolic links. */
  readonly path: string;
  /** Paths of tracked files that are no more as they were when this was asked last, sorted. */
  readonly changed: () => Promise<string[]>;
  readonly remove: () => Promise<void>;
}

/**
 * Checks a commit out into a folder that is not there yet; its index is also kept beside the folder.
 * @throws GitError where that cannot be done; nothing is left then
 */
export async function addCheckout(
  { top }: Repository,
  commit: string,
  folder: string,
  signal?: AbortSignal,
): Promise<Checkout> {
  const ended = signal ? { signal } : {};
  const path = join(await realpath(dirname(folder)), basename(folder));
  await removeCheckout(top, path);
  try {
    await git(["worktree", "add", "--detach", "-q", path, commit], { cwd: top, ...ended });
    const index = await gitText(["rev-parse", "--path-format=absolute", "--git-path", "index"], {
      cwd: path,
    });
    const seed = `${path}.index`;
    const { atime, mtime } = await stat(index);
    await copyFile(index, seed);
    await utimes(seed, atime, mtime);
    let last = await gitText(["rev-parse", `${commit}^{tree}`], { cwd: top });
    const changed = async (): Promise<string[]> => {
      const now = await workingTree({ top: path, seed, index: `${path}.now`, trackedOnly: true });
      const paths = await gitFields(["diff-tree", "-r", "-z", "--name-only", last, now], {
        cwd: top,
      });
      last = now;
      return paths.sort();
    };
    return { path, changed, remove: () => removeCheckout(top, path) };
  } catch (error) {
    await removeCheckout(top, path);
    throw error;
  }
}

/**
 * Takes a checkout away, also one of which only git's record is left. Others' worktrees are let be, also those that
 * are missing just now: so nothing is pruned.
 */
export async function removeCheckout(top: string, path: string): Promise<void> {
  await git(["worktree", "remove", "--force", "--force", path], { cwd: top }).catch(() => {});
  for (const each of [path, `${path}.index`, `${path}.now`])
    await rm(each, { recursive: true, force: true });
}
