import { join } from "node:path";
import { git, gitFields, gitText } from "./git.ts";
import { apartFrom } from "./objects.ts";
import { refPart, runRefs } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { withScratch } from "./scratch.ts";
import { workingTree } from "./workingTree.ts";

/** A commit of exactly the files of a working folder as they were. */
export interface Snapshot {
  readonly commit: string;
  readonly tree: string;
  /** Repositories within the repository, of which the snapshot holds only which commit is checked out. */
  readonly submodules: readonly string[];
}

/** What a snapshot is kept for. */
export interface SnapshotName {
  readonly run: string;
  readonly phase: string;
  readonly round: number;
}

/** Nobody's: the same tree on the same commit is the same commit, whoever takes it, and whenever. */
const IDENTITY = {
  GIT_AUTHOR_NAME: "pawl",
  GIT_AUTHOR_EMAIL: "pawl@localhost",
  GIT_AUTHOR_DATE: "2000-01-01T00:00:00+0000",
  GIT_COMMITTER_NAME: "pawl",
  GIT_COMMITTER_EMAIL: "pawl@localhost",
  GIT_COMMITTER_DATE: "2000-01-01T00:00:00+0000",
};

/**
 * Commits the working files of the whole repository as they are, on top of what is checked out, and keeps the commit
 * under `refs/pawl/`. Index, HEAD, branches, stash and working files stay untouched.
 * @throws GitError, where a file cannot be read for example
 */
export async function takeSnapshot(
  repository: Repository,
  name: SnapshotName,
  signal?: AbortSignal,
): Promise<Snapshot> {
  const { top, index: seed, head, views } = repository;
  const ended = signal ? { signal } : {};
  return withScratch(async (folder) => {
    const index = join(folder, "index");
    const tree = await workingTree({ top, seed, index, views, ...ended });
    const parent = head === undefined ? [] : ["-p", head];
    const commit = await gitText(
      ["-c", "i18n.commitEncoding=UTF-8", "commit-tree", tree, ...parent, "-m", "Snapshot"],
      { cwd: top, env: IDENTITY, ...ended },
    );
    await git(["update-ref", "--no-deref", snapshotRef(name), commit], { cwd: top });
    const staged = await gitFields(["ls-files", "-s", "-z"], {
      cwd: top,
      env: { GIT_INDEX_FILE: index },
    });
    const submodules = staged.filter((each) => each.startsWith("160000 "));
    return {
      commit,
      tree,
      submodules: submodules.map((each) => each.slice(each.indexOf("\t") + 1)),
    };
  });
}

/** What the files of a run are kept for as they were when it began; rounds of a phase are numbered from 1. */
export const atStart = (run: string): SnapshotName => ({ run, phase: "start", round: 0 });

/** Where a snapshot is kept, so that no clean-up of the repository takes it away. */
export const snapshotRef = ({ run, phase, round }: SnapshotName): string =>
  `${runRefs(run)}/${refPart(phase)}/${round}`;

/** Git's hash of the working files as they are, of which nothing is kept. */
export const currentTree = (repository: Repository): Promise<string> =>
  withCurrentTree(repository, async (tree) => tree);

/** Working files that are not as a commit has them, by their paths from the uppermost folder. */
export const changedSince = (repository: Repository, commit: string): Promise<string[]> =>
  withCurrentTree(repository, (tree, env) =>
    gitFields(["diff-tree", "-r", "-z", "--name-only", commit, tree], { cwd: repository.top, env }),
  );

/**
 * The working files as a tree of git's, of which nothing is kept.
 * @param use gets the tree of the working files, and the environment in which git knows it
 */
export function withCurrentTree<Value>(
  { top, index: seed, objects, views }: Repository,
  use: (tree: string, env: Readonly<Record<string, string>>) => Promise<Value>,
): Promise<Value> {
  return withScratch(async (folder) => {
    const env = apartFrom(objects, folder);
    return use(await workingTree({ top, seed, index: join(folder, "index"), env, views }), env);
  });
}
