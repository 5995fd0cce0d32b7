import type { Exceeded } from "../../core/budget.ts";
import { exceededText } from "../../core/budgetText.ts";
import { isFailure } from "../../core/run.ts";
import type { PhaseState, Run } from "../../core/run.ts";
import { shortDigest } from "../../views/approving.ts";
import type { Approving } from "../../views/approving.ts";
import type { Asking } from "../../views/asking.ts";
import { raisingOption } from "../../views/budget.ts";
import { plural } from "../../views/words.ts";
import type { Pen } from "../harmless.ts";
import { percentOf, phaseFigures } from "../progress.ts";

const MOST_SHOWN = 10;

/** That a phase is over. The figures are those of the time when it is told. */
export function phaseText(pen: Pen, run: Run, phase: PhaseState): string {
  const { id } = phase.spec;
  if (phase.status === "failed")
    return [`Phase ${pen.code(id)} failed.`, ...whyFailed(pen, phase)].join("\n");
  const { done, all } = phaseFigures(run);
  const landed = phase.landing
    ? ` Its work is in commit ${pen.code(phase.landing.commit.slice(0, 12))}.`
    : "";
  return `Phase ${pen.code(id)} is complete (${plural(phase.tasks.length, "task")}).${landed} ${done} of ${plural(all, "phase")} done, ${percentOf(run)} % overall.`;
}

const whyFailed = (pen: Pen, phase: PhaseState): string[] => [
  ...(phase.message === undefined ? [] : ["", pen.say(phase.message)]),
  ...failures(pen, phase.tasks.filter(isFailure)),
];

/** Of several phases: no more than a comment holds, and than anybody would read. */
function whyAllFailed(pen: Pen, phases: readonly PhaseState[]): string[] {
  const messages = phases.flatMap(({ message }) => message ?? []);
  const more = messages.length - MOST_SHOWN;
  return [
    ...messages.slice(0, MOST_SHOWN).flatMap((each) => ["", pen.say(each)]),
    ...(more > 0 ? ["", `and ${plural(more, "more phase")}`] : []),
    ...failures(
      pen,
      phases.flatMap((each) => each.tasks.filter(isFailure)),
    ),
  ];
}

function failures(pen: Pen, tasks: PhaseState["tasks"]): string[] {
  const shown = tasks
    .slice(0, MOST_SHOWN)
    .map((task) => `- ${pen.code(task.address)}: ${pen.say(task.message ?? "failed", 300)}`);
  const more = tasks.length - shown.length;
  return shown.length === 0 ? [] : ["", ...shown, ...(more > 0 ? [`- and ${more} more`] : [])];
}

/**
 * What waits for an approval, and how it is given.
 * @param byComment whether somebody may give it by a comment
 */
export function approvalText(pen: Pen, run: Run, asked: Approving, byComment: boolean): string {
  const { phase, digest, phrase, signed } = asked;
  const checks = run.phaseById.get(phase as never)?.evidence?.checks ?? [];
  return [
    `**Approval wanted: ${pen.code(phase)}** of run ${pen.code(run.id)}.`,
    "",
    ...checks
      .slice(0, 30)
      .map(
        (each) => `- [${each.passed ? "x" : " "}] ${pen.code(each.id)}: ${pen.say(each.text, 200)}`,
      ),
    ...(checks.length > 0 ? [""] : []),
    `Evidence ${pen.code(shortDigest(digest))}. ${pen.code(asked.command)} shows all of it.`,
    ...(signed
      ? ["It must be signed: a comment approves nothing."]
      : byComment
        ? [
            "To approve exactly this, comment:",
            ...fence(pen, `/pawl approve ${phase} ${shortDigest(digest)} ${phrase}`),
          ]
        : []),
    ...(byComment
      ? ["To send it back, comment:", ...fence(pen, `/pawl reject ${phase} what is wrong with it`)]
      : []),
  ].join("\n");
}

/** Between fences nothing is rendered; a text of several lines, or with a fence of its own, is put on one without. */
const fence = (pen: Pen, text: string): string[] => [
  "",
  "````text",
  pen.plain(text).replaceAll("````", ""),
  "````",
];

/** What a task asks. */
export const blockedText = (pen: Pen, run: Run, asked: Asking): string =>
  [
    `**Blocked: ${pen.code(asked.task)}** of run ${pen.code(run.id)} ${asked.manual ? "is for a person to do" : "needs an answer"}.`,
    "",
    ...asked.flags.slice(0, MOST_SHOWN).map((each) => `- ${pen.say(each.text, 1000)}`),
    "",
    `Answer it where the run is: ${pen.code(asked.command)}`,
  ].join("\n");

/** That its budget is used up, and what would let it go on. */
export const budgetText = (pen: Pen, run: Run, over: Exceeded): string =>
  [
    `**Stopped: run ${pen.code(run.id)}** ${pen.say(exceededText(over))}.`,
    "",
    `To let it go on: ${pen.code(`pawl resume ${run.id}${raisingOption(run)}`)}`,
  ].join("\n");

/** How the run ended. */
export function endText(pen: Pen, run: Run, closed: boolean): string {
  const head = `Run ${pen.code(run.id)} of ${pen.say(run.plan.name, 120)}`;
  const { done, all } = phaseFigures(run);
  if (run.status === "completed")
    return `${head} is complete: ${done} of ${plural(all, "phase")}, ${plural(run.tasks.length, "task")}.${closed ? " Pawl closed this issue." : ""}`;
  const what = run.status === "aborted" ? "was aborted" : "failed";
  const why = whyAllFailed(
    pen,
    run.phases.filter((each) => each.status === "failed"),
  );
  return [
    `${head} ${what}: ${done} of ${plural(all, "phase")} done. The issue stays open.`,
    ...why,
    "",
    `${pen.code(`pawl why ${run.id}`)} says more.`,
  ].join("\n");
}
