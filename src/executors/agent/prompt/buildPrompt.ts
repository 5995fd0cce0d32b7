import type { AgentOrder } from "../../port.ts";
import { answersText, failedText, inputsText, rejectionsText, wrapUpText } from "./before.ts";
import { compactText, memoryGiven } from "./compact.ts";
import { fenced, firstOf } from "./fence.ts";
import { givenText } from "./given.ts";
import { handInText } from "./handIn.ts";
import { reportingText } from "./reporting.ts";
import type { Channel } from "./reporting.ts";
import { summariesText } from "./summaries.ts";
import { boundsText, specText, stageText } from "./stage.ts";
import { workText } from "./work.ts";
import { workerText, workersText } from "./workers.ts";

const MOST_DESCRIPTION = 2_000;

/**
 * The prompt of an attempt: its task, what the task must fulfil, what it is given, how the attempt before failed, what
 * was answered, what to hand in and how to report. Nothing else of earlier phases or attempts is in it. The same
 * order gives the same text.
 * @param folder the attempt's, so that an artifact that is too long can be found there
 * @param work what a review is to judge
 */
export function buildPrompt(
  order: AgentOrder,
  channel: Channel,
  folder?: string,
  work?: Parameters<typeof workText>[0],
): string {
  const parts = partsOf(order, channel, folder);
  const last = [
    wrapUpText(order),
    workText(work),
    workersText(order, channel),
    handInText(order.produces),
    reportingText(order, channel),
  ];
  return `${[...parts, ...last].filter((part) => part !== undefined).join("\n\n")}\n`;
}

function partsOf(
  order: AgentOrder,
  channel: Channel,
  folder: string | undefined,
): (string | undefined)[] {
  switch (order.resume?.why) {
    case "cut-short":
      return goOn(order);
    case "compact":
      return [compactText(order), failedText(order), answersText(order)];
    case "shared":
      return [SHARED, ...asked(order), knownText(order), ...before(order)];
    case undefined:
      return [
        workerText(order),
        ...asked(order),
        inputsText(order),
        givenText(order, channel, folder),
        summariesText(order),
        memoryGiven(order),
        ...before(order),
      ];
  }
}

const asked = (order: AgentOrder): (string | undefined)[] => [
  stageText(order),
  taskText(order),
  criteriaText(order),
  specText(order),
  boundsText(order),
];

const before = (order: AgentOrder): (string | undefined)[] => [
  rejectionsText(order),
  failedText(order),
  answersText(order),
];

const SHARED =
  "A further task, in the same session. What was asked for before is settled: only what follows is asked for now.";

function taskText({ prompt, description }: AgentOrder): string {
  const about = description?.trim();
  return ["# Task", ...(about ? [firstOf(about, MOST_DESCRIPTION)] : []), prompt.trim()].join(
    "\n\n",
  );
}

function criteriaText({ acceptance }: AgentOrder): string | undefined {
  if (acceptance.length === 0) return undefined;
  const list = acceptance.map((each, at) => `${at + 1}. ${each}`).join("\n");
  return `## Acceptance criteria\n\nThe task is done when each of these holds:\n\n${list}`;
}

/** In a shared session the artifacts of the phase have been given already. */
const knownText = ({ needs }: AgentOrder): string | undefined =>
  needs.length === 0
    ? undefined
    : `You were given these artifacts earlier in this session: ${needs.map(({ name }) => name).join(", ")}.`;

function goOn(order: AgentOrder): (string | undefined)[] {
  const { failed } = order;
  const what = failed
    ? `What happened (${failed.failure.class}):\n\n${fenced(firstOf(failed.failure.message, 1_000))}`
    : undefined;
  return [`# Go on with the task\n\n${whyGoOn(order)}`, what, answersText(order)];
}

/** An agent that believed itself done would look in vain for what was cut short. */
function whyGoOn({ task, failed }: AgentOrder): string {
  switch (failed?.failure.class) {
    case "invalid-artifact":
      return `You ended your work on the task "${task}", and what you handed in or reported was refused. This session goes on where it ended. Correct exactly what is named here, hand in and report again, and do nothing twice.`;
    case "claim-refuted":
      return `You ended your work on the task "${task}" and reported it, and Pawl found that it is not as you said. This session goes on where it ended. Look at what is named here, do what is missing, and report only what is so: files that you changed, and those that you deleted with \`(deleted)\` behind the path.`;
    case "blocked":
      return `Your work on the task "${task}" needed an answer, and this session goes on where it ended. Look at what is already done, do what is missing, and do nothing twice.`;
    default:
      return `Your work on the task "${task}" was cut short from outside, and this session goes on where it ended. Look at what is already done, do what is missing, and do nothing twice. Tools that were running then may not have finished.`;
  }
}
