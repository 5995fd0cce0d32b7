import type { TaskCommit } from "../core/workspace.ts";
import { git, gitFields, gitText } from "../git/git.ts";
import { mergeTrees } from "../git/mergeTrees.ts";
import { moveRef, ofBranch } from "../git/refs.ts";
import { sparseConfig } from "../git/sparse.ts";
import { changedBetween, pathsOf } from "../git/staged.ts";
import { clearLocks } from "./locks.ts";
import { marked } from "./marker.ts";
import type { CommitOrder } from "./port.ts";
import { named, Refused } from "./refused.ts";
import { standingOf } from "./standing.ts";

/**
 * Puts the commit of a task with a worktree of its own on the phase's branch, after what is there, and brings the
 * phase's worktree to it: nobody works in that one. The same commit comes of it whenever it is asked.
 * @param made the commit on the task's own branch
 * @throws Refused where tasks before it have changed the same
 */
export async function putOnto(
  order: CommitOrder,
  made: TaskCommit,
  signal: AbortSignal,
): Promise<TaskCommit> {
  const { open, head } = order.onto!;
  const { commit: own, notes = [] } = made;
  if (own === undefined) return { ...made, head };
  const standing = await standingOf(open, order.dir);
  const { common } = standing;
  await clearLocks(common, order.run, { worktree: open.path });
  const commit = await planted(common, { own, parent: order.head, head }, signal);
  if (commit === undefined) {
    const said = "what the task did is on the phase's branch already, so nothing was committed";
    return { head, files: [], notes: [...notes, said] };
  }
  if (!(await moveRef(common, ofBranch(open.branch), commit, head)))
    throw new Error(
      `branch ${open.branch} is at ${standing.head.slice(0, 12)} and not where Pawl left it (${head.slice(0, 12)}), so nothing can be put on it; put it back, or rebuild the phase`,
    );
  await git(["reset", "--hard", "-q"], {
    cwd: open.path,
    config: await sparseConfig(open.path),
    env: marked({ run: order.run, phase: order.phase }),
    signal,
  });
  const files = pathsOf(await changedBetween(head, commit, { cwd: common }));
  return { ...made, commit, head: commit, files };
}

interface Planting {
  readonly own: string;
  /** What `own` came from, and what it is to come from. */
  readonly parent: string;
  readonly head: string;
}

/** @returns undefined where the head has it all */
async function planted(
  common: string,
  { own, parent, head }: Planting,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (parent === head) return own;
  const merged = await mergeTrees(common, head, own, signal);
  if ("conflicts" in merged)
    throw new Refused(
      "transient",
      `tasks before it have changed the same files: ${named(merged.conflicts)}; the task is begun again from what they left`,
    );
  if (merged.tree === (await gitText(["rev-parse", `${head}^{tree}`], { cwd: common })))
    return undefined;
  const format = "--format=%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd%x00%B";
  const asked = [
    "log",
    "-1",
    "-z",
    "--no-show-signature",
    "--encoding=UTF-8",
    "--date=raw",
    format,
    own,
  ];
  const [name, email, date, committer, committerEmail, committed, message] = await gitFields(
    asked,
    {
      cwd: common,
    },
  );
  const env = {
    GIT_AUTHOR_NAME: name!,
    GIT_AUTHOR_EMAIL: email!,
    GIT_AUTHOR_DATE: date!,
    GIT_COMMITTER_NAME: committer!,
    GIT_COMMITTER_EMAIL: committerEmail!,
    GIT_COMMITTER_DATE: committed!,
  };
  const args = [
    "-c",
    "i18n.commitEncoding=UTF-8",
    "commit-tree",
    merged.tree,
    "-p",
    head,
    "-F",
    "-",
  ];
  return gitText(args, { cwd: common, env, input: `${message!.trimEnd()}\n` });
}
