import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { outOfScope, scopeInWords } from "../core/scope.ts";
import { git, gitFields } from "../git/git.ts";
import type { GitOptions } from "../git/git.ts";
import { stagedSince, SUBMODULE } from "../git/staged.ts";
import type { RawChange } from "../git/staged.ts";
import { withoutCommit } from "../git/workingTree.ts";
import { refuseLinksOut } from "./links.ts";
import { marked } from "./marker.ts";
import { placesOfWorktree } from "./places.ts";
import type { CommitOrder } from "./port.ts";
import { readRecord } from "./record.ts";
import { named, Refused } from "./refused.ts";

/**
 * Brings the index of the task's worktree to its files, all that git does not ignore.
 * @returns what that changes of the last commit of Pawl's
 * @throws Refused where there is anything among it that the task may not change, or that cannot be committed
 */
export async function stage(order: CommitOrder, signal: AbortSignal): Promise<RawChange[]> {
  const options: GitOptions = {
    cwd: order.open.path,
    env: marked({ run: order.run, phase: order.phase }),
    signal,
  };
  try {
    await git(["add", "-A", ...(await exceptStrangers(order))], options);
  } catch (error) {
    const path = withoutCommit(error as Error);
    if (path !== undefined) refuseRepositories([path]);
    throw error;
  }
  const changes = await stagedSince(order.head, options);
  await refuseEmbedded(changes, options);
  // Those that come with what is merged are not the task's.
  if (!order.merging) await refuseLinksOut(order.open.path, changes);
  refuseOutOfScope(order, changes);
  return changes;
}

/** What tasks before this one left and nobody could take away is not this one's. */
async function exceptStrangers({ open }: CommitOrder): Promise<string[]> {
  const strangers = (await readRecord(placesOfWorktree(open.path).state, "strangers")) ?? [];
  if (strangers.length === 0) return [];
  return ["--", ".", ...strangers.map((path) => `:(exclude,top,literal)${path}`)];
}

/** A repository that is no submodule would be committed without its files. */
async function refuseEmbedded(changes: readonly RawChange[], options: GitOptions): Promise<void> {
  const found = changes.filter(({ was, is }) => is === SUBMODULE && was !== SUBMODULE);
  if (found.length === 0) return;
  const args = ["config", "-z", "--blob", ":.gitmodules", "--get-regexp", String.raw`\.path$`];
  const known = await gitFields(args, { ...options, maySayNo: true }).catch(() => []);
  const modules = new Set(known.map((each) => each.slice(each.indexOf("\n") + 1)));
  const strange = found.map(({ path }) => path).filter((path) => !modules.has(path));
  if (strange.length > 0) refuseRepositories(strange);
}

function refuseRepositories(paths: readonly string[]): never {
  const what = paths.length === 1 ? "a git repository" : "git repositories";
  const each = paths.length === 1 ? "its" : "each one's";
  throw new Refused(
    "not-accepted",
    `${what} within the repository cannot be committed: ${named(paths)}; take ${each} .git folder away, or add it to .gitignore, or make it a submodule`,
  );
}

/** @throws Refused with the names of paths that the task may not change */
function refuseOutOfScope(order: CommitOrder, changes: readonly RawChange[]): void {
  const paths = changes.map(({ path }) => path);
  const own = paths.filter((path) => /(^|\/)\.pawl\//.test(path));
  if (own.length > 0)
    throw new Refused(
      "not-accepted",
      `no task may commit files of Pawl's own: ${named(own)}; take them away`,
    );
  if (!order.scope) return;
  const { path, cwd } = order.open;
  const prefix = relative(path, cwd).split(sep).join("/");
  const outside = outOfScope(paths, order.scope, prefix);
  if (outside.length === 0) return;
  const what = outside.length === 1 ? "a file" : `${outside.length} files`;
  throw new Refused(
    "not-accepted",
    `the task changed ${what} out of its scope: ${named(outside)}; ${scopeInWords(order.scope)}; put back what is out of it`,
  );
}

/** What a person should know of submodules among the changes, and of work in them that nobody committed. */
export async function submoduleNotes(
  { open }: CommitOrder,
  changes: readonly RawChange[],
): Promise<string[]> {
  const moved = changes.filter(({ was, is }) => was === SUBMODULE || is === SUBMODULE);
  const notes = moved.map(
    ({ path }) => `of the submodule ${path} only which commit is checked out was committed`,
  );
  if (!existsSync(join(open.path, ".gitmodules"))) return notes;
  const args = ["diff-files", "--raw", "-z", "--ignore-submodules=none"];
  const fields = await gitFields(args, { cwd: open.path });
  for (let at = 0; at + 1 < fields.length; at += 2)
    if (fields[at]!.startsWith(`:${SUBMODULE} ${SUBMODULE}`))
      notes.push(`in the submodule ${fields[at + 1]} there are changes that are not committed`);
  return notes;
}
