import { copyFile, lstat, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { git, gitFields, gitText } from "./git.ts";
import type { GitOptions } from "./git.ts";

/** Which working files, and what is known of them. */
export interface WorkingTreeOptions {
  /** The uppermost folder of the working files. */
  readonly top: string;
  /** An index that spares reading what has not changed since it was written; it is copied. */
  readonly seed: string;
  /** File that is written as index. */
  readonly index: string;
  /** Files and folders, relative to `top`, that stay as the index has them. */
  readonly views?: readonly string[] | undefined;
  /** Only files that are in the index already count. */
  readonly trackedOnly?: boolean;
  /** A repository within the repository that has no commit, of which git could hold nothing, is left out, not refused. */
  readonly withoutEmpty?: boolean;
  /** More of git's environment, such as where objects go. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Git's hash of the tree of working files as they are: tracked, changed, and new ones that are not ignored. */
export async function workingTree(options: WorkingTreeOptions): Promise<string> {
  const { top, seed, index, trackedOnly, withoutEmpty, env, signal, views = [] } = options;
  await copyIndex(seed, index);
  const git_: GitOptions = {
    cwd: top,
    env: { ...env, GIT_INDEX_FILE: index },
    ...(signal ? { signal } : {}),
  };
  await showAll(git_);
  const apart = views.flatMap(withDrafts);
  if (withoutEmpty) await addAll(git_, apart);
  else await add(trackedOnly ? "-u" : "-A", git_, apart);
  await leaveOut(git_);
  return gitText(["write-tree"], git_);
}

const add = (what: "-A" | "-u", options: GitOptions, apart: readonly string[]): Promise<Buffer> =>
  git(["add", what, ...(apart.length === 0 ? [] : ["--", ":/", ...apart])], options);

/** All but repositories without a commit, one after the other as git tells of them. */
async function addAll(
  options: GitOptions,
  apart: readonly string[],
  without: readonly string[] = [],
): Promise<void> {
  const except = without.map((path) => `:(exclude,top,literal)${path}`);
  try {
    await add("-A", options, [...apart, ...except]);
  } catch (error) {
    const path = withoutCommit(error as Error);
    if (path === undefined || without.includes(path)) throw error;
    await addAll(options, apart, [...without, path]);
  }
}

/** The repository within the repository of which git says that it has no commit. */
export const withoutCommit = ({ message }: Error): string | undefined =>
  /'(.+?)\/?' does not have a commit checked out/.exec(message)?.[1];

/** A view, and the drafts beside it that are about to take its place: they come and go while git looks. */
const withDrafts = (path: string): string[] => [
  `:(top,exclude,literal)${path}`,
  `:(top,exclude,glob)${path.replaceAll(/[\\*?[\]]/g, (each) => `\\${each}`)}.*.tmp`,
];

/**
 * Files that were changed in the second in which the index was written look unchanged: git compares the content of
 * those that are as young as the index, so the copy must not look younger.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  try {
    const { atimeMs, mtimeMs } = await stat(from);
    await copyFile(from, to);
    await utimes(to, Math.floor(atimeMs / 1000), Math.floor(mtimeMs / 1000));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Lets git see files that the index tells it to take as unchanged, save those that a sparse checkout left out. */
async function showAll(options: GitOptions): Promise<void> {
  const listed = await gitFields(["ls-files", "-v", "-z"], options);
  const assumed = listed.filter((each) => /^[a-z] /.test(each)).map((each) => each.slice(2));
  const skipped = listed.filter((each) => /^[Ss] /.test(each)).map((each) => each.slice(2));
  const there: string[] = [];
  for (const path of skipped)
    if (await lstat(join(options.cwd, path)).catch(() => undefined)) there.push(path);
  await update("--no-assume-unchanged", assumed, options);
  await update("--no-skip-worktree", there, options);
}

async function update(how: string, paths: readonly string[], options: GitOptions): Promise<void> {
  if (paths.length === 0) return;
  const input = paths.map((path) => `${path}\0`).join("");
  await git(["update-index", how, "-z", "--stdin"], { ...options, input });
}

/** Pawl's own folder is no part of anybody's work. */
async function leaveOut(options: GitOptions): Promise<void> {
  const isOwn = (path: string): boolean => /(^|\/)\.pawl\//.test(path);
  const own = (await gitFields(["ls-files", "-z"], options)).filter(isOwn);
  await update("--force-remove", own, options);
}
