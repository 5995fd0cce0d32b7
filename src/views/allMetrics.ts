import { rate } from "./attemptCounts.ts";
import type { RunMetrics } from "./metrics.ts";
import type { RunStatus } from "../core/run.ts";
import { plainFigures, sumFigures } from "./tokenFigures.ts";
import type { Figures } from "./tokenFigures.ts";

/** The document that `pawl metrics --json` prints: all runs together. Durations in milliseconds. */
export interface AllMetrics {
  /** Runs that were started. */
  readonly executions: number;
  /** Runs that are completed. */
  readonly successes: number;
  /** Successes over executions; `null` without any. Runs that have not ended are executions, not yet successes. */
  readonly successRate: number | null;
  /** Runs that are neither completed nor failed nor aborted. */
  readonly unfinished: number;
  readonly aborted: number;
  /** Runs that failed, or whose driver ended without a word, at least once. */
  readonly failures: number;
  /** Those of them that were completed in the end. */
  readonly recoveries: number;
  /** Recoveries over failures; `null` where nothing ever failed. */
  readonly recoveryRate: number | null;
  readonly attempts: number;
  readonly retries: number;
  /** Attempts that succeeded over attempts that ended. */
  readonly attemptSuccessRate: number | null;
  readonly durationMs: number;
  readonly workingMs: number;
  readonly waitingMs: number;
  /** Of completed runs; `null` without any. */
  readonly medianDurationMs: number | null;
  /** What the agents of all runs used; left out where none had an attempt. */
  readonly tokens?: Figures;
  readonly runs: readonly {
    readonly run: string;
    readonly plan: string;
    readonly status: RunStatus;
    readonly durationMs: number;
    readonly attempts: number;
    readonly retries: number;
    readonly failures: number;
    readonly interruptions: number;
    readonly tokens?: Figures;
  }[];
}

export function allMetrics(runs: readonly RunMetrics[]): AllMetrics {
  const sum = (of: (run: RunMetrics) => number): number =>
    runs.reduce((total, each) => total + of(each), 0);
  const count = (of: (run: RunMetrics) => boolean): number => runs.filter(of).length;
  const successes = count(isCompleted);
  const failures = count(hasFailed);
  const recoveries = count((each) => hasFailed(each) && isCompleted(each));
  const told = runs.flatMap((each) => each.tokens ?? []);
  const ended = sum((each) => each.attempts.total - each.attempts.underway);
  return {
    executions: runs.length,
    successes,
    successRate: rate(successes, runs.length),
    unfinished: count((each) => each.endedAt === undefined),
    aborted: count((each) => each.status === "aborted"),
    failures,
    recoveries,
    recoveryRate: rate(recoveries, failures),
    attempts: sum((each) => each.attempts.total),
    retries: sum((each) => each.retries),
    attemptSuccessRate: rate(
      sum((each) => each.attempts.succeeded),
      ended,
    ),
    durationMs: sum((each) => each.durationMs),
    workingMs: sum((each) => each.workingMs),
    waitingMs: sum((each) => each.waitingMs),
    medianDurationMs: median(runs.filter(isCompleted).map((each) => each.durationMs)),
    ...(told.length > 0 ? { tokens: sumFigures(told) } : {}),
    runs: runs.map((each) => ({
      run: each.run,
      plan: each.plan,
      status: each.status,
      durationMs: each.durationMs,
      attempts: each.attempts.total,
      retries: each.retries,
      failures: each.failures,
      interruptions: each.interruptions,
      ...(each.tokens ? { tokens: plainFigures(each.tokens) } : {}),
    })),
  };
}

const isCompleted = (run: RunMetrics): boolean => run.status === "completed";

const hasFailed = (run: RunMetrics): boolean => run.failures > 0 || run.interruptions > 0;

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]!
    : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2);
}
