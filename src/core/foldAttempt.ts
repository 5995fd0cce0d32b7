import type { Artifact } from "./artifact.ts";
import type { Event } from "./events.ts";
import { failureSignature } from "./failure.ts";
import { keepTold } from "./foldContext.ts";
import { isApart, isHoused } from "./housing.ts";
import type { Report } from "./report.ts";
import { addUnderway, classify } from "./recount.ts";
import type { AttemptState, Run, TaskState, Verdict } from "./run.ts";
import { findTask } from "./run.ts";

type AttemptEvent = Extract<Event, { type: `attempt-${string}` }>;

/** Attempts begin and end. */
export function foldAttempt(run: Run, event: AttemptEvent, at: number): void {
  const task = findTask(run, event.phase, event.task);
  if (event.type === "attempt-started") {
    task.status = "running";
    task.ready = false;
    task.retry = undefined;
    task.refusal = undefined;
    task.attempts.push({
      number: event.attempt,
      status: "started",
      startedAt: at,
      host: event.host,
      stateId: event.stateId,
      endedAt: undefined,
      failure: undefined,
      account: undefined,
      stage: event.stage,
      compacts: event.compacts,
      memory: event.memory,
      round: task.round,
      batches: undefined,
    });
    task.begun = true;
    if (event.stage && event.stage !== "compact")
      task.stage ??= { name: event.stage, sentBack: {}, warnings: [] };
    if (isHoused(run, task.phase) && !isApart(run, task.phase)) task.phase.owner = task;
    run.resting.delete(task);
    return addUnderway(run, task);
  }
  const attempt = task.attempts.at(-1);
  if (attempt?.number !== event.attempt)
    throw new Error(`attempt ${event.attempt} of ${task.address} was never started`);
  attempt.endedAt = at;
  attempt.account = event.account;
  keepTold(run, task);
  run.underway.delete(task);
  run.elsewhere.delete(task);
  task.status = "pending";
  switch (event.type) {
    case "attempt-succeeded":
      attempt.status = "succeeded";
      task.limits = 0;
      if (attempt.compacts !== undefined && event.memory) {
        run.context.memories.set(attempt.compacts, event.memory);
        return classify(run, task);
      }
      task.review = event.review;
      if (event.proof !== undefined && task.stage)
        task.stage = {
          ...task.stage,
          proof: event.proof,
          ...(event.tests ? { tests: event.tests } : {}),
        };
      if (event.outputs) task.outputs = event.outputs;
      for (const artifact of event.artifacts ?? []) keepArtifact(run, task, artifact, at);
      return conclude(run, task, { type: "completed", ...warningOf(event.account?.report) });
    case "attempt-cancelled":
      attempt.status = "cancelled";
      if (run.abortRequested) return conclude(run, task, { type: "cancelled" });
      return classify(run, task);
    case "attempt-failed":
      return fail(run, task, attempt, event);
  }
}

function fail(
  run: Run,
  task: TaskState,
  attempt: AttemptState,
  event: Extract<Event, { type: "attempt-failed" }>,
): void {
  const { failure } = event;
  const { class: kind } = failure;
  attempt.status = kind === "lost" || kind === "timed-out" ? kind : "failed";
  attempt.failure = failure;
  if (kind === "blocked") return block(run, task, event);
  task.limits = kind === "rate-limited" ? task.limits + 1 : 0;
  // Making a session compact is none of the task's tries.
  if (attempt.compacts !== undefined) return rest(run, task, event);
  if (kind === "lost") task.lost += failure.unstarted ? 0 : 1;
  else if (kind !== "rate-limited") task.tries++;
  // A limit in between says nothing of whether the work fails in the same way again.
  if (kind !== "rate-limited" && !failure.unstarted)
    task.lastSignature = failureSignature(task.address, failure);
  rest(run, task, event);
}

/** It is tried again some time, or that is the end of it. */
function rest(
  run: Run,
  task: TaskState,
  { failure, retry }: Extract<Event, { type: "attempt-failed" }>,
): void {
  if (!retry) return conclude(run, task, { type: "failed", message: failure.message });
  task.retry = retry;
  run.resting.add(task);
}

/** The task waits for a person; it has used up no try. */
function block(
  run: Run,
  task: TaskState,
  { failure, account }: Extract<Event, { type: "attempt-failed" }>,
): void {
  task.status = "blocked";
  task.flags = account?.flags ?? [{ type: "blocked", text: failure.message }];
  run.blocked.add(task);
}

/** Another version of what it hands on, or of what was found out about it. */
export function keepArtifact(run: Run, task: TaskState, artifact: Artifact, at: number): void {
  const versions = run.artifacts.get(artifact.name) ?? [];
  versions.push({
    artifact,
    version: versions.length + 1,
    task,
    attempt: task.attempts.length,
    at,
    undone: false,
  });
  run.artifacts.set(artifact.name, versions);
}

/** A report of `partial` completes a task with a warning. */
export const warningOf = (report: Report | undefined): { warning?: string } =>
  report?.status === "partial"
    ? { warning: [report.summary, ...(report.doubts ?? [])].join("; ") }
    : {};

function conclude(run: Run, task: TaskState, verdict: Verdict): void {
  task.verdict = verdict;
  run.undecided.add(task);
}
