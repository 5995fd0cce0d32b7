import { trailersOf } from "../git/message.ts";
import type { Trailers } from "../git/message.ts";
import { git, gitFields } from "../git/git.ts";
import { ofBranch, refPart, runRefs } from "../git/refs.ts";
import { marked } from "./marker.ts";
import type { CommitOrder } from "./port.ts";

/** The task's address, as trailers have it. */
const taskOf = ({ phase, owner }: CommitOrder): string =>
  owner.includes("/") ? owner : `${phase}/${owner}`;

/** What a commit of Pawl's for a task is known by. */
export const marksOf = (order: CommitOrder): Trailers => ({
  "Pawl-Run": order.run,
  "Pawl-Task": taskOf(order),
  "Pawl-Attempt": order.attempt,
  "Pawl-Round": order.ownerRound,
});

const refOf = (order: CommitOrder, kind: string): string => {
  const parts = taskOf(order).split("/").map(refPart);
  return [runRefs(order.run), kind, ...parts, order.ownerRound].join("/");
};

/**
 * Where Pawl writes down which commit is a task's, before the branch gets it. Trailers alone do not tell: anybody can
 * write them.
 */
export const commitRef = (order: CommitOrder): string => refOf(order, "commits");

/** Where commits stay that an agent made itself and that were folded into the task's. */
export const foldedRef = (order: CommitOrder): string =>
  `${refOf(order, "folded")}.${order.attempt}`;

/** A commit that Pawl meant for a task, whether the branch has it or not. */
export interface Meant {
  readonly commit: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

/** The commit that was written down for the task, if it is one that Pawl would have made: on the head, with its marks. */
export async function meantCommit(order: CommitOrder, cwd: string): Promise<Meant | undefined> {
  const format = "--format=%(objectname)%00%(tree)%00%(parent)%00%(contents)%00";
  const fields = await gitFields(["for-each-ref", format, commitRef(order)], { cwd });
  const [commit, tree, parents, message] = fields;
  if (commit === undefined || message === undefined) return undefined;
  const found: Meant = { commit, tree: tree!, parents: parents!.split(" ") };
  const isOurs = hasMarks(message, order) && found.parents[0] === order.head;
  return isOurs && found.parents.length <= (order.merging ? 2 : 1) ? found : undefined;
}

/** Whether a message ends in the marks of the task's commit. */
export function hasMarks(message: string, order: CommitOrder): boolean {
  const trailers = trailersOf(message);
  return Object.entries(marksOf(order)).every(([name, value]) => trailers[name] === String(value));
}

/**
 * Puts a commit on a branch: first it is written down, so that it is found again after a crash between the two.
 * @param was where the branch has to be
 */
export async function putOnBranch(
  order: CommitOrder,
  cwd: string,
  move: { readonly branch: string; readonly was: string; readonly to: string },
): Promise<void> {
  const first = ["start", `update ${commitRef(order)} ${move.to}`, "commit"];
  const then = ["start", `update ${ofBranch(move.branch)} ${move.to} ${move.was}`, "commit"];
  const input = [...first, ...then, ""].join("\n");
  await git(["update-ref", "--no-deref", "--stdin"], {
    cwd,
    input,
    env: marked({ run: order.run, phase: order.phase }),
  });
}
