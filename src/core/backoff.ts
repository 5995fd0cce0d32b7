import type { RetryPolicy } from "./plan.ts";

/**
 * The rest before the next try, in milliseconds: `delayMs` doubled for each try after the first (exponential),
 * with chance taking away or adding up to the policy's share, never above `maxDelayMs`.
 * @param tries tries used up so far, at least 1
 * @param chance from 0 to 1
 */
export function restBefore(policy: RetryPolicy, tries: number, chance: number): number {
  if (policy.backoff === "none") return 0;
  const doublings = policy.backoff === "exponential" ? Math.min(MOST_DOUBLINGS, tries - 1) : 0;
  const factor = 2 ** Math.max(0, doublings);
  const base = Math.min(policy.maxDelayMs, policy.delayMs * factor);
  const swing = base * policy.jitter * (2 * chance - 1);
  return Math.round(Math.min(policy.maxDelayMs, Math.max(0, base + swing)));
}

/** Enough to reach any ceiling; without it a delay of 0 times an infinite factor would be no number. */
const MOST_DOUBLINGS = 50;
