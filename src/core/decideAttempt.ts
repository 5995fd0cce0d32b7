import { restBefore } from "./backoff.ts";
import type { Event, Retry } from "./events.ts";
import type { Failure } from "./failure.ts";
import { failureSignature } from "./failure.ts";
import { settingsOf } from "./plan.ts";
import type { Request } from "./requests.ts";
import { refuse } from "./result.ts";
import type { Refusal } from "./result.ts";
import { ofTask } from "./ofTask.ts";
import type { Run, TaskState } from "./run.ts";
import { findTask } from "./run.ts";
import { checkpoint, nextCompaction } from "./decideContext.ts";
import { hasStages } from "./decideStage.ts";
import type { AttemptStage, StageName } from "./pipeline.ts";
import { firstStage, isRun } from "./stages.ts";
import { seen } from "./stageResult.ts";
import { warningOf } from "./foldAttempt.ts";
import { isHeldByBudget, isStartable } from "./startable.ts";

type AttemptRequest = Extract<Request, { type: "begin-attempt" | "decline" | "report-attempt" }>;

/** Decides on what executors ask and report of one attempt. */
export function decideAttempt(run: Run, request: AttemptRequest, now: number): Event[] | Refusal {
  const task = findTask(run, request.phase, request.task);
  switch (request.type) {
    case "begin-attempt":
      return begin(run, task, request);
    case "decline":
      return decline(run, task, request.error);
    case "report-attempt":
      return report(run, task, request, now);
  }
}

function begin(
  run: Run,
  task: TaskState,
  { attempt, host, stateId, promptTokens }: Extract<Request, { type: "begin-attempt" }>,
): Event[] | Refusal {
  const refusal = refuseToStart(run, task);
  if (refusal) return refusal;
  const next = task.attempts.length + 1;
  if (attempt !== next)
    return refuse(
      "stale-attempt",
      `the next attempt of ${task.address} is ${next}, not ${attempt}`,
    );
  const place = { ...(host ? { host } : {}), ...(stateId ? { stateId } : {}) };
  const { said, pauses, ...from } = checkpoint(run, task, attempt, promptTokens);
  if (pauses) return [...said];
  const stage: AttemptStage | undefined = from.compacts === undefined ? stageFor(task) : "compact";
  const what = { ...(stage ? { stage } : {}), ...from };
  return [...said, { type: "attempt-started", ...ofTask(task), attempt, ...place, ...what }];
}

/** What the next attempt of a task with stages is for. */
const stageFor = ({ spec, stage }: TaskState): StageName | undefined =>
  stage?.name ?? (spec.pipeline && firstStage(spec.pipeline));

/** Somebody else may have paused or aborted the run since it was scheduled. */
function refuseToStart(run: Run, task: TaskState): Refusal | undefined {
  if (run.abortRequested || run.status !== "running") {
    const status = run.status === "running" ? "to be aborted" : run.status;
    return refuse("not-ready", `run ${run.id} is ${status} and starts nothing new`);
  }
  if (isStartable(run, task) || (task.retry && !isHeldByBudget(run, task))) return undefined;
  return refuse("not-ready", `${task.address} is ${task.status} and cannot be started`);
}

function decline(run: Run, task: TaskState, error: string | undefined): Event[] | Refusal {
  const refusal = refuseToStart(run, task);
  if (refusal) return refusal;
  if (error === undefined) return [{ type: "task-skipped", ...ofTask(task), reason: "condition" }];
  return [taskFailed(run, task, error)];
}

export function taskFailed(run: Run, task: TaskState, message: string): Event {
  const tolerated = settingsOf(run.plan, task.spec).continueOnError;
  return { type: "task-failed", ...ofTask(task), message, tolerated };
}

