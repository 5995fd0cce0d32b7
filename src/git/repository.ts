import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { git, GitError, gitText } from "./git.ts";

/** The git repository around a folder. Paths are absolute. */
export interface Repository {
  /** The uppermost folder of the working files. */
  readonly top: string;
  /** The folder, relative to `top`: empty, or with a `/` at its end. */
  readonly prefix: string;
  /** Git's own folder for this working folder. */
  readonly gitDir: string;
  readonly index: string;
  readonly objects: string;
  /** The commit that is checked out, where there is one. */
  readonly head?: string;
  /** Files and folders that are nobody's work, relative to `top`: whatever they hold, they count as the index has them. */
  readonly views?: readonly string[];
}

/**
 * The repository that a folder is part of; undefined where there is none, or where it ignores the folder.
 * @param views files and folders in `dir` that are nobody's work
 * @throws GitError where there is one that git cannot read
 */
export async function repositoryOf(
  dir: string,
  views: readonly string[] = [],
): Promise<Repository | undefined> {
  const cwd = await realpath(dir);
  if (!hasGitAbove(cwd)) return undefined;
  const places = await placesOf(cwd);
  if (!places) return undefined;
  if (places.prefix !== "" && (await isIgnored(places.top, places.prefix))) return undefined;
  const head = await gitText(["rev-parse", "-q", "--verify", "HEAD^{commit}"], { cwd }).catch(
    () => undefined,
  );
  const apart = views.map((each) => posix.join(places.prefix, each));
  return { ...places, ...(head ? { head } : {}), ...(apart.length > 0 ? { views: apart } : {}) };
}

function hasGitAbove(dir: string): boolean {
  for (let at = dir; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return true;
    if (at === dirname(at)) return false;
  }
}

async function placesOf(cwd: string): Promise<Omit<Repository, "head" | "views"> | undefined> {
  const asked = ["--show-toplevel", "--show-prefix", "--git-dir", "--git-path", "index"];
  try {
    const args = ["rev-parse", "--path-format=absolute", ...asked, "--git-path", "objects"];
    const lines = (await gitText(args, { cwd })).split("\n");
    if (lines.length !== 5) throw new GitError("git rev-parse: a folder's name has a newline");
    const [top, prefix, gitDir, index, objects] = lines as [string, string, string, string, string];
    return { top, prefix, gitDir, index, objects };
  } catch (error) {
    if (/not a git repository|must be run in a work tree/.test((error as Error).message))
      return undefined;
    throw error;
  }
}

async function isIgnored(top: string, path: string): Promise<boolean> {
  try {
    await git(["check-ignore", "-q", "--", `./${path}`], { cwd: top });
    return true;
  } catch (error) {
    if ((error as Error).message.endsWith("exit 1")) return false;
    throw error;
  }
}
