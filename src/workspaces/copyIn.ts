import { constants } from "node:fs";
import { copyFile, lstat, mkdir, readlink, realpath, rename, rm, symlink } from "node:fs/promises";
import { dirname, isAbsolute, join, sep } from "node:path";
import { gitFields, GitError } from "../git/git.ts";

/** What was copied, and what was not, a line each. */
export interface Copied {
  readonly notes: readonly string[];
}

/**
 * Gives a worktree copies of files that git does not have. What is there already is let be.
 * @param top the user's checkout; @param globs relative to it
 * @throws Error with a text for a person where a file would be committed with a task's work
 */
export async function copyIn(
  top: string,
  worktree: string,
  globs: readonly string[],
): Promise<Copied> {
  const notes: string[] = [];
  const paths = new Set<string>();
  for (const glob of globs) {
    const found = await untrackedOf(top, glob);
    if (found.length === 0) notes.push(`copy: nothing that git does not track fits ${glob}`);
    for (const path of found) paths.add(path);
  }
  await refuseCommitted(worktree, [...paths]);
  for (const path of paths) {
    const note = await copyOne(top, worktree, path);
    if (note !== undefined) notes.push(`copy: ${path} ${note}`);
  }
  return { notes };
}

async function untrackedOf(top: string, glob: string): Promise<string[]> {
  if (isAbsolute(glob) || glob.split("/").includes(".."))
    throw new Error(`copy: ${glob} leads out of the repository; a glob is relative to ${top}`);
  const specs = alternatives(glob.replace(/^(\.\/)+/, "")).map((each) => `:(top,glob)${each}`);
  const found = await gitFields(["ls-files", "--others", "-z", "--", ...specs], { cwd: top });
  return found.filter((path) => !/(^|\/)\.pawl\//.test(path));
}

/** `a{b,c}` is `ab` and `ac`: git's own globs have no braces. */
function alternatives(glob: string): string[] {
  const [, before, inner, after] = /^(.*?)\{([^{}]*)\}(.*)$/su.exec(glob) ?? [];
  if (inner === undefined) return [glob];
  return inner.split(",").flatMap((each) => alternatives(`${before}${each}${after}`));
}

/** Pawl commits what is new and not ignored: a secret must not get into a commit that way. */
async function refuseCommitted(worktree: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const input = paths.map((path) => `${path}\0`).join("");
  const asked = ["check-ignore", "-z", "--stdin", "--no-index"];
  const ignored = new Set(await gitFields(asked, { cwd: worktree, input, maySayNo: true }));
  const open = paths.filter((path) => !ignored.has(path.replace(/\/$/, "")) && !ignored.has(path));
  if (open.length > 0)
    throw new GitError(
      `copy: git does not ignore ${open.slice(0, 5).join(", ")}, so that it would be committed with a task's work; add it to .gitignore (and commit that), or to .git/info/exclude`,
    );
}

async function copyOne(top: string, worktree: string, path: string): Promise<string | undefined> {
  const from = join(top, path);
  const to = join(worktree, path);
  if (path.endsWith("/")) return "is a git repository of its own: it is not copied";
  const status = await lstat(from);
  const target = status.isSymbolicLink() ? await readlink(from) : undefined;
  if (target !== undefined && (isAbsolute(target) || !(await leadsInside(from, top))))
    return "is a symbolic link that leads out of the repository: it is not copied";
  if (target === undefined && !status.isFile()) return "is no file: it is not copied";
  await mkdir(dirname(to), { recursive: true });
  if (!isInside(await realpath(dirname(to)), worktree))
    return "would be copied through a symbolic link out of the worktree: it is not copied";
  if (await lstat(to).catch(() => undefined)) return undefined;
  // So that after a crash nobody takes half a file for all of it.
  const beside = `${worktree}@copy`;
  await rm(beside, { recursive: true, force: true });
  if (target !== undefined) await symlink(target, beside);
  else await copyFile(from, beside, constants.COPYFILE_FICLONE);
  await rename(beside, to);
  return undefined;
}

const leadsInside = async (link: string, top: string): Promise<boolean> =>
  isInside(await realpath(link).catch(() => ""), top);

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder + sep);
