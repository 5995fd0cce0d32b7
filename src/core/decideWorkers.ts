import {
  askerOf,
  countOf,
  findBatch,
  findWorker,
  isAsking,
  levelBelow,
  rulesFor,
} from "./askers.ts";
import type { Event } from "./events.ts";
import type { Request } from "./requests.ts";
import { isRefusal, refuse } from "./result.ts";
import type { AttemptResult, Refusal } from "./result.ts";
import { findTask } from "./run.ts";
import type { Run, TaskState } from "./run.ts";
import { workersAsked } from "./workers.ts";
import type { WorkerState } from "./workers.ts";

type Of<Type extends Request["type"]> = Extract<Request, { type: Type }>;
type WorkersRequest = Of<"request-workers" | "begin-worker" | "report-worker" | "workers-told">;

/** Decides on what agents ask of workers, and on what executors report of them. */
export function decideWorkers(run: Run, request: WorkersRequest): Event[] | Refusal {
  const task = findTask(run, request.phase, request.task);
  switch (request.type) {
    case "request-workers":
      return requested(run, task, request);
    case "begin-worker":
      return begin(run, task, request);
    case "report-worker":
      return report(task, request);
    case "workers-told":
      return told(task, request);
  }
}

const ofAttempt = ({ phase, task, attempt }: WorkersRequest) => ({ phase, task, attempt });

/** The same batch asked for again is the same batch: nothing is done twice. */
function requested(run: Run, task: TaskState, request: Of<"request-workers">): Event[] | Refusal {
  const { attempt, batch, asker, list } = request;
  if (!isAsking({ task, attempt, asker }))
    return refuse("stale-attempt", `whoever asks for workers of ${task.address} has ended`);
  if (findBatch(task, attempt, batch)) return [];
  const rules = rulesFor(run, task);
  if (!rules) return refuse("not-ready", "the plan gives this agent no workers");
  if (levelBelow({ task, attempt, asker }) > rules.depth)
    return refuse("not-ready", tooDeep(rules.depth));
  const asked = workersAsked(list, Math.max(0, rules.max - countOf(task, attempt)));
  if ("wrong" in asked) return refuse("not-ready", asked.wrong);
  return [
    {
      type: "workers-requested",
      ...ofAttempt(request),
      batch,
      ...(asker ? { asker } : {}),
      workers: asked,
    },
  ];
}

/** For a worker that asks for workers. */
export const tooDeep = (depth: number): string =>
  depth === 1
    ? "a worker may not ask for workers of its own (depth 1): do what was asked yourself"
    : `workers may be ${depth} deep, and these would be deeper: do what was asked yourself`;

function begin(run: Run, task: TaskState, request: Of<"begin-worker">): Event[] | Refusal {
  const { batch: id, worker: name, host, stateId } = request;
  const batch = findBatch(task, request.attempt, id);
  const worker = findWorker(task, request.attempt, { batch: id, worker: name });
  const may = !run.abortRequested && batch && isAsking(askerOf(task, batch));
  if (!may || worker?.status !== "waiting")
    return refuse("not-ready", `the worker ${name} of ${task.address} does not wait to be started`);
  const place = { ...(host ? { host } : {}), ...(stateId ? { stateId } : {}) };
  return [{ type: "worker-started", ...ofAttempt(request), batch: id, worker: name, ...place }];
}

function report(task: TaskState, request: Of<"report-worker">): Event[] | Refusal {
  const { batch, worker: name, result } = request;
  const worker = findWorker(task, request.attempt, { batch, worker: name });
  if (worker?.status !== "started")
    return refuse("stale-attempt", `the worker ${name} of ${task.address} is not under way`);
  const details = request.details === undefined ? {} : { details: request.details };
  const { account } = result;
  return [
    {
      type: "worker-ended",
      ...ofAttempt(request),
      batch,
      worker: name,
      ...endOf(result, worker),
      ...details,
      ...(account ? { account } : {}),
    },
  ];
}

function endOf(result: AttemptResult, { tries }: WorkerState) {
  switch (result.type) {
    case "succeeded":
      return {
        status: "succeeded",
        summary: result.account?.report?.summary ?? "it said nothing",
      } as const;
    case "cancelled":
      return { status: "cancelled", summary: result.reason } as const;
    case "failed": {
      const { failure } = result;
      const again = failure.unstarted && tries < MOST_TRIES ? ({ again: true } as const) : {};
      return { status: "failed", summary: failure.message, failure, ...again } as const;
    }
  }
}

/** Each takes a Pawl that was killed at just that moment. */
const MOST_TRIES = 100;

function told(task: TaskState, request: Of<"workers-told">): Event[] | Refusal {
  const batch = findBatch(task, request.attempt, request.batch);
  if (!batch || batch.answered)
    return refuse("not-ready", `nobody waits for the workers ${request.batch} of ${task.address}`);
  return [{ type: "workers-answered", ...ofAttempt(request), batch: batch.id }];
}

/** Why a request for workers would be refused; undefined where it would not. */
export function whyNoWorkers(run: Run, request: Of<"request-workers">): string | undefined {
  const decided = decideWorkers(run, request);
  return isRefusal(decided) ? decided.text : undefined;
}
