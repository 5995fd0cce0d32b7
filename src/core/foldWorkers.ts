import { batchesOf, findBatch, findWorker, isClosed } from "./askers.ts";
import type { Event } from "./events.ts";
import type { Run, TaskState } from "./run.ts";
import { findTask } from "./run.ts";
import type { BatchState, WorkerSpec, WorkerState } from "./workers.ts";

type WorkerEvent = Extract<Event, { type: `worker-${string}` | `workers-${string}` }>;

/** Workers are asked for, begin and end. */
export function foldWorkers(run: Run, event: WorkerEvent, at: number): void {
  const task = findTask(run, event.phase, event.task);
  const { attempt } = event;
  if (event.type === "workers-requested") {
    const { batch: id, asker, workers } = event;
    const states = workers.map(workerStateOf);
    const batch: BatchState = { id, attempt, asker, askedAt: at, workers: states, answered: false };
    (task.attempts[attempt - 1]!.batches ??= []).push(batch);
    run.batches.set(batch, task);
    return;
  }
  const batch = findBatch(task, attempt, event.batch);
  if (!batch) throw new Error(`the workers ${event.batch} of ${task.address} were never asked for`);
  if (event.type === "workers-answered") {
    batch.answered = true;
    return closeBatches(run, task, attempt);
  }
  const worker = findWorker(task, attempt, event)!;
  if (event.type === "worker-started") {
    worker.status = "started";
    worker.tries++;
    worker.startedAt = at;
    worker.host = event.host;
    worker.stateId = event.stateId;
    return;
  }
  worker.status = event.again ? "waiting" : event.status;
  if (event.again) return;
  worker.endedAt = at;
  worker.summary = event.summary;
  worker.details = event.details;
  worker.failure = event.failure;
  worker.account = event.account;
  closeBatches(run, task, attempt);
}

/** Lets go of batches of the attempt of which nothing is left to be done. */
export function closeBatches(run: Run, task: TaskState, attempt: number): void {
  if (run.batches.size === 0) return;
  for (const batch of batchesOf(task, attempt))
    if (isClosed(task, batch)) run.batches.delete(batch);
}

const workerStateOf = (spec: WorkerSpec): WorkerState => ({
  spec,
  status: "waiting",
  tries: 0,
  host: undefined,
  stateId: undefined,
  startedAt: undefined,
  endedAt: undefined,
  summary: undefined,
  details: undefined,
  failure: undefined,
  account: undefined,
});
