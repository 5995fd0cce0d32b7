import { buildRun } from "./build.ts";
import type { Event, Recorded, SkipReason } from "./events.ts";
import { failureSignature } from "./failure.ts";
import { classify, makeReady, recount, reopen, reset, revive } from "./recount.ts";
import type { AttemptState, PhaseState, Run, TaskState, TaskStatus } from "./run.ts";
import { findTask, isPhaseSettled, isSettled } from "./run.ts";

/**
 * Folds one event into the run and gives the run back; `undefined` is the run before its first event.
 * The run given is changed in place: a copy for each event would make long journals quadratic.
 * It never refuses: what is in the journal has happened.
 */
export function evolve(run: Run | undefined, recorded: Recorded): Run {
  const { event, at } = recorded;
  if (event.type === "run-started") return begin(buildRun(event, at));
  if (!run) throw new Error(`a journal begins with run-started, not ${event.type}`);
  run.seq = recorded.seq;
  run.updatedAt = at;
  fold(run, event, at);
  return run;
}

function begin(run: Run): Run {
  recount(run);
  return run;
}

function fold(run: Run, event: Exclude<Event, { type: "run-started" }>, at: number): void {
  switch (event.type) {
    case "run-resumed":
    case "run-paused":
    case "abort-requested":
    case "run-completed":
    case "run-failed":
    case "run-aborted":
      return foldRun(run, event, at);
    case "phase-started":
    case "checkpoint-recorded":
    case "phase-completed":
    case "phase-failed":
    case "phase-skipped":
      return foldPhase(run, event, at);
    case "retry-requested":
      return putBack(
        run,
        event.tasks.map((each) => findTask(run, each.phase, each.task)),
      );
    case "restart-requested":
      return putBack(
        run,
        event.phases.flatMap((id) => run.phaseById.get(id)?.tasks ?? []),
      );
    case "attempt-started":
    case "attempt-succeeded":
    case "attempt-failed":
    case "attempt-cancelled":
      return foldAttempt(run, event, at);
    case "task-completed":
      return settle(run, findTask(run, event.phase, event.task), "completed", at);
    case "task-cancelled":
      return settle(run, findTask(run, event.phase, event.task), "cancelled", at);
    case "task-failed": {
      const task = findTask(run, event.phase, event.task);
      task.message = event.message;
      task.tolerated = event.tolerated;
      if (!event.tolerated && run.plan.onFailure === "stop") run.stopping = true;
      return settle(run, task, "failed", at);
    }
    case "task-skipped": {
      const task = findTask(run, event.phase, event.task);
      const wasSettled = isSettled(task);
      task.skipReason = event.reason;
      if (!wasSettled) return settle(run, task, "skipped", at);
      task.status = "skipped";
      revive(run);
      return recount(run);
    }
  }
}

type RunEvent = Extract<Event, { type: `run-${string}` | "abort-requested" }>;

function foldRun(run: Run, event: Exclude<RunEvent, { type: "run-started" }>, at: number): void {
  switch (event.type) {
    case "run-resumed":
      return resume(run, event.options);
    case "run-paused":
      run.status = "paused";
      run.pausedBecause = event.reason;
      return;
    case "abort-requested":
      run.abortRequested = true;
      return;
    case "run-completed":
      run.status = "completed";
      break;
    case "run-failed":
      run.status = "failed";
      break;
    case "run-aborted":
      run.status = "aborted";
      break;
  }
  run.endedAt = at;
}

function resume(run: Run, options: Run["options"]): void {
  if (run.status === "failed") {
    for (const task of run.tasks) if (task.status === "failed" && !task.tolerated) reset(task);
    revive(run);
  }
  run.options = {
    ...(run.options.concurrency ? { concurrency: run.options.concurrency } : {}),
    ...options,
  };
  goOn(run);
}

function goOn(run: Run): void {
  run.status = "running";
  run.stopping = false;
  delete run.endedAt;
  delete run.pausedBecause;
  recount(run);
}

function putBack(run: Run, tasks: readonly TaskState[]): void {
  tasks.forEach(reset);
  for (const phase of new Set(tasks.map((each) => each.phase))) reopen(phase);
  revive(run);
  if (run.status === "paused") recount(run);
  else goOn(run);
}

type PhaseEvent = Extract<Event, { type: `phase-${string}` | "checkpoint-recorded" }>;

function foldPhase(run: Run, event: PhaseEvent, at: number): void {
  const phase = run.phaseById.get(event.phase);
  if (!phase)
    throw new Error(`the journal names phase ${event.phase}, which the frozen plan does not have`);
  switch (event.type) {
    case "checkpoint-recorded":
      phase.checkpointed = true;
      return;
    case "phase-started":
      phase.status = "running";
      phase.startedAt ??= at;
      run.touched.delete(phase);
      for (const task of phase.tasks) classify(run, task);
      if (phase.openTasks === 0) run.touched.add(phase);
      return;
    case "phase-completed":
      return settlePhase(run, phase, "completed", at);
    case "phase-failed":
      return settlePhase(run, phase, "failed", at);
    case "phase-skipped":
      phase.skipReason = event.reason;
      for (const task of phase.tasks) skipWith(task, event.reason, at);
      return settlePhase(run, phase, "skipped", at);
  }
}

function skipWith(task: TaskState, reason: SkipReason, at: number): void {
  if (isSettled(task)) return;
  task.status = "skipped";
  task.skipReason = reason;
  task.settledAt = at;
}

function settlePhase(run: Run, phase: PhaseState, status: PhaseState["status"], at: number): void {
  const open = !isPhaseSettled(phase);
  phase.status = status;
  phase.endedAt = at;
  run.touched.delete(phase);
  if (!open) return;
  run.openPhases--;
  for (const dependent of phase.dependents) {
    dependent.open--;
    if (dependent.open === 0) run.touched.add(dependent);
  }
}

type AttemptEvent = Extract<Event, { type: `attempt-${string}` }>;

function foldAttempt(run: Run, event: AttemptEvent, at: number): void {
  const task = findTask(run, event.phase, event.task);
  if (event.type === "attempt-started") {
    task.status = "running";
    task.ready = false;
    delete task.retry;
    task.attempts.push({ number: event.attempt, status: "started", startedAt: at });
    run.resting.delete(task);
    run.underway.add(task);
    return;
  }
  const attempt = task.attempts.at(-1);
  if (attempt?.number !== event.attempt)
    throw new Error(`attempt ${event.attempt} of ${task.address} was never started`);
  attempt.endedAt = at;
  run.underway.delete(task);
  task.status = "pending";
  switch (event.type) {
    case "attempt-succeeded":
      attempt.status = "succeeded";
      if (event.outputs) task.outputs = event.outputs;
      return;
    case "attempt-cancelled":
      attempt.status = "cancelled";
      if (!run.abortRequested) makeReady(run, task);
      return;
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
  if (kind !== "lost") task.tries++;
  task.lastSignature = failureSignature(task.address, failure);
  if (!event.retry) return;
  task.retry = event.retry;
  run.resting.add(task);
}

function settle(run: Run, task: TaskState, status: TaskStatus, at: number): void {
  task.status = status;
  task.settledAt = at;
  task.ready = false;
  run.skippable.delete(task);
  run.resting.delete(task);
  delete task.retry;
  const { phase } = task;
  phase.openTasks--;
  if (phase.openTasks === 0) run.touched.add(phase);
  for (const dependent of task.dependents) {
    dependent.open--;
    if (dependent.open === 0) classify(run, dependent);
  }
}
