import { costOf } from "../core/usage.ts";
import type { Usage } from "../core/usage.ts";
import { plural } from "./words.ts";

/** `12,345`. */
export const formatCount = (count: number): string => count.toLocaleString("en");

/** `$1.24`; where it is less than a dollar, to four places: `$0.0792`. */
export const formatCost = (usd: number): string => `$${usd.toFixed(usd < 1 && usd > 0 ? 4 : 2)}`;

/** What an agent used, its models together: `25,984 tokens in (1,000 of them from a cache), 84 out; 3 requests; $0.0792`. */
export function usageText(usage: Usage): string {
  const sum = (of: "inputTokens" | "cachedInputTokens" | "outputTokens"): number =>
    usage.models.reduce((total, each) => total + each[of], 0);
  const cached = sum("cachedInputTokens");
  const cost = costOf(usage);
  const parts = [
    `${formatCount(sum("inputTokens"))} tokens in${cached > 0 ? ` (${formatCount(cached)} of them from a cache)` : ""}, ${formatCount(sum("outputTokens"))} out`,
    ...(usage.requests === undefined ? [] : [plural(usage.requests, "request")]),
    cost === undefined ? "cost unknown" : formatCost(cost),
  ];
  return `${usage.partial ? "at least " : ""}${parts.join("; ")}`;
}
