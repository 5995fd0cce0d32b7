import { performance } from "node:perf_hooks";

/** Milliseconds since 1970 that never go backwards: not when the system's clock is set back, nor before `atLeast`. */
export type Clock = () => number;

/**
 * @param atLeast time of the journal's last event, which may be ahead of a clock that was set back since
 */
export function monotonicClock(atLeast: number): Clock {
  const base = Math.max(Date.now(), atLeast);
  const from = performance.now();
  return () => Math.round(base + performance.now() - from);
}
