import { BUDGET_DEFAULTS } from "../../core/budget.ts";
import type { RunBudget, UntoldPolicy } from "../../core/budget.ts";
import type { Findings } from "../findings.ts";
import { asMap, asNumber, asText, get } from "../syntax/tree.ts";
import type { Node } from "../syntax/tree.ts";
import { parseTokens } from "../tokens.ts";
import { defined } from "./defined.ts";
import { readDuration } from "./settings.ts";

const LONGEST = 365 * 86_400_000;

/** Tokens under a key. What is none at all has been reported against the schema. */
export function tokensOf(node: Node | undefined): number | undefined {
  const value = asText(node) ?? asNumber(node);
  return value === undefined ? undefined : parseTokens(value);
}

/** What the run as a whole may use. */
export function readRunBudget(node: Node | undefined, findings: Findings): RunBudget | undefined {
  const map = asMap(node);
  if (!map) return undefined;
  return defined({
    ...BUDGET_DEFAULTS,
    tokens: tokensOf(get(map, "tokens")),
    usd: asNumber(get(map, "usd")),
    timeMs: readDuration(map, "time", { least: 1, most: LONGEST }, findings),
    launches: asNumber(get(map, "launches")),
    ...defined({
      wrapUp: asNumber(get(map, "wrap_up")),
      unknown: asText(get(map, "unknown")) as UntoldPolicy | undefined,
    }),
  });
}
