import { batchesOf } from "../../core/askers.ts";
import { PawlError } from "../../core/error.ts";
import type { TaskState } from "../../core/run.ts";
import { folderOfWorker } from "../../engine/workerOrder.ts";
import { listed, taskLabel } from "../../views/words.ts";

/** A worker of one of the tasks, with its folder relative to the run's. */
interface FoundWorker {
  readonly task: TaskState;
  readonly attempt: number;
  readonly worker: string;
}

/**
 * The worker of that name, `ID` or `BATCH/ID`, in the attempt that is asked for or else the last; the newest where
 * several batches have one.
 */
export function workerCalled(
  tasks: readonly TaskState[],
  name: string,
  attempt: number | undefined,
): FoundWorker {
  const all = tasks.flatMap((task) => workersOf(task, attempt ?? task.attempts.length));
  const found = all.findLast(({ id, batch }) => name === id || name === `${batch}/${id}`);
  if (found) return found;
  const about = tasks.length === 1 ? `${taskLabel(tasks[0]!)} has` : "these tasks have";
  const ids = all.map(({ id }) => id);
  const there = ids.length === 0 ? "asked for none" : listed(ids, 10);
  throw new PawlError("usage", `there is no worker "${name}": ${about} ${there}`);
}

const workersOf = (task: TaskState, attempt: number) =>
  batchesOf(task, attempt).flatMap((batch) =>
    batch.workers
      .filter((each) => each.tries > 0)
      .map(({ spec: { id } }) => ({
        task,
        attempt,
        id,
        batch: batch.id,
        worker: folderOfWorker({ task, attempt, batch: batch.id, worker: id }),
      })),
  );
