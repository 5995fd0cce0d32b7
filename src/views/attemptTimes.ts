import type { Recorded } from "../core/events.ts";
import type { AttemptState, Run } from "../core/run.ts";

/** From when to when something went on, in milliseconds since 1970. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** What the journal says of a run's drivers: how often one ended without a word, and when it was last heard of. */
export interface Interruptions {
  readonly count: number;
  /** For the time of each `run-resumed` after an interruption, the time of the last event before it. */
  readonly silentSince: readonly Interval[];
}

export function interruptionsOf(events: readonly Recorded[]): Interruptions {
  const silentSince: Interval[] = [];
  for (const [index, { event, at }] of events.entries()) {
    if (event.type !== "run-resumed" || !event.interrupted) continue;
    silentSince.push({ from: events[index - 1]?.at ?? at, to: at });
  }
  return { count: silentSince.length, silentSince };
}

/**
 * When an attempt was at work. A lost one ended at some unknown moment while nobody drove the run:
 * it counts up to the last event before, not up to the resume that found it gone.
 */
export function workOf(attempt: AttemptState, silent: readonly Interval[], now: number): Interval {
  const from = attempt.startedAt;
  const end = attempt.endedAt ?? now;
  if (attempt.status !== "lost") return { from, to: Math.max(from, end) };
  const silence = silent.find((each) => each.from >= from && each.to <= end);
  return { from, to: Math.max(from, silence?.from ?? end) };
}

/** How much time the intervals cover together; what overlaps counts once. */
export function covered(intervals: readonly Interval[]): number {
  let sum = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}

export const lengthOf = (interval: Interval): number => interval.to - interval.from;

/** When the last thing is known to have happened: now for a run that goes on, else its end. */
export const endOfRun = (run: Run, now: number): number =>
  Math.max(run.startedAt, run.endedAt ?? now);
