import type { Event } from "./events.ts";
import type { Failure } from "./failure.ts";
import { isHoused } from "./housing.ts";
import type { StageName } from "./pipeline.ts";
import { settingsOf } from "./plan.ts";
import { judgeReview } from "./review.ts";
import { ofTask } from "./ofTask.ts";
import type { Run, TaskState } from "./run.ts";
import { firstStage, nextStage } from "./stages.ts";

/** Whether more follows a task's attempt than the task's end: further stages, or Pawl's commit. */
export const hasStages = (run: Run, task: TaskState): boolean =>
  task.spec.pipeline !== undefined || isHoused(run, task.phase);

/** What follows the last attempt of such a task. */
export function afterAttempt(run: Run, task: TaskState): Event[] {
  const verdict = task.verdict!;
  if (verdict.type === "cancelled") return [{ type: "task-cancelled", ...ofTask(task) }];
  if (verdict.type === "failed") return afterFailure(run, task, verdict.message);
  const stage = task.stage?.name ?? "implement";
  if (stage === "review-spec" || stage === "review-quality") return afterReview(run, task, stage);
  return goOn(run, task, stage);
}

/** The criteria that a review of a task is to judge. */
export const acceptanceOf = ({ spec, stage }: TaskState): readonly string[] =>
  spec.kind === "agent" && stage?.name === "review-spec" ? (spec.acceptance ?? []) : [];

/** A test or a check that Pawl ran says that the work is not done; anything else is the end of the task. */
function afterFailure(run: Run, task: TaskState, message: string): Event[] {
  const failure = task.attempts.at(-1)?.failure;
  const stage = task.stage?.name;
  const isOfTest = failure?.class === "not-accepted" && (stage === "red" || stage === "green");
  if (isOfTest || (failure?.class === "claim-refuted" && stage === "check"))
    return sendBack(run, task, stage, failure);
  return [failed(run, task, message)];
}

function afterReview(run: Run, task: TaskState, stage: "review-spec" | "review-quality"): Event[] {
  const found = judgeReview(task.review!, acceptanceOf(task));
  if (found.verdict === "pass") return goOn(run, task, stage);
  const text = found.findingsText;
  const failure: Failure = { class: "not-accepted", message: text };
  if (!isExhausted(run, task, stage)) return sendBack(run, task, stage, failure);
  if (stage === "review-quality") return goOn(run, task, stage, `code_review_exhausted: ${text}`);
  const flag = { type: "spec_review_exhausted", text };
  return [back(task, stage, text), { type: "flag-raised", ...ofTask(task), flag }];
}

/** On to the next stage, or to the task's end. */
function goOn(run: Run, task: TaskState, stage: StageName, warning?: string): Event[] {
  const next = nextStage(task.spec.pipeline, stage, isHoused(run, task.phase));
  const warned = warning === undefined ? {} : { warning };
  if (next) return [{ type: "stage-entered", ...ofTask(task), stage: next, ...warned }];
  return [{ type: "task-completed", ...ofTask(task), ...warningsOf(task, warning) }];
}

/** How often a task is begun again because others have changed the same. */
const MOST_CONFLICTS = 5;

/** The work is to be mended, unless that was asked for as often as the plan allows. */
export function sendBack(run: Run, task: TaskState, stage: StageName, failure: Failure): Event[] {
  const because = [failure.message, failure.tail].filter(Boolean).join("\n\n");
  // What others did meanwhile is not the work's fault: it is begun again from there, whoever does it.
  const isOthers = stage === "commit" && failure.class === "transient";
  const isFinal = failure.class === "fatal" || (task.spec.kind !== "agent" && !isOthers);
  const exhausted = isOthers
    ? (task.stage?.sentBack.commit ?? 0) >= MOST_CONFLICTS
    : isExhausted(run, task, stage);
  if (!isFinal && !exhausted)
    return [isOthers ? afresh(task, because) : back(task, stage, because)];
  const rounds = task.stage?.sentBack[stage] ?? 0;
  const times = rounds === 1 ? "once" : `${rounds} times`;
  const why = rounds === 0 ? "" : ` (it was sent back ${times})`;
  return [failed(run, task, `${failure.message}${why}`)];
}

/** In a new worktree, in which there is nothing of what it did: not its tests either. */
const afresh = (task: TaskState, because: string): Event => ({
  ...back(task, "commit", because),
  ...(task.spec.pipeline ? { stage: firstStage(task.spec.pipeline) } : {}),
});

const back = (task: TaskState, stage: StageName, because: string): Event => ({
  type: "stage-entered",
  ...ofTask(task),
  stage: stage === "red" ? "write-test" : "implement",
  back: stage,
  because,
});

function isExhausted(run: Run, { spec, stage }: TaskState, by: StageName): boolean {
  const tries = settingsOf(run.plan, spec).retry.maxAttempts - 1;
  // Checks belong to the claim that the task is done: they are tried as often as that is.
  const rounds = by === "check" ? tries : (spec.pipeline?.rounds ?? tries);
  return (stage?.sentBack[by] ?? 0) >= rounds;
}

const failed = (run: Run, task: TaskState, message: string): Event => ({
  type: "task-failed",
  ...ofTask(task),
  message,
  tolerated: settingsOf(run.plan, task.spec).continueOnError,
});

/** What is said of a task that is completed all the same. */
export function warningsOf(task: TaskState, more?: string): { warning?: string } {
  const verdict = task.attempts.findLast((each) => each.status === "succeeded")?.account?.report;
  const all = [
    ...(verdict?.status === "partial" ? [verdict.summary, ...(verdict.doubts ?? [])] : []),
    ...(task.stage?.warnings ?? []),
    ...(more === undefined ? [] : [more]),
  ];
  return all.length === 0 ? {} : { warning: all.join("; ") };
}
