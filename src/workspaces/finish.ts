import { existsSync } from "node:fs";
import { lstat } from "node:fs/promises";
import { join, posix } from "node:path";
import { commitsOf, contains } from "../git/commits.ts";
import { git, gitFields, gitText } from "../git/git.ts";
import { homeOf } from "../git/home.ts";
import { mergeTrees } from "../git/mergeTrees.ts";
import { commitOf } from "../git/refs.ts";
import { changedBetween } from "../git/staged.ts";
import { halfMerged, lockedBy, removeFinishNote, writeFinishNote } from "./finishNote.ts";
import { named } from "./refused.ts";

/** A run's branch that is to be taken home. */
export interface FinishOrder {
  /** The plan's folder, in the user's own checkout. */
  readonly dir: string;
  /** The run's branch. */
  readonly integrate: string;
  /** Message of the merge, of as many lines as are wanted. */
  readonly message: string;
  /** Files and folders in `dir` that Pawl writes itself: what is changed of them hinders only what would change them, too. */
  readonly views?: readonly string[];
}

/** What came of it. */
export type Finished =
  /** `branch` is at `commit` now. */
  | {
      readonly type: "merged";
      readonly branch: string;
      readonly from: string;
      readonly commit: string;
    }
  /** What is checked out has it all. */
  | { readonly type: "already"; readonly branch: string; readonly commit: string }
  /** Nothing was changed: why, and the command with which the user can do it. */
  | {
      readonly type: "left";
      readonly why: string;
      readonly command: string;
      readonly conflicts?: readonly string[];
    };

/**
 * Merges the run's branch into what the user has checked out, as `git merge --no-ff` does with the user's settings and
 * hooks, if their files are clean and there is no conflict; else nothing is changed. Asked again, it finds it merged.
 * @throws Error with a text for a person where there is no such branch
 */
export async function finishRun(order: FinishOrder, signal?: AbortSignal): Promise<Finished> {
  const { dir, integrate, message, views = [] } = order;
  const { top, common, prefix } = await homeOf(dir);
  const [theirs] = await commitsOf(common, [integrate]);
  const command = `git merge --no-ff ${integrate}`;
  const left = (why: string, more: object = {}): Finished => ({
    type: "left",
    why,
    command,
    ...more,
  });
  if (top === undefined)
    return left("the repository is bare: nothing is checked out to merge into");
  const head = await commitOf(top, "HEAD");
  const branch = await branchOf(top);
  if (branch === undefined || head === undefined)
    return left(`no branch is checked out in ${top}; switch to the one that is to have it`);
  if (await contains(common, head, theirs)) {
    await removeFinishNote(top);
    return { type: "already", branch, commit: head };
  }
  const places = views.map((each) => posix.join(prefix, each));
  const trouble =
    (await underWay(top)) ?? unclean(top, await changedIn(top, places)) ?? (await lockedBy(top));
  if (trouble !== undefined) return left((await halfMerged(top, head)) ?? trouble);
  const merged = await mergeTrees(common, head, theirs, signal);
  if ("conflicts" in merged)
    return left(`${branch} and ${integrate} have changed the same`, merged);
  const changes = await changedBetween(head, merged.tree, { cwd: top });
  const added = changes.filter(({ was }) => was === "000000").map(({ path }) => path);
  const touched = new Set(changes.map(({ path }) => path));
  const inTheWay =
    unclean(
      top,
      (await changedIn(top)).filter((path) => touched.has(path)),
    ) ?? (await untrackedAt(top, added));
  if (inTheWay !== undefined) return left((await halfMerged(top, head)) ?? inTheWay);
  await writeFinishNote(top, { head, added });
  try {
    const args = ["merge", "--no-ff", "--no-edit", "--no-autostash", "-m", message, theirs];
    await git(args, { cwd: top, asConfigured: true, ...(signal ? { signal } : {}) });
  } catch (error) {
    await giveUp(top);
    const isHalf =
      (await underWay(top)) ??
      unclean(top, await changedIn(top, places)) ??
      (await untrackedAt(top, added));
    const half = isHalf === undefined ? undefined : await halfMerged(top, head);
    if (half === undefined) await removeFinishNote(top);
    return left(half ?? (error as Error).message);
  }
  await removeFinishNote(top);
  return { type: "merged", branch, from: head, commit: (await commitOf(top, "HEAD"))! };
}

const branchOf = (top: string): Promise<string | undefined> =>
  gitText(["symbolic-ref", "-q", "--short", "HEAD"], { cwd: top }).catch(() => undefined);

const UNDER_WAY = {
  MERGE_HEAD: "a merge",
  CHERRY_PICK_HEAD: "a cherry-pick",
  REVERT_HEAD: "a revert",
  "rebase-merge": "a rebase",
  "rebase-apply": "a rebase",
} as const;

async function underWay(top: string): Promise<string | undefined> {
  const gitDir = await gitText(["rev-parse", "--path-format=absolute", "--git-dir"], { cwd: top });
  const found = Object.entries(UNDER_WAY).find(([name]) => existsSync(join(gitDir, name)));
  return found && `${found[1]} is under way in ${top}; bring it to its end, or give it up`;
}

/**
 * Files that git does not track are no hindrance, as long as nothing is put over them.
 * @param views files and folders that do not count
 */
async function changedIn(top: string, views: readonly string[] = []): Promise<string[]> {
  const args = ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no"];
  const fields = await gitFields(args, { cwd: top, asConfigured: true });
  const isView = (path: string): boolean =>
    views.some((each) => path === each || path.startsWith(`${each}/`));
  return fields.map((each) => each.slice(3)).filter((path) => !isView(path));
}

const unclean = (top: string, changed: readonly string[]): string | undefined =>
  changed.length === 0
    ? undefined
    : `there are changes in ${top} that are not committed: ${named(changed)}; commit them, or put them aside with \`git stash\``;

/** Git itself would put what is merged over files that it ignores. */
async function untrackedAt(top: string, added: readonly string[]): Promise<string | undefined> {
  const there: string[] = [];
  for (const path of added)
    if (await lstat(join(top, path)).catch(() => undefined)) there.push(path);
  if (there.length === 0) return undefined;
  return `files that git does not track are in the way: ${named(there)}; move them away`;
}

/** A hook that refuses leaves the merge half done; the files were clean before. */
async function giveUp(top: string): Promise<void> {
  if ((await commitOf(top, "MERGE_HEAD")) === undefined) return;
  // Where that cannot be done either, it is seen that the merge is still there.
  await git(["merge", "--abort"], { cwd: top, asConfigured: true }).catch(() => {});
}
