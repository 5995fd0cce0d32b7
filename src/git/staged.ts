import { gitFields } from "./git.ts";
import type { GitOptions } from "./git.ts";

/** A path that differs, and what it was and is: six digits of mode, `000000` where there is nothing. */
export interface RawChange {
  readonly path: string;
  readonly was: string;
  readonly is: string;
}

const PLAIN = ["--raw", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=none"];

/** What the index of a worktree has changed of a commit. */
export const stagedSince = async (commit: string, options: GitOptions): Promise<RawChange[]> =>
  rawChanges(await gitFields(["diff-index", "--cached", ...PLAIN, commit, "--"], options));

/** What one commit has changed of another. */
export const changedBetween = async (
  base: string,
  commit: string,
  options: GitOptions,
): Promise<RawChange[]> =>
  rawChanges(await gitFields(["diff-tree", "-r", ...PLAIN, base, commit, "--"], options));

function rawChanges(fields: readonly string[]): RawChange[] {
  const changes: RawChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [was, is] = fields[at]!.slice(1).split(" ");
    changes.push({ path: fields[at + 1]!, was: was!, is: is! });
  }
  return changes;
}

/** Of more only so many are named. */
const MOST_NAMED = 1000;

/** Paths that were changed, the first thousand. */
export const pathsOf = (changes: readonly RawChange[]): string[] =>
  changes.slice(0, MOST_NAMED).map((each) => each.path);

/** A repository within the repository, of which git holds only which commit is checked out. */
export const SUBMODULE = "160000";
