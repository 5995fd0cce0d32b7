import { answer } from "./decideAnswer.ts";
import {
  approve,
  diagnosis,
  expire,
  reject,
  reportGate,
  rollback,
  voidGate,
} from "./decideGate.ts";
import { decideAttempt } from "./decideAttempt.ts";
import { reportDetails } from "./decideDetails.ts";
import { restart, retry, skip } from "./decideAgain.ts";
import { addTasks } from "./decideTasks.ts";
import { decideWorkers } from "./decideWorkers.ts";
import { mend, rebuild, reportWorkspace } from "./decideWorkspace.ts";
import { mergeBudgets } from "./budget.ts";
import type { Exceeded } from "./budget.ts";
import { exceededText } from "./budgetText.ts";
import type { Event, RunOptions } from "./events.ts";
import type { RunId } from "./ids.ts";
import type { Plan } from "./plan.ts";
import { proceed } from "./proceed.ts";
import type { Request } from "./requests.ts";
import { refuse } from "./result.ts";
import type { Refusal } from "./result.ts";
import type { Run } from "./run.ts";
import { concurrencyOf, hasEnded } from "./run.ts";
import { exceededBy } from "./spend.ts";

/**
 * Turns a request into the events that follow from it, or a refusal that says why nothing does.
 * @param run the run as it is; `undefined` before its first event
 * @param now milliseconds since 1970
 */
export function decide(run: Run | undefined, request: Request, now: number): Event[] | Refusal {
  if (request.type === "start") {
    if (run) return refuse("already-started", `run ${run.id} has already started`);
    const unknown = unknownUntil(request.run, request.plan, request.options);
    if (unknown) return unknown;
    const { type: _, imports = [], ...facts } = request;
    return [
      { type: "run-started", ...facts },
      ...imports.map((each): Event => ({ type: "phase-imported", ...each })),
    ];
  }
  if (!run) return refuse("not-started", "this run has not started: its journal is empty");
  switch (request.type) {
    case "proceed":
      return proceed(run, now);
    case "begin-attempt":
    case "decline":
    case "report-attempt":
      return decideAttempt(run, request, now);
    case "request-workers":
    case "begin-worker":
    case "report-worker":
    case "workers-told":
      return decideWorkers(run, request);
    case "resume":
      return resume(run, request);
    case "pause":
      if (hasEnded(run)) return ended(run);
      if (run.status === "paused")
        return refuse("already-settled", `run ${run.id} is already paused`);
      return [{ type: "run-paused", reason: "by-person", by: request.by }];
    case "abort":
      if (run.status === "completed" || run.status === "aborted") return ended(run);
      if (run.abortRequested) return [];
      return abort(run, request);
    case "add-tasks":
      return addTasks(run, request);
    case "report-gate":
      return reportGate(run, request, now);
    case "void-gate":
      return voidGate(run, request);
    case "report-workspace":
      return reportWorkspace(run, request);
    case "report-details":
      return reportDetails(run, request);
    case "rebuild":
      return rebuild(run, request);
    case "mend":
      return mend(run, request);
    case "expire-approval":
      return expire(run, request, now);
    case "approve":
      return approve(run, request, now);
    case "reject":
      return reject(run, request);
    case "rollback":
      return rollback(run, request);
    case "record-diagnosis":
      return diagnosis(run, request);
    case "answer":
      return answer(run, request);
    case "skip":
      return skip(run, request);
    case "retry":
      return retry(run, request);
    case "restart":
      return restart(run, request);
  }
}

/** A failed or blocked run has nothing under way, so that its abort is done as soon as it is asked for. */
function abort(run: Run, request: Extract<Request, { type: "abort" }>): Event[] {
  const { by, reason } = request;
  const asked: Event = { type: "abort-requested", by, ...(reason ? { reason } : {}) };
  const rests = run.status === "failed" || run.status === "blocked" || run.status === "waiting";
  return rests ? [asked, { type: "run-aborted" }] : [asked];
}

/** To go on as if nothing had been said would run more than was asked for. */
function unknownUntil(run: RunId, plan: Plan, { until }: RunOptions): Refusal | undefined {
  if (until === undefined || plan.phases.some((each) => each.id === until)) return undefined;
  const phases = plan.phases.map((each) => each.id).join(", ");
  return refuse("unknown-phase", `run ${run} has no phase "${until}"; its phases are ${phases}`);
}

const raiseText = ({ of, untold }: Exceeded): string =>
  untold !== undefined
    ? "--budget unknown=allow goes on all the same"
    : `--budget ${of === "timeMs" ? "time" : of}=N raises it`;

/** A resume that raises nothing would only stop again. */
function stillOver(run: Run, options: RunOptions): Exceeded | undefined {
  const budget = mergeBudgets(run.budget, options.budget);
  return budget && exceededBy(run.spend, budget, run.updatedAt);
}

const ended = (run: Run): Refusal =>
  refuse("run-ended", `run ${run.id} has ended: it is ${run.status}`);

function resume(run: Run, request: Extract<Request, { type: "resume" }>): Event[] | Refusal {
  if (run.status === "completed") {
    return refuse("run-completed", `run ${run.id} is completed: there is nothing left to do`);
  }
  if (run.status === "aborted") {
    return refuse(
      "run-aborted",
      `run ${run.id} was aborted and does not go on; start a new run of its plan`,
    );
  }
  const unknown = unknownUntil(run.id, run.plan, request.options);
  if (unknown) return unknown;
  const { by, interrupted, stateId } = request;
  const used = run.status === "budget-exceeded" && stillOver(run, request.options);
  if (used)
    return refuse("budget-exceeded", `run ${run.id} ${exceededText(used)}: ${raiseText(used)}`);
  const concurrency = request.options.concurrency ?? concurrencyOf(run);
  const options = { ...request.options, concurrency };
  return [{ type: "run-resumed", by, interrupted, options, ...(stateId ? { stateId } : {}) }];
}
