import { randomUUID } from "node:crypto";
import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { OpenWorkspace } from "../core/workspace.ts";
import { contains } from "../git/commits.ts";
import type { Home } from "../git/home.ts";
import { relink, removeLinked } from "../git/linked.ts";
import { commitOf, deleteRef, ofBranch } from "../git/refs.ts";
import { keepAs, keepUnder, leftIn, undoneRef } from "./keep.ts";
import { placesOfWorktree } from "./places.ts";
import { freePorts } from "./ports.ts";
import type { WorkspaceOrder } from "./port.ts";

type Named = Pick<WorkspaceOrder, "run" | "phase" | "task">;

/**
 * Takes a worktree and its branch away. All that was done in it, not committed or committed, is kept under
 * `refs/pawl/<run>/undone/…`.
 */
export async function discard(
  of: Named,
  home: Home,
  open: OpenWorkspace,
  round: number,
): Promise<void> {
  const { path, branch, base } = open;
  const tip = await commitOf(home.dir, ofBranch(branch));
  const stands = await relinked(home, path);
  const why = `Undone: ${of.phase}${of.task === undefined ? "" : `/${of.task}`}, round ${round}`;
  const left = stands
    ? await leftIn({ worktree: path, branch, head: base, why })
    : await beyond(home.dir, base, tip);
  if (left !== undefined)
    await keep(home.dir, `${undoneRef(of.run, of.phase, of.task)}/${round}`, left);
  await removeLinked(home, path);
  if (tip !== undefined) await deleteRef(home.dir, ofBranch(branch), tip);
  // Last: whoever asks again finds in it that there is something to take away.
  await removeWorktree(home, open);
}

/** Whether a worktree of ours stands, whatever was made of its `.git`, which is put beside it then. */
export function relinked({ common }: Home, path: string): Promise<boolean> {
  return relink(common, path, join(placesOfWorktree(path).state, `git-${randomUUID()}`));
}

async function beyond(
  cwd: string,
  base: string,
  tip: string | undefined,
): Promise<string | undefined> {
  return tip === undefined || (await contains(cwd, base, tip)) ? undefined : tip;
}

async function keep(cwd: string, ref: string, commit: string): Promise<void> {
  if (await keepAs(cwd, ref, commit)) return;
  const there = (await commitOf(cwd, ref))!;
  // What is kept already was made of it.
  if (!(await contains(cwd, there, commit))) await keepUnder(cwd, `${ref}-again`, commit);
}

/** Takes a worktree away with all that Pawl has beside it; not its branch. Its ports are free then. */
export async function removeWorktree(
  home: Home,
  { path }: Pick<OpenWorkspace, "path">,
): Promise<void> {
  const places = placesOfWorktree(path);
  await removeLinked(home, path);
  await freePorts(places.root, path);
  await rm(`${path}@copy`, { recursive: true, force: true });
  await rm(places.state, { recursive: true, force: true });
  // The last one takes the folders along.
  await rmdir(places.run).catch(() => {});
  await rmdir(places.repository).catch(() => {});
}
