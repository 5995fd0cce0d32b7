import type { Event } from "./events.ts";
import { failureSignature } from "./failure.ts";
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
    task.attempts.push({
      number: event.attempt,
      status: "started",
      startedAt: at,
      host: event.host,
      stateId: event.stateId,
      endedAt: undefined,
      failure: undefined,
    });
    run.resting.delete(task);
    return addUnderway(run, task);
  }
  const attempt = task.attempts.at(-1);
  if (attempt?.number !== event.attempt)
    throw new Error(`attempt ${event.attempt} of ${task.address} was never started`);
  attempt.endedAt = at;
  run.underway.delete(task);
  run.elsewhere.delete(task);
  task.status = "pending";
  switch (event.type) {
    case "attempt-succeeded":
      attempt.status = "succeeded";
      if (event.outputs) task.outputs = event.outputs;
      return conclude(run, task, { type: "completed" });
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
  if (kind === "lost") task.lost++;
  else task.tries++;
  task.lastSignature = failureSignature(task.address, failure);
  if (!event.retry) return conclude(run, task, { type: "failed", message: failure.message });
  task.retry = event.retry;
  run.resting.add(task);
}

function conclude(run: Run, task: TaskState, verdict: Verdict): void {
  task.verdict = verdict;
  run.undecided.add(task);
}
