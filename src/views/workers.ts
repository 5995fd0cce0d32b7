import { batchesOf } from "../core/askers.ts";
import type { Event } from "../core/events.ts";
import type { AttemptState, Run, TaskState } from "../core/run.ts";
import type { Usage } from "../core/usage.ts";
import { hasWorkerEnded } from "../core/workers.ts";
import type { BatchState, WorkerState, WorkerStatus } from "../core/workers.ts";
import { isoTime } from "./duration.ts";
import { oneLine } from "./safeText.ts";
import { inPlanOrder } from "./waitingFor.ts";
import { listed, plural, taskLabel } from "./words.ts";

type WorkerEvent = Extract<Event, { type: `worker-${string}` | `workers-${string}` }>;

/** What an event of workers says besides its type and its task. */
export function workerText(event: WorkerEvent): string {
  switch (event.type) {
    case "workers-requested": {
      const ids = listed(
        event.workers.map((each) => each.id),
        5,
      );
      const asker = event.asker === undefined ? "" : ` for worker ${event.asker.worker}`;
      return `${plural(event.workers.length, "worker")}${asker}: ${ids}`;
    }
    case "worker-started":
      return [event.worker, ...(event.host === undefined ? [] : [`on ${event.host}`])].join(", ");
    case "worker-ended":
      return `${event.worker} ${event.again ? "was not started, and is begun again" : `${event.status}: ${event.summary}`}`;
    case "workers-answered":
      return `batch ${event.batch}`;
  }
}

/** A worker as `pawl status --json` tells of it. */
export interface WorkerView {
  readonly id: string;
  readonly batch: string;
  readonly status: WorkerStatus;
  /** The worker that asked for it, where that was not the task's own agent. */
  readonly askedBy?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly durationMs: number;
  readonly summary?: string;
  /** Path of a file with more, relative to the run's folder. */
  readonly details?: string;
}

/** The workers of a task's last attempt, as they were asked for. */
export const workersView = (task: TaskState, now: number): WorkerView[] =>
  batchesOf(task, task.attempts.length).flatMap((batch) =>
    batch.workers.map((each) => workerView(batch, each, now)),
  );

function workerView(batch: BatchState, worker: WorkerState, now: number): WorkerView {
  const { spec, status, startedAt, endedAt, summary, details } = worker;
  return {
    id: spec.id,
    batch: batch.id,
    status,
    ...(batch.asker ? { askedBy: batch.asker.worker } : {}),
    ...(startedAt === undefined ? {} : { startedAt: isoTime(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: isoTime(endedAt) }),
    durationMs: startedAt === undefined ? 0 : Math.max(0, (endedAt ?? now) - startedAt),
    ...(summary === undefined ? {} : { summary }),
    ...(details === undefined ? {} : { details }),
  };
}

/** Whom tasks that are under way wait for, a line each. */
export const workersAtWork = (run: Run): string[] =>
  inPlanOrder(run.underway).flatMap((task) => {
    const all = batchesOf(task, task.attempts.length).flatMap((each) => each.workers);
    const open = all.filter((each) => !hasWorkerEnded(each));
    if (open.length === 0) return [];
    const names = open.filter((each) => each.status === "started").map((each) => each.spec.id);
    const atWork = names.length === 0 ? "none at work" : `at work: ${listed(names, 5)}`;
    const ended = all.length - open.length;
    return [
      `${taskLabel(task)} has asked for ${plural(all.length, "worker")}, ${ended} ended; ${atWork}`,
    ];
  });

/** `1 of 3 workers` have ended, of a task whose last attempt waits for some; empty where it does not. */
export function workersText(task: TaskState): string {
  const all = batchesOf(task, task.attempts.length).flatMap((each) => each.workers);
  const ended = all.filter(hasWorkerEnded).length;
  return ended === all.length ? "" : `${ended} of ${plural(all.length, "worker")}`;
}

/** Workers that did not find out what they were asked, of tasks that have not come to a good end; a sentence each. */
export const failedWorkers = (run: Run): string[] =>
  run.tasks.flatMap((task) => {
    if (task.status === "completed" || task.status === "skipped") return [];
    const failed = batchesOf(task, task.attempts.length)
      .flatMap((each) => each.workers)
      .filter((each) => each.status === "failed");
    return failed
      .slice(0, MOST_SHOWN)
      .map(
        ({ spec, summary }) =>
          `Worker ${spec.id} of ${taskLabel(task)} failed: ${oneLine(summary ?? "").replace(/\.$/, "")}.`,
      );
  });

const MOST_SHOWN = 5;

/** What workers of an attempt have used up, unknown where it was not told. */
export const usagesOfWorkers = ({ batches = [] }: AttemptState): (Usage | undefined)[] =>
  begunWorkers(batches).map((each) => each.account?.usage);

/** The agent that a task's workers are: what its agent, or else a reviewer of its, may ask for. */
export function workerAgentOf({ plan }: Run, { spec }: TaskState): string | undefined {
  const { reviewSpec, reviewQuality } = spec.pipeline ?? {};
  const names = [spec.kind === "agent" ? spec.agent : undefined, reviewSpec, reviewQuality];
  return names
    .map((name) => (name === undefined ? undefined : plan.agents?.[name]?.workers?.agent))
    .find((name) => name !== undefined);
}

/** Those of an attempt that were started. */
const begunWorkers = (batches: readonly BatchState[] = []): WorkerState[] =>
  batches.flatMap((each) => each.workers).filter((each) => each.startedAt !== undefined);
