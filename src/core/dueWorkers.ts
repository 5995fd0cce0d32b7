import { askerOf, batchesOf, isAsking, isSameAsker, isSpent, rulesFor } from "./askers.ts";
import type { Event } from "./events.ts";
import type { PhaseId, TaskId } from "./ids.ts";
import type { Run, TaskState } from "./run.ts";
import { hasWorkerEnded } from "./workers.ts";
import type { BatchState, WorkerState } from "./workers.ts";

interface OfBatch {
  readonly phase: PhaseId;
  readonly task: TaskId;
  readonly attempt: number;
  readonly batch: string;
}

/** Work on workers to do now, as data. */
export type WorkerEffect =
  | ({ readonly type: "start-worker"; readonly worker: string } & OfBatch)
  | ({ readonly type: "cancel-worker"; readonly worker: string } & OfBatch)
  /** All have ended: whoever asked for them is to be told. */
  | ({ readonly type: "answer-workers" } & OfBatch);

/**
 * What should be under way for those who have asked for workers, and is not. They are part of an attempt that is under
 * way, so that they go on also where the run starts nothing new.
 */
export function dueWorkers(run: Run): WorkerEffect[] {
  const effects: WorkerEffect[] = [];
  for (const [batch, task] of run.batches) {
    const of = ofBatch(task, batch);
    if (isEnding(run, task, batch)) {
      for (const each of batch.workers)
        if (each.status === "started")
          effects.push({ type: "cancel-worker", ...of, worker: each.spec.id });
    } else if (run.elsewhere.has(task)) {
      continue;
    } else if (batch.workers.every(hasWorkerEnded)) {
      effects.push({ type: "answer-workers", ...of });
    } else {
      for (const each of startable(run, task, batch))
        effects.push({ type: "start-worker", ...of, worker: each.spec.id });
    }
  }
  return effects;
}

/** What follows for workers that were not started and will not be. */
export function endedWorkers(run: Run): Event[] {
  return [...run.batches].flatMap(([batch, task]) => {
    const why = whyNotStarted(run, task, batch);
    if (why === undefined) return [];
    return batch.workers
      .filter((each) => each.status === "waiting")
      .map((each): Event => ({
        type: "worker-ended",
        ...ofBatch(task, batch),
        worker: each.spec.id,
        status: "cancelled",
        summary: why,
      }));
  });
}

function whyNotStarted(run: Run, task: TaskState, batch: BatchState): string | undefined {
  if (isEnding(run, task, batch)) return "not started: whoever asked for it has ended";
  if (run.over !== undefined) return "not started: what the run may use is used up";
  if (isSpent(run, task, batch.attempt))
    return "not started: the tokens that the plan gives the workers of this attempt are used up";
  return undefined;
}

/** Nobody is to be told of it any more. */
const isEnding = (run: Run, task: TaskState, batch: BatchState): boolean =>
  run.abortRequested || !isAsking(askerOf(task, batch));

/** Those of a batch for which there is a place; earlier batches of the same asker come first. */
function startable(run: Run, task: TaskState, batch: BatchState): readonly WorkerState[] {
  const all = batchesOf(task, batch.attempt).filter((each) => isSameAsker(each.asker, batch.asker));
  const before = all.slice(0, all.indexOf(batch));
  const places =
    (rulesFor(run, task)?.parallel ?? 0) - inStatus(all, "started") - inStatus(before, "waiting");
  return batch.workers.filter((each) => each.status === "waiting").slice(0, Math.max(0, places));
}

const inStatus = (batches: readonly BatchState[], status: WorkerState["status"]): number =>
  batches.reduce(
    (sum, { workers }) => sum + workers.filter((each) => each.status === status).length,
    0,
  );

const ofBatch = (task: TaskState, { id, attempt }: BatchState): OfBatch => ({
  phase: task.phase.spec.id,
  task: task.spec.id,
  attempt,
  batch: id,
});
