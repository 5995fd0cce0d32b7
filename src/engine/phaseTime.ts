import { inWords } from "../core/inWords.ts";
import type { PhaseState } from "../core/run.ts";

/** Milliseconds that a phase's tasks may still take together; undefined where they have no such bound. */
export function timeLeft({ spec, startedAt }: PhaseState, now: number): number | undefined {
  if (spec.timeoutMs === undefined || startedAt === undefined) return undefined;
  return startedAt + spec.timeoutMs - now;
}

/** Why a task is not begun any more; undefined while there is time. */
export function outOfTime(phase: PhaseState, now: number): string | undefined {
  const left = timeLeft(phase, now);
  if (left === undefined || left > 0) return undefined;
  return `the time of phase ${phase.spec.id}, ${inWords(phase.spec.timeoutMs!)}, is over`;
}
