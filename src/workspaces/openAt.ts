import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { OpenWorkspace } from "../core/workspace.ts";
import { GitError, gitText } from "../git/git.ts";
import { homeOf } from "../git/home.ts";
import type { Home } from "../git/home.ts";
import { commitOf } from "../git/refs.ts";
import { untracked } from "./made.ts";
import { prepare } from "./prepare.ts";
import { placesFor } from "./places.ts";
import type { OpenOrder } from "./port.ts";
import { readRecord, writeRecord } from "./record.ts";
import type { WorkspaceTools } from "./tools.ts";

/**
 * Takes a worktree that is there already, with the branch that is checked out in it.
 * @throws GitError with a text for a person where it is no worktree of the repository, has no branch, or has changes
 */
export async function openAt(
  order: OpenOrder,
  home: Home,
  tools: WorkspaceTools,
  signal: AbortSignal,
): Promise<OpenWorkspace> {
  const { state } = await placesFor(tools.env, home, order);
  const known = await readRecord(state, "opened");
  if (known?.round === order.round) return known.open;
  const at = order.workspace.at!;
  const path = await worktreeAt(at, home);
  const branch = await gitText(["symbolic-ref", "-q", "--short", "HEAD"], { cwd: path }).catch(
    () => {
      throw new GitError(`${at} has no branch checked out; run \`git switch\` to one in it`);
    },
  );
  const base = await commitOf(path, "HEAD");
  if (base === undefined) throw new GitError(`branch ${branch} in ${at} has no commit yet`);
  // Asked again, what setup changed is no work of a person's.
  const begun = await readRecord(state, "added");
  if (begun?.round !== order.round) await refuseChanges(path, at);
  await writeRecord(state, "added", { base, round: order.round, notes: [] });
  const open: OpenWorkspace = { path, cwd: join(path, home.prefix), branch, base };
  const notes = await prepare(order, open, tools, signal);
  const opened = notes.length > 0 ? { ...open, notes } : open;
  await writeRecord(state, "opened", { round: order.round, open: opened });
  return opened;
}

async function worktreeAt(at: string, home: Home): Promise<string> {
  const path = await realpath(at).catch(() => {
    throw new GitError(`there is no folder ${at}; make one with \`git worktree add\``);
  });
  const there = await homeOf(path);
  if (there.common !== home.common || there.top === undefined)
    throw new GitError(
      `${at} is no worktree of the repository of ${home.dir}; \`git worktree list\` there names them`,
    );
  return there.top;
}

async function refuseChanges(path: string, at: string): Promise<void> {
  const { changed } = await untracked(path);
  if (changed.length === 0) return;
  const shown = changed.slice(0, 5).join(", ");
  throw new GitError(
    `${at} has changes that are not committed: ${shown}; commit or stash them first`,
  );
}
