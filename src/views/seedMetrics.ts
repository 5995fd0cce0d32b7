import type { AllMetrics } from "./allMetrics.ts";
import type { RunMetrics } from "./metrics.ts";

/** What `metrics --format seed` prints: the documents' own keys. Rates from 0 to 1, `null` where there is none. */
export interface SeedMetrics {
  readonly success_rate: number | null;
  readonly recovery_rate: number | null;
  readonly total_duration_ms: number;
  readonly average_duration_ms: number | null;
  readonly total_executions: number;
  readonly successful_executions: number;
  readonly failures: number;
  readonly successful_recoveries: number;
}

export const seedMetrics = (all: AllMetrics): SeedMetrics => ({
  success_rate: all.successRate,
  recovery_rate: all.recoveryRate,
  total_duration_ms: all.durationMs,
  average_duration_ms: all.executions === 0 ? null : Math.round(all.durationMs / all.executions),
  total_executions: all.executions,
  successful_executions: all.successes,
  failures: all.failures,
  successful_recoveries: all.recoveries,
});

const HIGH_BELOW_MS = 3_600_000;

const OPEN: ReadonlySet<string> = new Set(["running", "gate", "waiting"]);

/** One run in the words of seed 000: there the rate is that of completed phases. */
export interface SeedRunMetrics {
  readonly session_id: string;
  /** The first phase that is open; `null` where none is. */
  readonly current_phase: string | null;
  readonly total_duration_ms: number;
  readonly phases_completed: number;
  readonly success_rate: number | null;
  readonly average_phase_duration: number;
  readonly overall_status: RunMetrics["status"];
  /** That document's own measure, which is one of time: `high` below an hour. */
  readonly context_efficiency: "high" | "medium";
}

export function seedRunMetrics(run: RunMetrics): SeedRunMetrics {
  const completed = run.phases.filter((each) => each.status === "completed").length;
  return {
    session_id: run.run,
    current_phase: run.phases.find((each) => OPEN.has(each.status))?.id ?? null,
    overall_status: run.status,
    total_duration_ms: run.durationMs,
    phases_completed: completed,
    success_rate: run.phases.length === 0 ? null : completed / run.phases.length,
    average_phase_duration: Math.round(run.durationMs / Math.max(completed, 1)),
    context_efficiency: run.durationMs < HIGH_BELOW_MS ? "high" : "medium",
  };
}
