import { commandOf } from "../../core/plan.ts";
import type { TaskState } from "../../core/run.ts";
import { fenced, firstOf, lastOf } from "../../executors/agent/prompt/fence.ts";
import { failedGate } from "../../views/failedGates.ts";

const MOST_WORK = 4_000;
const MOST_TAIL = 2_500;
const MOST_LOG = 6_000;

/** What an agent is asked that is to find out why a task, or the gate of its phase, has failed. */
export function debugPrompt(task: TaskState, log: string): string {
  return [
    `The task ${task.address} of a plan has failed. Find out why. Change nothing: only look.`,
    "Report the cause, and what the next attempt should do differently; more than fits a summary goes into details.",
    "## What was to be done",
    fenced(firstOf(workOf(task), MOST_WORK)),
    ...failureParts(task),
    ...gateParts(task),
    ...(log.trim() === "" ? [] : ["## The end of what it wrote", fenced(lastOf(log, MOST_LOG))]),
  ].join("\n\n");
}

const workOf = ({ spec }: TaskState): string =>
  spec.kind === "agent" ? spec.prompt : (commandOf(spec) ?? "");

function failureParts({ attempts, message }: TaskState): string[] {
  const last = attempts.findLast((each) => each.failure);
  const failure = last?.failure;
  if (!failure) return message === undefined ? [] : ["## How it failed", fenced(message)];
  const code = failure.code === undefined ? "" : ` (exit code ${failure.code})`;
  return [
    "## How it failed",
    `Attempt ${last.number} ended as ${failure.class}${code}:`,
    fenced(failure.message),
    ...(failure.tail ? [fenced(lastOf(failure.tail, MOST_TAIL))] : []),
  ];
}

function gateParts({ phase }: TaskState): string[] {
  const gate = failedGate(phase);
  if (!gate) return [];
  return [
    `## Phase ${gate.phase} failed: ${gate.message}`,
    ...gate.checks.flatMap((each) => [
      `Check ${each.id} (${each.type}): ${each.text}`,
      ...(each.tail ? [fenced(lastOf(each.tail, MOST_TAIL))] : []),
    ]),
  ];
}
