import { rm } from "node:fs/promises";
import { reap } from "../executors/reaper.ts";
import { homeOf } from "../git/home.ts";
import type { Home } from "../git/home.ts";
import { commitOf, moveRef, ofBranch } from "../git/refs.ts";
import { whereCheckedOut } from "./checkedOut.ts";
import { closeTasks } from "./close.ts";
import { discard } from "./discard.ts";
import { keepAs, keepUnder, leftIn, putBack, undoneRef } from "./keep.ts";
import { clearLocks } from "./locks.ts";
import { marked, markerOf, setupMarkerOf } from "./marker.ts";
import type { UndoOrder } from "./port.ts";
import { stateOf } from "./tidy.ts";
import type { WorkspaceTools } from "./tools.ts";

const GRACE_MS = 2000;

/** Takes back what a phase has done; all of it is kept under `refs/pawl/<run>/undone/…`. */
export async function undo(
  order: UndoOrder,
  tools: WorkspaceTools,
): Promise<{ readonly notes?: readonly string[] }> {
  const home = await homeOf(order.dir);
  await reap({ marker: markerOf(order) }, GRACE_MS);
  await reap({ marker: setupMarkerOf(order) }, GRACE_MS);
  const { open } = order;
  const branches = [open?.branch, order.integrate?.branch];
  await clearLocks(home.common, order.run, {
    branches,
    ...(open ? { worktree: open.path } : {}),
  });
  if (open && order.workspace.at !== undefined) await undoAt({ ...order, open }, home, tools);
  else if (open) {
    if (order.task === undefined) await closeTasks(order, home, open.path);
    await discard(order, home, open, order.round);
  }
  const notes = order.integrate ? await moveBack(order, order.integrate, home) : [];
  return notes.length > 0 ? { notes } : {};
}

/** A worktree that was there before the run stays, as it was when the phase began. */
async function undoAt(
  order: UndoOrder & { readonly open: NonNullable<UndoOrder["open"]> },
  home: Home,
  tools: WorkspaceTools,
): Promise<void> {
  const { path, branch, base } = order.open;
  const state = await stateOf(order, home, path, tools);
  const why = `Undone: ${order.phase}, round ${order.round}`;
  const left = await leftIn({
    worktree: path,
    branch,
    head: base,
    why,
  });
  if (left !== undefined) await keepUnder(home.dir, undoneRef(order.run, order.phase), left);
  await putBack(path, branch, base, marked(order));
  await rm(state, { recursive: true, force: true });
}

/** @returns notes */
async function moveBack(
  order: UndoOrder,
  { branch, from, to }: NonNullable<UndoOrder["integrate"]>,
  home: Home,
): Promise<string[]> {
  const ref = ofBranch(branch);
  const now = await commitOf(home.dir, ref);
  if (now === to) return [];
  const letBe = (what: string): string[] => [
    `branch ${branch} is let be: ${what}; the phase was undone in the run all the same. To undo it there too: git update-ref ${ref} ${to}`,
  ];
  if (now !== from)
    return letBe(`it is at ${now?.slice(0, 12) ?? "nothing"}, where somebody else has moved it`);
  const where = await whereCheckedOut(home.dir, branch);
  if (where !== undefined) return letBe(`it is checked out in ${where}`);
  const kept = `${undoneRef(order.run, order.phase, order.task)}/${order.round}-merged`;
  if (!(await keepAs(home.dir, kept, from))) await keepUnder(home.dir, `${kept}-again`, from);
  return (await moveRef(home.dir, ref, to, from))
    ? []
    : letBe("somebody else has moved it just now");
}
