import type { FailureClass } from "../../../core/failure.ts";
import type { AgentOrder } from "../../port.ts";
import { fenced, firstOf, lastOf } from "./fence.ts";

const MOST_MESSAGE = 4_000;
const MOST_TAIL = 2_500;
const MOST_ANSWERS = 20;
const MOST_WORDS = 2_000;

/** What each kind of failure asks of the next attempt. */
const ADVICE: Readonly<Record<FailureClass, string>> = {
  transient:
    "It may have been no fault of the work; look at what is already done before you go on.",
  "rate-limited": "It was stopped by a limit; look at what is already done before you go on.",
  "timed-out": "It took too long: do the needful first, and report in time.",
  lost: "Nobody knows how far it came; look at what is already done before you go on.",
  "invalid-artifact":
    "What it handed in or reported was refused. Correct exactly what is named above.",
  blocked: "It needed an answer; what is known now stands in this prompt.",
  "not-accepted": "Mend exactly what is named above; the rest of the work stands as it is.",
  "claim-refuted":
    "Pawl looked at what it reported, and it is not so. Do what is missing, or correct the report: name only files that you changed, as paths from where you work, and end one that you deleted with `(deleted)`.",
  "out-of-bounds":
    "Work on the files of your working folder only: leave branches, tags, the stash, settings and hooks of the repository alone.",
  fatal: "Do not do the same again.",
};

/** How the last attempt failed; undefined where there was none. */
export function failedText({ failed, stage }: AgentOrder): string | undefined {
  if (!failed) return undefined;
  const { attempt, failure } = failed;
  // A review is to see the work alone.
  const tail = stage?.name.startsWith("review-") ? undefined : failure.tail?.trimEnd();
  return [
    "## The attempt before this one failed",
    `Attempt ${attempt} ended as ${failure.class}${exitText(failure.code, failure.signal)}:`,
    fenced(firstOf(failure.message, MOST_MESSAGE)),
    ...(tail ? ["The end of its output:", fenced(lastOf(tail, MOST_TAIL))] : []),
    ADVICE[failure.class],
  ].join("\n\n");
}

const exitText = (code: number | undefined, signal: string | undefined): string =>
  signal !== undefined ? ` (${signal})` : code === undefined ? "" : ` (exit code ${code})`;

/** Why the phase was sent back, the newest last; undefined where it was not. */
export function rejectionsText({ rejections, diagnosis }: AgentOrder): string | undefined {
  if (!rejections && diagnosis === undefined) return undefined;
  const reasons = (rejections ?? [])
    .slice(-MOST_ANSWERS)
    .map((each) => fenced(firstOf(each, MOST_MESSAGE)));
  return [
    ...(reasons.length === 0 ? [] : ["## This was done before, and was sent back", ...reasons]),
    ...(diagnosis === undefined
      ? []
      : ["## What was found out about the failure", fenced(firstOf(diagnosis, MOST_MESSAGE))]),
  ].join("\n\n");
}

/** The documents that the run is about; undefined where there are none. */
export function inputsText({ inputs }: AgentOrder): string | undefined {
  if (!inputs || inputs.length === 0) return undefined;
  const list = inputs.map(
    ({ name, path, sha256 }) => `- ${name}: \`${path}\` (sha256 ${sha256.slice(0, 12)})`,
  );
  return ["## Documents", list.join("\n")].join("\n\n");
}

/** That the run is to come to an end; undefined where there is no hurry. */
export const wrapUpText = ({ wrapUp }: AgentOrder): string | undefined =>
  wrapUp === undefined
    ? undefined
    : [
        "## Come to an end",
        `The run that this task belongs to ${wrapUp}. Do what the task asks for in the shortest way that is right, begin nothing beyond it, and report while there is something left.`,
      ].join("\n\n");

/** What people answered to flags; undefined where nothing was asked. */
export function answersText({ answers }: AgentOrder): string | undefined {
  if (answers.length === 0) return undefined;
  const parts = answers
    .slice(-MOST_ANSWERS)
    .map(
      ({ question, answer }) =>
        `Question: ${firstOf(question, MOST_WORDS)}\n\nAnswer: ${firstOf(answer, MOST_WORDS)}`,
    );
  return ["## Answers to what was asked", ...parts].join("\n\n");
}
