import { cutAtWord } from "../core/cutAtWord.ts";
import type { Approving } from "./approving.ts";
import { shortDigest } from "./approving.ts";
import type { Asking } from "./asking.ts";
import type { FailedGate } from "./failedGates.ts";
import { formatDuration, formatElapsed } from "./duration.ts";
import { limitText } from "./limit.ts";
import { oneLine, safeText } from "./safeText.ts";
import { inTime } from "./why.ts";
import type { FailedTask, WhyView } from "./why.ts";
import { listed, plural } from "./words.ts";

/** Characters of what a failed task, and one of its attempts, is said to have failed of; `pawl logs` has it all. */
const MOST_TOLD = 600;
const MOST_OF_ATTEMPT = 200;

/** How many failures are told in full; the others only by name and message. */
const IN_FULL = 3;
const IN_SHORT = 20;
const TAIL_LINES = 12;

/** What `pawl why` prints on a terminal or into a pipe, line by line. */
export function whyText(view: WhyView): string[] {
  const blocks = [
    [view.headline],
    ...view.failed.slice(0, IN_FULL).map(inFull),
    inShort(view.failed.slice(IN_FULL)),
    ...view.gates.slice(0, IN_FULL).map(gateLines),
    view.underway.slice(0, IN_SHORT).map((each) => underwayLine(each, view.interrupted)),
    view.resting.slice(0, IN_SHORT).map(restingLine),
    ...view.asking.slice(0, IN_SHORT).map(askingLines),
    ...view.approving.slice(0, IN_SHORT).map(approvingLines),
    [...view.notes],
    commands(view),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : ["", ...block]));
}

function inFull(failed: FailedTask): string[] {
  const history = failed.attempts.map((each) => {
    const status =
      each.class === "fatal" || each.class === "transient" ? `failed (${each.class})` : each.status;
    const message = each.message === undefined ? "" : `: ${inBrief(each.message, MOST_OF_ATTEMPT)}`;
    const stage = each.stage === undefined ? "" : ` (${each.stage})`;
    return `  attempt ${each.number}${stage}  ${status} after ${formatDuration(each.durationMs)}${message}`;
  });
  const stopped =
    failed.stopped.length === 0 ? [] : [`  not run because of it: ${listed(failed.stopped, 8)}`];
  return [
    `${failed.name} failed: ${inBrief(failed.message, MOST_TOLD)}`,
    ...history,
    ...tailLines(failed.tail, failed.refused ? "what refused its commit wrote:" : "it last wrote:"),
    ...stopped,
  ];
}

/** A message may hold all that a program wrote. What is said after it, of the tries, stays. */
function inBrief(message: string, most: number): string {
  const line = oneLine(message);
  const [after = ""] = / \([^()]{1,60}\)$/.exec(line) ?? [];
  return `${cutAtWord(line.slice(0, line.length - after.length), most)}${after}`;
}

function tailLines(tail: string | undefined, heading: string): string[] {
  const lines = safeText(tail ?? "")
    .trimEnd()
    .split("\n")
    .slice(-TAIL_LINES);
  if (lines.every((each) => each.trim() === "")) return [];
  return [`  ${heading}`, ...lines.map(quoted)];
}

const QUESTION_LINES = 20;

function quotedLines(text: string): string[] {
  const lines = safeText(text).trimEnd().split("\n");
  const more = lines.length - QUESTION_LINES;
  return [
    ...lines.slice(0, QUESTION_LINES).map(quoted),
    ...(more > 0 ? [`    … ${plural(more, "more line")}`] : []),
  ];
}

const quoted = (line: string): string => `    | ${line}`.trimEnd();

const gateLines = ({ phase, round, message, checks, conflicts }: FailedGate): string[] => {
  if (conflicts)
    return [
      `${phase} cannot be merged: both it and the branch changed`,
      ...conflicts.slice(0, IN_SHORT).map((each) => `  ${oneLine(each)}`),
      ...(conflicts.length > IN_SHORT ? [`  and ${conflicts.length - IN_SHORT} more`] : []),
    ];
  if (checks.length === 0) return [`phase ${phase} failed: ${oneLine(message)}`];
  return [
    `the gate of ${phase} does not hold (round ${round}):`,
    ...checks.flatMap((each) => [
      `  ${each.id} (${each.type}): ${oneLine(each.text)}`,
      ...tailLines(each.tail, "it last wrote:"),
    ]),
  ];
};

const approvingLines = (each: Approving): string[] => [
  `${each.phase} waits for an approval of evidence ${shortDigest(each.digest)}, round ${each.round}`,
  `  to be said: "${oneLine(each.phrase)}"`,
  ...(each.from ? [`  by: ${each.from.map(oneLine).join(", ")}`] : []),
  ...(each.signed ? ["  it must be signed"] : []),
  ...(each.until === undefined
    ? []
    : [`  until: ${each.until}${each.escalated ? ", which is over; somebody else was told" : ""}`]),
];

function inShort(failed: readonly FailedTask[]): string[] {
  const lines = failed
    .slice(0, IN_SHORT)
    .map((each) => `${each.name} failed: ${inBrief(each.message, MOST_OF_ATTEMPT)}`);
  const more = failed.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more failed`] : lines;
}

function underwayLine(each: WhyView["underway"][number], interrupted: boolean): string {
  const last = each.lastLine ? `: ${oneLine(each.lastLine)}` : "";
  const at = each.stage === undefined ? each.attempt : `${each.stage} (${each.attempt})`;
  if (interrupted) return `${each.task} was at ${at}${last}`;
  return `${each.task} has been at ${at} for ${formatElapsed(each.forMs)}${last}`;
}

function restingLine(each: WhyView["resting"][number]): string {
  if (!each.limited)
    return `${each.task} rests: ${each.next} is due ${inTime(each.inMs)}. Its last failure: ${oneLine(each.because)}`;
  const at = Date.parse(each.at);
  const waits = limitText(at, at - each.inMs, each.agent);
  return `${each.task} ${waits}. The agent said: ${oneLine(each.because)}`;
}

const askingLines = ({ name, attempt, flags, manual }: Asking): string[] => [
  manual
    ? `${name} is to be done by a person:`
    : `${name} waits for an answer; attempt ${attempt} asked:`,
  ...flags.flatMap((each) => quotedLines(each.text)),
];

function commands(view: WhyView): string[] {
  const width = Math.max(0, ...view.commands.map((each) => each.command.length));
  return [
    "To go on:",
    ...view.commands.map((each) => `  ${each.command.padEnd(width)}  ${each.does}`),
  ];
}
