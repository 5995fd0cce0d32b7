import { commitOf, moveRef, ofBranch } from "../git/refs.ts";
import { gitFields } from "../git/git.ts";
import { foldedRef } from "./mark.ts";
import type { CommitOrder } from "./port.ts";
import type { Standing } from "./standing.ts";

/**
 * Puts the branch back to the last commit of Pawl's: what was committed later is the agent's own. The files and the
 * index stay, so that it all becomes part of the task's commit; the agent's commits stay under a ref.
 */
export async function foldAgentsCommits(
  order: CommitOrder,
  { head, common }: Standing,
): Promise<void> {
  if (head === order.head) return;
  const ref = foldedRef(order);
  const { branch } = order.open;
  if (!(await moveRef(common, ref, head, await commitOf(common, ref))))
    throw new Error(`${ref} is being moved by another process`);
  if (!(await moveRef(common, ofBranch(branch), order.head, head)))
    throw new Error(
      `branch ${branch} was moved by another process while it was being committed to`,
    );
}

/** Of more, how many. */
const MOST_NAMED = 5;

/** Which commits of the agent's own became part of the task's. */
export async function foldedNotes(order: CommitOrder, cwd: string): Promise<string[]> {
  const folded = await commitOf(cwd, foldedRef(order));
  if (folded === undefined) return [];
  const range = [folded, `^${order.head}`, "--"];
  const args = ["log", "-z", "--no-show-signature", "--format=%h %s"];
  const commits = await gitFields([...args, ...range], { cwd });
  if (commits.length === 0) return ["the branch was put back to where Pawl had left it"];
  const names = commits.slice(0, MOST_NAMED).map((each) => each.replace(/ /, ' "') + '"');
  const more = commits.length > MOST_NAMED ? ` and ${commits.length - MOST_NAMED} more` : "";
  const what = commits.length === 1 ? "a commit" : `${commits.length} commits`;
  return [`${what} of the task's own became part of it: ${names.join(", ")}${more}`];
}
