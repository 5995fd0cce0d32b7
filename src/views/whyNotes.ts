import type { Run, TaskState } from "../core/run.ts";
import { budgetText } from "./budget.ts";
import { oneLine, safeText } from "./safeText.ts";
import type { WhyFacts } from "./why.ts";
import { listed, plural, SKIP_WORDS, taskLabel } from "./words.ts";
import { failedWorkers, workersAtWork } from "./workers.ts";
import { openWorktrees } from "./worktrees.ts";

/** What else a person would want to know, a sentence each. */
export function notesOf(run: Run, facts: WhyFacts): string[] {
  const budget = budgetText(run, facts.now);
  return [
    ...(budget === undefined ? [] : [sentence(budget)]),
    ...worktrees(run),
    ...gateNotes(run),
    ...warnings(run),
    ...tolerated(run),
    ...passedOver(run),
    ...workersAtWork(run).map(sentence),
    ...failedWorkers(run),
    ...notBegun(run),
    ...leftRunning(run, facts),
    ...changed(run, facts),
  ];
}

const worktrees = (run: Run): string[] =>
  openWorktrees(run).map(({ of, path, branch, notes }) =>
    [`${of} works in ${safeText(path)}, on branch ${branch}.`, ...(notes ?? []).map(sentence)].join(
      " ",
    ),
  );

/** What a person should know of how gates were checked. */
const gateNotes = (run: Run): string[] =>
  run.phases.flatMap((phase) =>
    (phase.evidence?.notes ?? []).map((each) => `The gate of ${phase.spec.id}: ${sentence(each)}`),
  );

const warnings = (run: Run): string[] =>
  run.tasks.flatMap((task) =>
    task.status === "completed" && task.warning !== undefined
      ? [`${taskLabel(task)} is done with a warning: ${sentence(task.warning)}`]
      : [],
  );

const sentence = (text: string): string => `${oneLine(text).replace(/\.$/, "")}.`;

function tolerated(run: Run): string[] {
  const found = run.tasks.filter((each) => each.status === "failed" && each.tolerated);
  return found.length === 0
    ? []
    : [`${names(found)} failed, which the plan allows (continue_on_error).`];
}

/** What was skipped for other reasons than a failure: that is told beside the failure. */
function passedOver(run: Run): string[] {
  return (["condition", "by-person"] as const).flatMap((reason) => {
    const found = run.tasks.filter(
      (each) => each.status === "skipped" && each.skipReason === reason,
    );
    return found.length === 0 ? [] : [`${names(found)} skipped: ${SKIP_WORDS[reason]}.`];
  });
}

function notBegun(run: Run): string[] {
  if (run.status !== "failed" || run.plan.onFailure !== "stop") return [];
  const found = run.tasks.filter(
    (each) => each.status === "pending" && !isSkippedWhole(each.phase.status),
  );
  return found.length === 0
    ? []
    : [
        `${plural(found.length, "task")} not begun, as the plan says on_failure: stop: ${listed(found.map(taskLabel), 5)}.`,
      ];
}

const isSkippedWhole = (status: string): boolean => status === "skipped";

function leftRunning(run: Run, facts: WhyFacts): string[] {
  const nobody = facts.driver === null && run.underway.size > 0;
  return nobody
    ? [
        `${plural(run.underway.size, "attempt")} may still be at work on ${run.underway.size === 1 ? "its" : "their"} own; resume takes the result.`,
      ]
    : [];
}

const MOST_FILES = 5;

function changed(run: Run, { changedFiles = [] }: WhyFacts): string[] {
  if (run.status === "completed" || run.status === "aborted") return [];
  const notes = changedFiles.slice(0, MOST_FILES).map(({ path, state }) => {
    const what = state === "changed" ? "has changed" : "is gone";
    return `${safeText(path)} ${what} since the run started; the run keeps to the plan as it was then.`;
  });
  const rest = changedFiles.length - MOST_FILES;
  return rest > 0
    ? [...notes, `So have ${rest} more files that the plan names, or they are gone.`]
    : notes;
}

const names = (tasks: readonly TaskState[]): string => listed(tasks.map(taskLabel), 5);
