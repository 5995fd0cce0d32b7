import type { RetryPolicy } from "./plan.ts";

/**
 * The rest before the next try, in milliseconds: `delayMs` doubled for each try after the first (exponential),
 * with chance taking away or adding up to the policy's share, never above `maxDelayMs`.
 * @param tries tries used up so far, at least 1
 * @param chance from 0 to 1
 */
export function restBefore(policy: RetryPolicy, tries: number, chance: number): number {
  if (policy.backoff === "none") return 0;
  const factor = policy.backoff === "exponential" ? 2 ** Math.max(0, tries - 1) : 1;
  const base = Math.min(policy.maxDelayMs, policy.delayMs * factor);
  const swing = base * policy.jitter * (2 * chance - 1);
  return Math.round(Math.min(policy.maxDelayMs, Math.max(0, base + swing)));
}
