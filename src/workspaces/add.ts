import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { contains } from "../git/commits.ts";
import { git } from "../git/git.ts";
import type { GitOptions } from "../git/git.ts";
import type { Home } from "../git/home.ts";
import { removeLinked, unraced } from "../git/linked.ts";
import { commitOf, deleteRef, ofBranch } from "../git/refs.ts";
import { sparseConfig } from "../git/sparse.ts";
import { keepUnder, leftRef } from "./keep.ts";
import { needsLfs, WITHOUT_LFS } from "./lfs.ts";
import { marked } from "./marker.ts";
import type { OpenOrder } from "./port.ts";

/** A worktree to make. */
interface Adding {
  readonly order: OpenOrder;
  readonly home: Home;
  readonly worktree: string;
  readonly branch: string;
  readonly start: string;
  /** The branch holds work of this round already, of which only the worktree is gone. */
  readonly worked: boolean;
  readonly signal: AbortSignal;
}

/** What came of it: how its files are, and what a person should know. */
interface Added {
  readonly notes: string[];
  readonly withoutLfs: boolean;
}

/** Makes branch and worktree, in the place of what an earlier one that was broken off has left. */
export async function add(adding: Adding): Promise<Added> {
  const { worktree, branch, start } = adding;
  await mkdir(dirname(worktree), { recursive: true });
  const notes = await clearBranch(adding);
  const what = ["--no-track", "-b", branch, worktree, start];
  const withoutLfs = await addWorktree(adding, what);
  return { notes, withoutLfs };
}

/** A branch that is there, but not where the worktree begins, and of which nothing is known, is put aside. @returns notes */
async function clearBranch(adding: Adding): Promise<string[]> {
  const { home, order, branch, start, worked } = adding;
  const ref = ofBranch(branch);
  const tip = await commitOf(home.dir, ref);
  if (tip === undefined || tip === start || worked) return [];
  const known = await contains(home.dir, start, tip);
  const kept = known ? undefined : await keepUnder(home.dir, leftRef(order.run, order.phase), tip);
  await deleteRef(home.dir, ref, tip);
  return kept === undefined ? [] : [`branch ${branch} was there already: it is kept as ${kept}`];
}

/** @returns whether files had to be left as pointers of Git LFS */
async function addWorktree(adding: Adding, what: readonly string[]): Promise<boolean> {
  const { home, order, worktree, branch, signal } = adding;
  const config = home.top === undefined ? [] : await sparseConfig(home.dir);
  const options: GitOptions = { cwd: home.dir, env: marked(order), signal };
  const ask = async (settings: readonly string[]): Promise<void> => {
    await removeLinked(home, worktree);
    // One that failed may have made the branch.
    const there = (await commitOf(home.dir, ofBranch(branch))) !== undefined;
    const args = there ? [worktree, branch] : what;
    await git(["worktree", "add", "-q", ...args], { ...options, config: settings });
  };
  try {
    await unraced(() => ask(config));
    return false;
  } catch (error) {
    if (signal.aborted || !needsLfs(error as Error)) throw error;
  }
  await unraced(() => ask([...config, ...WITHOUT_LFS]));
  return true;
}