function report(
  run: Run,
  task: TaskState,
  request: Extract<Request, { type: "report-attempt" }>,
  now: number,
): Event[] | Refusal {
  const current = task.attempts.at(-1);
  if (current?.number !== request.attempt || current.status !== "started") {
    return refuse(
      "stale-attempt",
      `attempt ${request.attempt} of ${task.address} is not under way`,
    );
  }
  const attempt = { ...ofTask(task), attempt: request.attempt };
  const { proof, review, tests, memory, ...result } = seen(task, current.stage, request.result);
  switch (result.type) {
    case "succeeded": {
      const { type: _, ...gives } = result;
      const found = {
        ...(proof === undefined ? {} : { proof, ...(tests ? { tests } : {}) }),
        ...(review ? { review } : {}),
        ...(memory ? { memory } : {}),
      };
      const succeeded: Event = { type: "attempt-succeeded", ...attempt, ...gives, ...found };
      // What comes next is decided on the run with this in it.
      if (memory || hasStages(run, task)) return [succeeded];
      return [
        succeeded,
        { type: "task-completed", ...ofTask(task), ...warningOf(result.account?.report) },
      ];
    }
    case "cancelled": {
      const { type: _, ...gives } = result;
      const cancelled: Event = { type: "attempt-cancelled", ...attempt, ...gives };
      return run.abortRequested
        ? [cancelled, { type: "task-cancelled", ...ofTask(task) }]
        : [cancelled];
    }
    case "failed": {
      const { failure, account } = result;
      const failed = {
        type: "attempt-failed",
        ...attempt,
        failure,
        ...(account && { account }),
      } as const;
      if (failure.class === "blocked" && !run.abortRequested) return [failed];
      // Running the same test again says the same: the work is sent back.
      if (isRun(current.stage) && isOfWork(failure)) return [failed];
      const next = nextTry(run, task, failure, now, request.chance);
      if (next.type === "retry") return [{ ...failed, retry: next.retry }];
      const message = next.why === undefined ? failure.message : `${failure.message} (${next.why})`;
      const what = current.compacts === undefined ? "" : "its session could not be made compact: ";
      return [failed, taskFailed(run, task, `${what}${message}`)];
    }
  }
}

const isOfWork = ({ class: kind }: Failure): boolean =>
  kind === "not-accepted" || kind === "claim-refuted";

type NextTry =
  | { readonly type: "retry"; readonly retry: Retry }
  | { readonly type: "give-up"; readonly why?: string };

/**
 * A lost attempt uses up no try, as nobody knows that the work itself was at fault; but no more are given for it
 * than there are tries.
 * Two equal failures in a row end the tries, unless the class says that time may heal it.
 */
function nextTry(
  run: Run,
  task: TaskState,
  failure: Failure,
  now: number,
  chance: number,
): NextTry {
  if (failure.class === "fatal" || run.abortRequested) return { type: "give-up" };
  const { retry } = settingsOf(run.plan, task.spec);
  if (failure.class === "rate-limited") return untilReset(task, failure, now, chance);
  if (failure.unstarted) return { type: "retry", retry: { at: now, delayMs: 0 } };
  const again = nextCompaction(task, retry, now, chance);
  if (again) return again;
  const lost = failure.class === "lost";
  const tries = task.tries + (lost ? 0 : 1);
  if (!lost && tries >= retry.maxAttempts) {
    return retry.maxAttempts === 1
      ? { type: "give-up" }
      : { type: "give-up", why: `all ${retry.maxAttempts} tries used` };
  }
  if (lost && task.lost >= retry.maxAttempts)
    return { type: "give-up", why: `lost ${task.lost + 1} times` };
  if (
    failure.class !== "transient" &&
    failureSignature(task.address, failure) === task.lastSignature
  ) {
    return { type: "give-up", why: "twice in a row in the same way" };
  }
  // A rest gives the work's surroundings time to heal; a first loss says nothing of them.
  const delayMs = lost && task.lost === 0 ? 0 : restBefore(retry, Math.max(1, tries), chance);
  return { type: "retry", retry: { at: now + delayMs, delayMs } };
}

/**
 * How long a limit is waited for whose end the agent does not tell: it doubles from the one to the other. A limit that
 * is met again and again is waited for so long at least, whatever the agent tells.
 */
const UNTOLD_LIMIT = {
  maxAttempts: 1,
  backoff: "exponential",
  delayMs: 5_000,
  maxDelayMs: 15 * 60_000,
  jitter: 0.2,
} as const;

/** Chance spreads those that wait for the same reset over a few seconds after it. */
const AFTER_RESET_MS = 2_000;

/** No limit of an agent's lasts longer: a time beyond that was meant in some other way. */
const LONGEST_LIMIT_MS = 35 * 24 * 60 * 60_000;

function untilReset(task: TaskState, failure: Failure, now: number, chance: number): NextTry {
  const told = failure.until === undefined ? Infinity : Math.max(0, failure.until - now);
  const isTold = told <= LONGEST_LIMIT_MS;
  const rest = isTold && task.limits === 0 ? 0 : restBefore(UNTOLD_LIMIT, task.limits + 1, chance);
  const delayMs = Math.max(isTold ? told + Math.round(AFTER_RESET_MS * chance) : 0, rest);
  return { type: "retry", retry: { at: now + delayMs, delayMs, limited: true } };
}
