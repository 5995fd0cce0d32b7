import type { AttemptState } from "../core/run.ts";

/** How attempts ended. */
export interface AttemptCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly lost: number;
  readonly cancelled: number;
  readonly underway: number;
}

export function countAttempts(attempts: readonly AttemptState[]): AttemptCounts {
  const of = (status: AttemptState["status"]): number =>
    attempts.filter((each) => each.status === status).length;
  return {
    total: attempts.length,
    succeeded: of("succeeded"),
    failed: of("failed"),
    timedOut: of("timed-out"),
    lost: of("lost"),
    cancelled: of("cancelled"),
    underway: of("started"),
  };
}

/** A share from 0 to 1, to four places; `null` where there is nothing to take a share of. */
export const rate = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
