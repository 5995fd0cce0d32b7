import type { Recorded } from "../core/events.ts";
import { replay } from "../core/replay.ts";
import type { PhaseState, PhaseStatus, Run, RunStatus, TaskState } from "../core/run.ts";
import { covered, endOfRun, interruptionsOf, lengthOf, workOf } from "./attemptTimes.ts";
import type { Interval } from "./attemptTimes.ts";
import { countAttempts, rate } from "./attemptCounts.ts";
import type { AttemptCounts } from "./attemptCounts.ts";
import { criticalPath } from "./criticalPath.ts";
import type { CriticalPath } from "./criticalPath.ts";
import { isoTime } from "./duration.ts";
import { phaseMs } from "./status.ts";
import { runTokens } from "./tokens.ts";
import type { RunTokens } from "./tokens.ts";
import { statusOfTask } from "./words.ts";
import type { ShownStatus } from "./words.ts";

export interface TaskMetrics {
  readonly id: string;
  readonly status: ShownStatus;
  /** Work of all its attempts together. */
  readonly durationMs: number;
  readonly attempts: number;
  readonly retries: number;
}

export interface PhaseMetrics {
  readonly id: string;
  readonly status: PhaseStatus;
  /** From its start to its end. */
  readonly durationMs: number;
  readonly attempts: number;
  readonly retries: number;
  readonly tasks: readonly TaskMetrics[];
}

/** The document that `pawl metrics RUN --json` prints. Durations in milliseconds. */
export interface RunMetrics {
  readonly run: string;
  readonly plan: string;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** From the start to the end, or to now. */
  readonly durationMs: number;
  /** With at least one attempt under way. */
  readonly workingMs: number;
  /** With nothing under way: rests between tries, pauses, and the time while nobody drove the run. */
  readonly waitingMs: number;
  readonly attempts: AttemptCounts;
  /** Attempts that succeeded over attempts that ended; `null` where none has ended. */
  readonly attemptSuccessRate: number | null;
  readonly retries: number;
  /** How often a driver ended without a word and another took the run up. */
  readonly interruptions: number;
  /** How often the run came to the end `failed`. */
  readonly failures: number;
  readonly criticalPath: CriticalPath;
  readonly phases: readonly PhaseMetrics[];
  /** What its agents used; left out where none had an attempt. */
  readonly tokens?: RunTokens;
}

/**
 * @param events a run's journal from its first event; `undefined` for an empty one
 * @param driven whether anybody drives the run; if not, what is under way counts as work up to the last event only
 */
export function runMetrics(
  events: readonly Recorded[],
  now: number,
  driven = true,
): RunMetrics | undefined {
  const run = replay(events);
  if (!run) return undefined;
  const interruptions = interruptionsOf(events);
  const end = endOfRun(run, now);
  const work = new Map<TaskState, Interval[]>();
  for (const task of run.tasks) {
    work.set(
      task,
      task.attempts.map((each) =>
        workOf(each, interruptions.silentSince, driven ? end : run.updatedAt),
      ),
    );
  }
  const msOf = (task: TaskState): number =>
    work.get(task)!.reduce((sum, each) => sum + lengthOf(each), 0);
  const durationMs = end - run.startedAt;
  const workingMs = Math.min(durationMs, covered([...work.values()].flat()));
  const tokens = runTokens(run);
  const attempts = countAttempts(run.tasks.flatMap((each) => each.attempts));
  return {
    run: run.id,
    plan: run.plan.name,
    status: run.status,
    startedAt: isoTime(run.startedAt),
    ...(run.endedAt === undefined ? {} : { endedAt: isoTime(run.endedAt) }),
    durationMs,
    workingMs,
    waitingMs: durationMs - workingMs,
    attempts,
    attemptSuccessRate: rate(attempts.succeeded, attempts.total - attempts.underway),
    retries: retriesOf(run.tasks),
    interruptions: interruptions.count,
    failures: events.filter((each) => each.event.type === "run-failed").length,
    criticalPath: criticalPath(run, msOf),
    phases: run.phases.map((each) => phaseMetrics(run, each, msOf, end)),
    ...(tokens ? { tokens } : {}),
  };
}

function phaseMetrics(
  run: Run,
  phase: PhaseState,
  msOf: (task: TaskState) => number,
  end: number,
): PhaseMetrics {
  return {
    id: phase.spec.id,
    status: phase.status,
    durationMs: phaseMs(run, phase, end),
    attempts: phase.tasks.reduce((sum, each) => sum + each.attempts.length, 0),
    retries: retriesOf(phase.tasks),
    tasks: phase.tasks.map((each) => ({
      id: each.spec.id,
      status: statusOfTask(run, each),
      durationMs: msOf(each),
      attempts: each.attempts.length,
      retries: retriesOf([each]),
    })),
  };
}

/** Attempts beyond the first of each task; of one with stages, beyond the first at each. */
const retriesOf = (tasks: readonly TaskState[]): number =>
  tasks.reduce((sum, { attempts }) => sum + attempts.length - stagesOf(attempts), 0);

const stagesOf = (attempts: TaskState["attempts"]): number =>
  new Set(attempts.map((each) => each.compacts ?? each.stage)).size;
