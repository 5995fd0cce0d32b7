import { join } from "node:path";
import { reap } from "../executors/reaper.ts";
import { git, gitFields, GitError } from "../git/git.ts";
import { homeOf } from "../git/home.ts";
import type { Home } from "../git/home.ts";
import { identityEnv, identityOf, NEUTRAL } from "../git/identity.ts";
import { commitOf, ofBranch } from "../git/refs.ts";
import { sparseConfig } from "../git/sparse.ts";
import { relinked } from "./discard.ts";
import { keepUnder, leftIn, leftRef, putBack } from "./keep.ts";
import { clearLocks } from "./locks.ts";
import { marked, markerOf } from "./marker.ts";
import { placesFor, placesOfWorktree } from "./places.ts";
import type { TidyOrder, WorkspaceOrder } from "./port.ts";
import { readRecord, removeRecord, writeRecord } from "./record.ts";
import { addSubmodules } from "./submodules.ts";
import type { WorkspaceTools } from "./tools.ts";

const GRACE_MS = 2000;

/**
 * Puts aside what is in a worktree beyond the last commit of Pawl's, and then merges a branch into it if that is asked.
 * @returns the ref under which it is kept, if there was something
 */
export async function tidy(
  order: TidyOrder,
  tools: WorkspaceTools,
  signal: AbortSignal,
): Promise<{ readonly kept?: string }> {
  const home = await homeOf(order.dir);
  const { path, branch } = order.open;
  const state = await stateOf(order, home, path, tools);
  await reap({ marker: markerOf(order) }, GRACE_MS);
  if (order.workspace.at === undefined && !(await relinked(home, path)))
    throw new GitError(
      `${path} is no worktree of ${order.dir} any more, and what was in it cannot be put aside; \`git -C '${order.dir}' worktree repair '${path}'\` may bring it back`,
    );
  await clearLocks(home.common, order.run, { worktree: path, branches: [branch] });
  const kept = await putAside(order, state);
  if (signal.aborted) throw new GitError("git merge: it was broken off");
  if (order.merge !== undefined) await mergeInto(order, state, order.merge);
  return kept === undefined ? {} : { kept };
}

/** Where Pawl remembers of a worktree, also of one that was there before the run. */
export async function stateOf(
  order: WorkspaceOrder,
  home: Home,
  path: string,
  tools: WorkspaceTools,
): Promise<string> {
  if (order.workspace.at === undefined) return placesOfWorktree(path).state;
  return (await placesFor(tools.env, home, order)).state;
}

async function putAside(order: TidyOrder, state: string): Promise<string | undefined> {
  const { head, owner } = order;
  const { path, branch } = order.open;
  const last = await readRecord(state, "tidied");
  const known = last?.head === head && last.owner === owner ? last : undefined;
  // Files that were being put back are half of the task's, half of the commit's.
  const left = known?.done === false ? undefined : await leftOf(order, state);
  const kept = left ?? known?.kept;
  if (left !== undefined)
    await writeRecord(state, "tidied", { head, owner, kept: left, done: false });
  await putBack(path, branch, head, marked(order));
  await addSubmodules(path, { top: undefined, gitDir: join(path, ".git") });
  await writeRecord(state, "strangers", await remainsOf(path));
  if (kept !== undefined) await writeRecord(state, "tidied", { head, owner, kept, done: true });
  return kept;
}

/** What is not committed and was not cleaned away: git leaves repositories alone. */
const remainsOf = async (cwd: string): Promise<string[]> =>
  (await gitFields(["ls-files", "-z", "-o", "--directory", "--exclude-standard"], { cwd })).map(
    (each) => each.replace(/\/$/, ""),
  );

/** @returns the ref under which what the task has left is kept now */
async function leftOf(
  { head, owner, run, open, merge }: TidyOrder,
  state: string,
): Promise<string | undefined> {
  const { path, branch } = open;
  const merging = await readRecord(state, "merging");
  const other = merge === undefined ? undefined : await commitOf(path, merge);
  // What lies there is the merge that was broken off, and nobody's work.
  if (merging !== undefined && merging.head === head && merging.other === other) return undefined;
  const why = `Left by ${owner}`;
  const left = await leftIn({ worktree: path, branch, head, why, withoutEmpty: true });
  return left === undefined ? undefined : keepUnder(path, leftRef(run, owner), left);
}

/** Leaves conflicts in the files, for the task that follows. */
async function mergeInto(order: TidyOrder, state: string, branch: string): Promise<void> {
  const { path } = order.open;
  const other = await commitOf(path, branch);
  if (other === undefined) throw new GitError(`git merge: there is no branch ${branch}`);
  await writeRecord(state, "merging", { head: order.head, other });
  const who = (await identityOf(path, order.workspace.author)) ?? NEUTRAL;
  const name = (await commitOf(path, ofBranch(branch))) === other ? ofBranch(branch) : other;
  const own = ["rerere.enabled=false", "merge.verifySignatures=false", "merge.renames=true"];
  await git(["merge", "--no-ff", "--no-commit", "-q", name], {
    cwd: path,
    env: { ...identityEnv(who), ...marked(order) },
    config: [...own, ...(await sparseConfig(path))],
    maySayNo: true,
  });
  await removeRecord(state, "merging");
}
