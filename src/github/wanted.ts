import { hasEnded } from "../core/run.ts";
import type { PhaseState, Run } from "../core/run.ts";
import type { GithubIssue } from "../core/plan.ts";
import { approvingIn } from "../views/approving.ts";
import { askingIn } from "../views/asking.ts";
import { approvalText, blockedText, budgetText, endText, phaseText } from "./bodies/events.ts";
import { livingText } from "./bodies/living.ts";
import type { Pen } from "./harmless.ts";
import { labelOf } from "./progress.ts";

/** A comment that there should be. */
export interface WantedComment {
  readonly key: string;
  readonly text: string;
}

/** What the issue should say of a run as it is: worked out of the run alone, so that what is missing is always known. */
export interface Wanted {
  /** The one that is edited; its text takes a while where there are thousands of tasks. */
  readonly living: { readonly key: string; readonly text: () => string };
  /** Written once; never edited. In the order in which they are to be written. */
  readonly once: readonly WantedComment[];
  /** `false`: labels are none of Pawl's business. */
  readonly label: string | undefined | false;
  readonly end: Ending | undefined;
}

interface Ending {
  readonly key: string;
  /** Of the comment, before and after the issue was closed; without the second it stays open. */
  readonly text: string;
  readonly closedText: string | undefined;
}

/** What the issue that a run names should say. */
export function wantedOf(pen: Pen, run: Run, { labels, approvers }: GithubIssue): Wanted {
  const byComment = approvers.length > 0;
  return {
    living: { key: LIVING, text: () => livingText(pen, run) },
    once: [
      ...phaseComments(pen, run),
      ...approvalComments(pen, run, byComment),
      ...blockedComments(pen, run),
      ...budgetComments(pen, run),
    ],
    label: labels === false ? false : labelOf(run, labels),
    end: endingOf(pen, run),
  };
}

const LIVING = "living";

/** What was done before the run, by one that it is a fork of, is no news. A phase that is done anew is told of anew. */
const phaseComments = (pen: Pen, run: Run): WantedComment[] =>
  run.phases
    .filter((each) => each.status === "completed" || each.status === "failed")
    .filter((each) => each.endedAt !== undefined && !wasTakenOver(each))
    .sort((a, b) => a.endedAt! - b.endedAt! || a.index - b.index)
    .map((phase) => ({
      key: `phase:${phase.spec.id}:${phase.endedAt}`,
      text: phaseText(pen, run, phase),
    }));

const wasTakenOver = ({ tasks }: PhaseState): boolean =>
  tasks.length > 0 &&
  tasks.every((each) => each.status === "completed" && each.attempts.length === 0);

const approvalComments = (pen: Pen, run: Run, byComment: boolean): WantedComment[] =>
  approvingIn(run).map((asked) => ({
    key: askKey(asked.phase, asked.round, asked.digest),
    text: approvalText(pen, run, asked, byComment),
  }));

/** Of the comment that asks for an approval. */
export const askKey = (phase: string, round: number, digest: string): string =>
  `ask:${phase}:${round}:${digest}`;

const blockedComments = (pen: Pen, run: Run): WantedComment[] =>
  askingIn(run).map((asked) => ({
    key: `blocked:${asked.task}:${asked.attempt}`,
    text: blockedText(pen, run, asked),
  }));

const budgetComments = (pen: Pen, run: Run): WantedComment[] =>
  run.status === "budget-exceeded" && run.over
    ? [{ key: `budget:${run.over.of}:${run.over.limit}`, text: budgetText(pen, run, run.over) }]
    : [];

function endingOf(pen: Pen, run: Run): Ending | undefined {
  if (!hasEnded(run)) return undefined;
  return {
    key: `end:${run.status}:${run.endedAt ?? 0}`,
    text: endText(pen, run, false),
    closedText: run.status === "completed" ? endText(pen, run, true) : undefined,
  };
}
