import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { contains } from "../git/commits.ts";
import { gitText } from "../git/git.ts";
import { homeOf } from "../git/home.ts";
import type { Home } from "../git/home.ts";
import { removeLinked } from "../git/linked.ts";
import { commitOf, deleteRef, ofBranch, runRefs } from "../git/refs.ts";
import { relinked, removeWorktree } from "./discard.ts";
import { keepUnder, leftIn, leftRef } from "./keep.ts";
import { branchOf } from "./marker.ts";
import { placesOfWorktree } from "./places.ts";
import type { LandOrder, WorkspaceOrder } from "./port.ts";

/**
 * Takes away worktree, branch and ports of a phase that has landed, and those of its tasks. What somebody has left there
 * besides is kept under `refs/pawl/<run>/left/…`.
 */
export async function closePhase(order: LandOrder): Promise<void> {
  const { open, run, phase, candidate } = order;
  if (!open) return;
  const home = await homeOf(order.dir);
  await closeTasks(order, home, open.path);
  await close(home, { run, owner: phase, path: open.path, branch: open.branch, candidate });
}

/** Those of tasks with worktrees of their own: what they did is on the phase's branch, or came to nothing. */
export async function closeTasks(
  { run, phase }: Pick<WorkspaceOrder, "run" | "phase">,
  home: Home,
  worktree: string,
): Promise<void> {
  const places = placesOfWorktree(worktree);
  const start = `@${basename(worktree)}@`;
  for (const name of await readdir(places.run).catch(() => [] as string[])) {
    if (!name.startsWith(start)) continue;
    const task = name.slice(start.length);
    const branch = branchOf({ run, phase, task });
    const path = join(places.run, name.slice(1));
    await close(home, { run, owner: `${phase}/${task}`, path, branch });
  }
}

/** A worktree that is of no more use. */
interface Closing {
  readonly run: string;
  readonly owner: string;
  readonly path: string;
  readonly branch: string;
  /** What has landed. */
  readonly candidate?: string;
}

async function close(home: Home, closing: Closing): Promise<void> {
  const { path, branch } = closing;
  const tip = await commitOf(home.dir, ofBranch(branch));
  const rest = await restOf(home, closing, tip);
  if (rest !== undefined && !(await isKept(home, rest, closing)))
    await keepUnder(home.dir, leftRef(closing.run, closing.owner), rest);
  await removeLinked(home, path);
  if (tip !== undefined) await deleteRef(home.dir, ofBranch(branch), tip);
  // Last, because by it a task's worktree and branch are found again.
  await removeWorktree(home, { path });
}

async function restOf(
  home: Home,
  { path, branch, owner }: Closing,
  tip: string | undefined,
): Promise<string | undefined> {
  if (tip === undefined || !(await relinked(home, path))) return tip;
  const why = `Left by ${owner}`;
  return (await leftIn({ worktree: path, branch, head: tip, why, withoutEmpty: true })) ?? tip;
}

async function isKept(home: Home, commit: string, { run, candidate }: Closing): Promise<boolean> {
  if (candidate !== undefined && (await contains(home.dir, candidate, commit))) return true;
  const asked = ["for-each-ref", "--count=1", `--contains=${commit}`, runRefs(run)];
  return (await gitText(asked, { cwd: home.dir })) !== "";
}
