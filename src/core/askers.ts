import { agentOf } from "./agentOf.ts";
import type { Run, TaskState } from "./run.ts";
import { tokensOf } from "./spend.ts";
import { hasWorkerEnded } from "./workers.ts";
import type { BatchState, WorkerPlace, WorkerRules, WorkerState } from "./workers.ts";

/** Whoever asks for workers: an attempt of a task, or a worker of its. */
export interface Asker {
  readonly task: TaskState;
  readonly attempt: number;
  readonly asker: WorkerPlace | undefined;
}

export const askerOf = (task: TaskState, { attempt, asker }: BatchState): Asker => ({
  task,
  attempt,
  asker,
});

/** What the task's agent may ask for; undefined where it may not. */
export const rulesFor = (run: Run, task: TaskState): WorkerRules | undefined =>
  agentOf(run, task)?.workers;

export const batchesOf = (task: TaskState, attempt: number): readonly BatchState[] =>
  task.attempts[attempt - 1]?.batches ?? [];

export const findBatch = (task: TaskState, attempt: number, id: string): BatchState | undefined =>
  batchesOf(task, attempt).find((each) => each.id === id);

export const findWorker = (
  task: TaskState,
  attempt: number,
  { batch, worker }: WorkerPlace,
): WorkerState | undefined =>
  findBatch(task, attempt, batch)?.workers.find((each) => each.spec.id === worker);

/** Whether there is still somebody to be told. */
export function isAsking({ task, attempt, asker }: Asker): boolean {
  const last = task.attempts.at(-1);
  if (last?.number !== attempt || last.status !== "started") return false;
  return asker === undefined || findWorker(task, attempt, asker)?.status === "started";
}

/** How deep the workers of an asker are: 1 for those of a task's own agent. */
export function levelBelow({ task, attempt, asker }: Asker): number {
  if (asker === undefined) return 1;
  const batch = findBatch(task, attempt, asker.batch);
  return 1 + levelBelow({ task, attempt, asker: batch?.asker });
}

export const isSameAsker = (a: WorkerPlace | undefined, b: WorkerPlace | undefined): boolean =>
  a?.batch === b?.batch && a?.worker === b?.worker;

/** How many workers of an attempt there have been. */
export const countOf = (task: TaskState, attempt: number): number =>
  batchesOf(task, attempt).reduce((sum, each) => sum + each.workers.length, 0);

/** What they have used up, as far as that was told. */
const spentBy = (task: TaskState, attempt: number): number =>
  batchesOf(task, attempt)
    .flatMap((each) => each.workers)
    .reduce((sum, { account }) => sum + ((account?.usage && tokensOf(account.usage)) ?? 0), 0);

/** Whether workers of the attempt may still be started, going by their tokens. */
export function isSpent(run: Run, task: TaskState, attempt: number): boolean {
  const most = rulesFor(run, task)?.tokens;
  return most !== undefined && spentBy(task, attempt) >= most;
}

/** Nothing is left to be done for it: all have ended, and have been told or have nobody to tell. */
export const isClosed = (task: TaskState, batch: BatchState): boolean =>
  batch.workers.every(hasWorkerEnded) && (batch.answered || !isAsking(askerOf(task, batch)));
