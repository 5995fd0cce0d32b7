import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { contains } from "../git/commits.ts";
import { git } from "../git/git.ts";
import type { GitOptions } from "../git/git.ts";
import type { Home } from "../git/home.ts";
import { removeLinked } from "../git/linked.ts";
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
  const { home, worktree, branch, start } = adding;
  await removeLinked(home, worktree);
  await mkdir(dirname(worktree), { recursive: true });
  const { there, notes } = await branchOf(adding);
  const what = there ? [worktree, branch] : ["--no-track", "-b", branch, worktree, start];
  const withoutLfs = await addWorktree(adding, what);
  return { notes, withoutLfs };
}

/** Whether the branch is where the worktree begins. One that is elsewhere, and of which nothing is known, is put aside. */
async function branchOf(adding: Adding): Promise<{ there: boolean; notes: string[] }> {
  const { home, order, branch, start, worked } = adding;
  const ref = ofBranch(branch);
  const tip = await commitOf(home.dir, ref);
  if (tip === undefined) return { there: false, notes: [] };
  if (tip === start || worked) return { there: true, notes: [] };
  const known = await contains(home.dir, start, tip);
  const kept = known ? undefined : await keepUnder(home.dir, leftRef(order.run, order.phase), tip);
  await deleteRef(home.dir, ref, tip);
  return {
    there: false,
    notes: kept === undefined ? [] : [`branch ${branch} was there already: it is kept as ${kept}`],
  };
}

/** @returns whether files had to be left as pointers of Git LFS */
async function addWorktree(adding: Adding, what: readonly string[]): Promise<boolean> {
  const { home, order, worktree, signal } = adding;
  const config = home.top === undefined ? [] : await sparseConfig(home.dir);
  const options: GitOptions = { cwd: home.dir, env: marked(order), signal };
  try {
    await git(["worktree", "add", "-q", ...what], { ...options, config });
    return false;
  } catch (error) {
    if (signal.aborted || !needsLfs(error as Error)) throw error;
  }
  await removeLinked(home, worktree);
  const { branch } = adding;
  const there = (await commitOf(home.dir, ofBranch(branch))) !== undefined;
  const again = there ? [worktree, branch] : what;
  const without = [...config, ...WITHOUT_LFS];
  await git(["worktree", "add", "-q", ...again], { ...options, config: without });
  return true;
}
