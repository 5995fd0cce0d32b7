import { PawlError } from "../core/error.ts";
import type { GithubIssue } from "../core/plan.ts";
import type { Run } from "../core/run.ts";
import type { Comment } from "./api.ts";
import { commandIn } from "./commands.ts";
import type { Said } from "./commands.ts";
import type { Known } from "./known.ts";
import { claimedMark, markOf } from "./marker.ts";
import type { Asker, Deciding } from "./port.ts";
import { askKey } from "./wanted.ts";

/** A comment that says what came of another. */
export interface Reply {
  readonly key: string;
  readonly text: string;
}

export interface Inbox {
  readonly run: Run;
  readonly issue: GithubIssue;
  readonly secret: string;
  /** Oldest first. */
  readonly comments: readonly Comment[];
  readonly known: ReadonlyMap<string, Known>;
}

/** Strangers who are told that they may not; beyond these nobody is, so that nobody can make Pawl write on and on. */
const MOST_STRANGERS = 20;

/** The commands that were not answered, with the key under which they will be. */
export function openCommands({ run, issue, secret, comments, known }: Inbox): OpenCommand[] {
  const mayApprove = new Set(issue.approvers.map((each) => each.toLowerCase()));
  if (mayApprove.size === 0) return [];
  let strangers = [...known.keys()].filter((key) => key.startsWith(STRANGER)).length;
  const told = new Set<string>();
  return comments.flatMap((comment) => {
    if (markOf(comment.body, run.id, secret) || claimedMark(comment.body)) return [];
    const command = commandIn(comment.body);
    if (!command) return [];
    const allowed = comment.login !== undefined && mayApprove.has(comment.login.toLowerCase());
    const key = allowed ? `reply:${comment.id}` : `${STRANGER}${comment.userId ?? 0}`;
    if (known.has(key) || told.has(key)) return [];
    if (!allowed && ++strangers > MOST_STRANGERS) return [];
    told.add(key);
    return [{ key, comment, command, allowed }];
  });
}

const STRANGER = "stranger:";

export interface OpenCommand {
  readonly key: string;
  readonly comment: Comment;
  readonly command: Said;
  readonly allowed: boolean;
}

/**
 * Does what a comment asks for, if it may, and gives what to reply; nothing where it is for another run.
 */
export async function answer(
  { comment, command, allowed, key }: OpenCommand,
  inbox: Inbox,
  deciding: Deciding,
): Promise<Reply | undefined> {
  if (await isForAnother(command, inbox, deciding)) return undefined;
  const refuse = (why: string): Reply => ({ key, text: `Not done: ${why}.` });
  if (!allowed) return refuse("who may approve is in the plan, and this account is not");
  if (comment.edited) return refuse("the comment was edited after it was written; write a new one");
  if (comment.byApp) return refuse("an app wrote the comment; a person has to");
  if (command.type === "unclear") return refuse(command.text);
  if (await deciding.wasDecided(comment.url)) return { key, text: `${WORDS[command.type]}.` };
  if (command.type === "reject" && !isAfterAsking(command.gate, comment, inbox))
    return refuse(`nothing asked for an approval of "${command.gate}" before this was written`);
  try {
    return { key, text: `${await deciding.decide(command, askerOf(comment))}.` };
  } catch (error) {
    // What else may go wrong is nothing for everybody to read, and may not be so again.
    const isTold =
      error instanceof PawlError && (error.code === "refused" || error.code === "usage");
    return refuse(isTold ? error.message : "Pawl could not decide on it; write it again");
  }
}

const WORDS = { approve: "Approved", reject: "Sent back" } as const;

/** Another run may have the same issue: the evidence tells whose the approval is. */
async function isForAnother(
  command: Said,
  { comments, run }: Inbox,
  deciding: Deciding,
): Promise<boolean> {
  if (command.type !== "approve" || (await deciding.isOurs(command.digest))) return false;
  return comments.some((each) => {
    const mark = claimedMark(each.body);
    const digest = mark?.key.startsWith("ask:")
      ? mark.key.slice(mark.key.lastIndexOf(":") + 1)
      : "";
    return mark?.run !== run.id && digest.startsWith(command.digest);
  });
}

/** A rejection names no evidence: it is of what was asked for before it was written. */
function isAfterAsking(gate: string, comment: Comment, { run, known }: Inbox): boolean {
  const phase = run.phases.find((each) => each.spec.id === gate || each.spec.title === gate);
  if (!phase?.evidence || !run.waiting.has(phase)) return true;
  const asked = known.get(askKey(phase.spec.id, phase.round, phase.evidence.digest));
  return asked !== undefined && asked.id < comment.id;
}

const askerOf = (comment: Comment): Asker => ({
  user: `github:${comment.login}`,
  via: comment.url,
});
