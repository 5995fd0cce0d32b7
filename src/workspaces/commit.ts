import type { Failure } from "../core/failure.ts";
import type { TaskCommit } from "../core/workspace.ts";
import type { Executor } from "../executors/port.ts";
import { contains } from "../git/commits.ts";
import { gitText } from "../git/git.ts";
import { identityEnv, identityOf, NEUTRAL } from "../git/identity.ts";
import type { Identity } from "../git/identity.ts";
import { messageOf } from "../git/message.ts";
import { commitOf, ofBranch } from "../git/refs.ts";
import { changedBetween, pathsOf } from "../git/staged.ts";
import type { RawChange } from "../git/staged.ts";
import { foldAgentsCommits, foldedNotes } from "./agentsCommits.ts";
import { mergedCommit, refuseConflictMarks } from "./conflictMarks.ts";
import { refuseHooksCommit } from "./hooksCommit.ts";
import { hookAfter, hooksBefore, hooksThere, waitForHooks } from "./hooks.ts";
import type { HookName, HookRig } from "./hooks.ts";
import { clearLocks } from "./locks.ts";
import { foldedRef, marksOf, meantCommit, putOnBranch } from "./mark.ts";
import type { CommitOrder } from "./port.ts";
import { putOnto } from "./putOnto.ts";
import { Refused } from "./refused.ts";
import { stage, submoduleNotes } from "./stage.ts";
import { forgetHalfDone, standingOf } from "./standing.ts";
import type { Standing } from "./standing.ts";

export interface CommitTools {
  /** Runs the repository's hooks. */
  readonly executor: Executor;
}

/**
 * Commits what a task did in its worktree, once: asked again after a crash at any point, the commit that was made is
 * found, and the same is told of it. Where the task has a worktree of its own, the commit is put on its phase's branch.
 * @throws Error with a text for a person, where git cannot, or somebody else moves the branch
 */
export async function commitWork(
  order: CommitOrder,
  tools: CommitTools,
  signal: AbortSignal,
): Promise<TaskCommit | { readonly failure: Failure }> {
  try {
    const made = await ownCommit(order, tools, signal);
    return order.onto ? await putOnto(order, made, signal) : made;
  } catch (error) {
    if (error instanceof Refused) return { failure: error.failure };
    throw error;
  }
}

async function ownCommit(
  order: CommitOrder,
  { executor }: CommitTools,
  signal: AbortSignal,
): Promise<TaskCommit> {
  await waitForHooks({ order, executor, signal });
  const { path, branch } = order.open;
  const standing = await standingOf(order.open, order.dir);
  await clearLocks(standing.common, order.run, { worktree: path, branches: [branch] });
  const meant = await meantCommit(order, standing.common);
  if (meant?.commit === standing.head) return finished(order, standing, meant.commit);

  const [changes, who] = await Promise.all([
    stage(order, signal),
    identityOf(path, order.workspace.author),
  ]);
  const parents = await parentsOf(order, standing, signal);
  await foldAgentsCommits(order, standing);
  if (!order.merging) await forgetHalfDone(standing);
  if (changes.length === 0 && parents.length === 1) return nothing(order, standing);

  const rig: HookRig = { order, standing, executor, signal, env: identityEnv(who ?? NEUTRAL) };
  const hooks = hooksThere(rig);
  const message = await messageFor(rig, hooks);
  if (hooks.length > 0) await refuseHooksCommit(order, standing);
  const now = hooks.length === 0 ? changes : await stage(order, signal);
  if (now.length === 0 && parents.length === 1) return nothing(order, standing);
  const tree = await gitText(["write-tree"], { cwd: path, signal });
  const isMeant = meant?.tree === tree && String(meant.parents) === String(parents);
  const commit = isMeant ? meant.commit : await makeCommit(rig, { tree, parents, message });
  await putOnBranch(order, standing.common, { branch, was: order.head, to: commit });
  const said = await hookAfter(rig, hooks);
  return finished(order, standing, commit, { changes: now, said, who });
}

/** The head, and what is merged into it where the task mends a merge. */
async function parentsOf(
  order: CommitOrder,
  standing: Standing,
  signal: AbortSignal,
): Promise<string[]> {
  if (!order.merging) return [order.head];
  const { integrate, path } = order.open;
  if (integrate === undefined) throw new Error(`nothing is merged into ${order.open.branch}`);
  const folded = await commitOf(standing.common, foldedRef(order));
  const theirs = await commitOf(standing.common, ofBranch(integrate));
  if (theirs !== undefined && (await contains(standing.common, order.head, theirs)))
    return [order.head];
  const tips = folded === undefined ? [standing.head] : [standing.head, folded];
  const range = { tips, base: order.head, onto: ofBranch(integrate) };
  const merged = await mergedCommit(standing.gitDir, range);
  if (merged === undefined)
    throw new Refused(
      "not-accepted",
      `the merge of ${integrate} that was to be mended is not under way in ${path} any more; begin it again with \`git merge --no-commit ${integrate}\``,
    );
  await refuseConflictMarks(order.head, { cwd: path, signal });
  return [order.head, merged];
}

async function messageFor(rig: HookRig, hooks: readonly HookName[]): Promise<string> {
  const message = messageOf(rig.order.subject, marksOf(rig.order));
  return hooks.length === 0 ? message : hooksBefore(rig, hooks, message);
}

interface Content {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

async function makeCommit(
  { order, env, signal }: HookRig,
  { tree, parents, message }: Content,
): Promise<string> {
  const args = ["-c", "i18n.commitEncoding=UTF-8", "commit-tree", tree];
  const from = parents.flatMap((each) => ["-p", each]);
  const options = { cwd: order.open.path, env, input: message, signal };
  return gitText([...args, ...from, "-F", "-"], options);
}

async function nothing(order: CommitOrder, { common }: Standing): Promise<TaskCommit> {
  const notes = await foldedNotes(order, common);
  return {
    head: order.head,
    files: [],
    notes: [...notes, "the task changed nothing, so nothing was committed"],
  };
}

interface Known {
  readonly changes: readonly RawChange[];
  readonly who: Identity | undefined;
  /** What hooks had to say of it. */
  readonly said: readonly string[];
}

/** Tells of a commit that is made; what is not known any more is looked up. */
async function finished(
  order: CommitOrder,
  standing: Standing,
  commit: string,
  known?: Known,
): Promise<TaskCommit> {
  const { path } = order.open;
  if (order.merging) await forgetHalfDone(standing);
  const changes = known?.changes ?? (await changedBetween(order.head, commit, { cwd: path }));
  const who = known ? known.who : await identityOf(path, order.workspace.author);
  const notes = [
    ...(await foldedNotes(order, standing.common)),
    ...(await submoduleNotes(order, changes)),
    ...(who ? [] : [NOBODY]),
    ...(known?.said ?? []),
  ];
  return { commit, head: commit, files: pathsOf(changes), ...(notes.length > 0 ? { notes } : {}) };
}

const NOBODY =
  "git does not know who commits, so the commit is by pawl <pawl@localhost>; `git config user.name` and `user.email` tell it, or `workspace: { author }`";
