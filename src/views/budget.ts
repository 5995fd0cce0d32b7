import { BUDGETED } from "../core/budget.ts";
import type { Budgeted, Exceeded, RunBudget, UntoldPolicy } from "../core/budget.ts";
import { amountText } from "../core/budgetText.ts";
import type { Run } from "../core/run.ts";
import { allExceeded, spentUnder } from "../core/spend.ts";
import { plural } from "./words.ts";

/** How far one limit is used. */
export interface LimitView {
  readonly of: "tokens" | "usd" | "time_ms" | "launches";
  readonly spent: number;
  readonly limit: number;
  /** Of `spent`: what is estimated for attempts that did not tell. */
  readonly estimated?: number;
  /** How many attempts did not tell what they used. */
  readonly untold?: number;
}

/** What the run may use, and has used. */
export interface BudgetView {
  readonly limits: readonly LimitView[];
  readonly wrapUp: number;
  readonly unknown: UntoldPolicy;
}

/** @param now up to when time is counted: a run that nobody drives uses none. Milliseconds since 1970 */
export function budgetView(run: Run, now: number): BudgetView | undefined {
  const { budget } = run;
  if (!budget) return undefined;
  const at = run.status === "running" ? now : run.updatedAt;
  return {
    limits: BUDGETED.flatMap((of) => {
      const limit = budget[of];
      return limit === undefined ? [] : [limitView(run, budget, of, limit, at)];
    }),
    wrapUp: budget.wrapUp,
    unknown: budget.unknown,
  };
}

function limitView(
  run: Run,
  budget: RunBudget,
  of: Budgeted,
  limit: number,
  at: number,
): LimitView {
  const { amount, estimated, untold } = spentUnder(budget, run.spend, of, at);
  return {
    of: of === "timeMs" ? "time_ms" : of,
    spent: amount,
    limit,
    ...(estimated > 0 ? { estimated } : {}),
    ...(untold > 0 ? { untold } : {}),
  };
}

/** `Budget: 41,200 of 100,000 tokens, $1.20 of $20.00`, and what is not known; undefined without a budget. */
export function budgetText(run: Run, now: number): string | undefined {
  const view = budgetView(run, now);
  if (!view || view.limits.length === 0) return undefined;
  const limits = view.limits.map(({ of, spent, limit }) => {
    const key = of === "time_ms" ? "timeMs" : of;
    return `${amountText(key, spent)} of ${amountText(key, limit)}${UNITS[of]}`;
  });
  const untold = Math.max(0, ...view.limits.map((each) => each.untold ?? 0));
  const some =
    untold > 0 ? `; ${plural(untold, "attempt")} did not tell all: ${HOW[view.unknown]}` : "";
  return `Budget: ${limits.join(", ")}${some}`;
}

const UNITS = { tokens: " tokens", usd: "", time_ms: " of work", launches: " launches" } as const;

const HOW: Readonly<Record<UntoldPolicy, string>> = {
  estimate: "estimated by the costliest that did",
  allow: "not counted",
  stop: "the run stops for that",
};

/** The option of `pawl resume` that would let the run go on: more of each limit that is reached. */
export function raisingOption({ over, budget, spend, updatedAt }: Run): string {
  if (!over || !budget) return "";
  const [first = over, ...more] = allExceeded(spend, budget, updatedAt);
  const raised = [first, ...more].map(raising);
  return ` --budget ${[...new Set(raised)].join(",")}`;
}

function raising({ of, spent, limit, untold }: Exceeded): string {
  if (untold !== undefined) return "unknown=allow";
  return OPTIONS[of](Math.max(limit * 1.5, spent * 1.25));
}

const OPTIONS: Readonly<Record<Budgeted, (amount: number) => string>> = {
  tokens: (amount) => `tokens=${Math.ceil(amount / 1_000)}k`,
  usd: (amount) => `usd=${(Math.ceil(amount * 100) / 100).toFixed(2)}`,
  timeMs: (amount) => `time=${Math.ceil(amount / 60_000)}m`,
  launches: (amount) => `launches=${Math.ceil(amount)}`,
};
