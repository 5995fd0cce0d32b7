import { createHash } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, resolve, sep } from "node:path";
import { GitError } from "../git/git.ts";
import type { Home } from "../git/home.ts";

/** The environment that says where worktrees are. */
export type PlacesEnv = Readonly<Record<string, string | undefined>>;

/** Folders and files for one worktree. No id has an `@`, so that no two of them meet. Absolute paths. */
export interface Places {
  /** Of all repositories. */
  readonly root: string;
  /** Of this repository. */
  readonly repository: string;
  /** Of this run's worktrees. */
  readonly run: string;
  readonly worktree: string;
  /** What Pawl remembers of the worktree, beside it. */
  readonly state: string;
}

/** Folder of all worktrees: `PAWL_WORKTREES`, else `pawl/worktrees` in the user's folder for state. */
export function worktreesRoot(env: PlacesEnv): string {
  const given = env["PAWL_WORKTREES"];
  if (given) return resolve(given);
  // A relative one counts for nothing, says the standard for such folders.
  const state = env["XDG_STATE_HOME"]?.startsWith("/") ? env["XDG_STATE_HOME"] : undefined;
  return join(state ?? join(env["HOME"] ?? homedir(), ".local", "state"), "pawl", "worktrees");
}

/** Folder of a repository's worktrees, the same from each of its own worktrees. */
export function repositoryFolder(root: string, { common }: Pick<Home, "common">): string {
  const name = basename(common) === ".git" ? basename(dirname(common)) : basename(common, ".git");
  const hash = createHash("sha256").update(common).digest("hex").slice(0, 12);
  return join(root, `${name}-${hash}`);
}

/** What a worktree is for. */
interface Named {
  readonly run: string;
  readonly phase: string;
  readonly task?: string;
}

/** Where a phase's worktree is, or a task's own, whether it is there or not. */
export const placesOf = (env: PlacesEnv, home: Pick<Home, "common">, of: Named): Places =>
  placesIn(worktreesRoot(env), home, of);

/**
 * The same, for making it: the folder of all worktrees is made, and has no symbolic links in it.
 * @throws GitError with a text for a person where that would be inside the user's checkout
 */
export async function placesFor(env: PlacesEnv, home: Home, of: Named): Promise<Places> {
  const wanted = worktreesRoot(env);
  refuseInside(wanted, home);
  await mkdir(wanted, { recursive: true });
  const root = await realpath(wanted);
  refuseInside(root, home);
  return placesIn(root, home, of);
}

function placesIn(root: string, home: Pick<Home, "common">, { run, phase, task }: Named): Places {
  const name = task === undefined ? phase : `${phase}@${task}`;
  return placesOfWorktree(join(repositoryFolder(root, home), run, name));
}

/** The same, found from a worktree that was made. */
export function placesOfWorktree(worktree: string): Places {
  const run = dirname(worktree);
  const repository = dirname(run);
  const state = join(run, `@${basename(worktree)}`);
  return { root: dirname(repository), repository, run, worktree, state };
}

function refuseInside(root: string, { top }: Home): void {
  if (top === undefined || !`${root}${sep}`.startsWith(top + sep)) return;
  throw new GitError(
    `worktrees would be made in ${root}, which is inside the repository ${top}; set PAWL_WORKTREES to a folder outside of it`,
  );
}
