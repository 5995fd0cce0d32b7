import { chmod, copyFile, mkdir, readdir, realpath, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { git, gitFields, gitText } from "./git.ts";
import { apartFrom } from "./objects.ts";
import { makeOwnRepository } from "./ownRepository.ts";
import type { Repository } from "./repository.ts";
import { workingTree } from "./workingTree.ts";

/** A clean checkout of a commit, in a repository of its own: what is done to it reaches nothing of the user's. */
export interface Checkout {
  /** Absolute path, without symbolic links. */
  readonly path: string;
  /** Paths of tracked files that are no more as they were when this was asked last, sorted. */
  readonly changed: () => Promise<string[]>;
  /** Puts files back to what another commit has, before anybody else works in it. */
  readonly putBack: (commit: string, paths: readonly string[]) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Where the commit is. */
export type Source = Pick<Repository, "top" | "gitDir" | "objects">;

/**
 * Checks a commit out into a folder that is not there yet; what is known of its files is kept beside the folder.
 * @throws GitError where that cannot be done; nothing is left then
 */
export async function addCheckout(
  repository: Source,
  commit: string,
  folder: string,
  signal?: AbortSignal,
): Promise<Checkout> {
  await removeCheckout(folder);
  // All at once: who takes another checkout away takes folders along that are empty.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = await realpath(folder);
  try {
    await makeOwnRepository(repository, commit, path);
    await fill(path, commit, signal);
    return await judged(repository, commit, path);
  } catch (error) {
    await removeCheckout(path);
    throw error;
  }
}

/** In as many processes as there are processors. What a partial clone has left out is fetched. */
async function fill(path: string, commit: string, signal?: AbortSignal): Promise<void> {
  const workers = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "checkout.workers" };
  const env = { ...workers, GIT_CONFIG_VALUE_0: "0", GIT_NO_LAZY_FETCH: "0" };
  await git(["read-tree", "--reset", "-u", commit], {
    cwd: path,
    env,
    ...(signal ? { signal } : {}),
  });
}

/** Its files are looked at with the user's repository: whatever was done to its own deceives nobody. */
async function judged(repository: Source, commit: string, path: string): Promise<Checkout> {
  const seed = `${path}.index`;
  const index = join(path, ".git/index");
  const { atime, mtime } = await stat(index);
  await copyFile(index, seed);
  await utimes(seed, atime, mtime);
  await mkdir(`${path}.objects`);
  const env = {
    ...apartFrom(repository.objects, `${path}.objects`),
    GIT_DIR: repository.gitDir,
    GIT_WORK_TREE: path,
  };
  let last = await gitText(["rev-parse", `${commit}^{tree}`], { cwd: path, env });
  const now = (): Promise<string> =>
    workingTree({ top: path, seed, index: `${path}.now`, trackedOnly: true, env });
  return {
    path,
    changed: async () => {
      const before = last;
      last = await now();
      const args = ["diff-tree", "-r", "-z", "--name-only", before, last];
      return (await gitFields(args, { cwd: path, env })).sort();
    },
    putBack: async (from, paths) => {
      const args = ["restore", "--worktree", `--source=${from}`, "--", ...paths];
      await git(args, { cwd: path, env: { GIT_LITERAL_PATHSPECS: "1" } });
      last = await now();
    },
    remove: () => removeCheckout(path),
  };
}

/** Takes a checkout away, also one that was left half made. */
export async function removeCheckout(path: string): Promise<void> {
  for (const beside of ["", ".index", ".now", ".now.lock", ".objects"])
    await removeFolder(`${path}${beside}`);
}

/** Also one whose folders may not be written, as some package managers leave them. */
async function removeFolder(path: string): Promise<void> {
  const gone = { recursive: true, force: true, maxRetries: 3 } as const;
  try {
    await rm(path, gone);
  } catch {
    await makeWritable(path);
    await rm(path, gone);
  }
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const each of await readdir(folder, { withFileTypes: true }))
    if (each.isDirectory()) await makeWritable(join(folder, each.name));
}
