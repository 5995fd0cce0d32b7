import type { Budgeted, Exceeded, GivenBudget } from "./budget.ts";
import { formatDuration } from "./duration.ts";

/** `has used 41,200 of the 40,000 tokens that it may use`, and what a person can do about it. */
export function exceededText({ of, spent, limit, untold }: Exceeded): string {
  const used = `has used ${amountText(of, spent)} of the ${limitText(of, limit)} that it may use`;
  if (untold === undefined) return used;
  const attempts = untold === 1 ? "1 attempt has" : `${untold} attempts have`;
  return `${used}, as far as is known: ${attempts} not told what ${untold === 1 ? "it" : "they"} used`;
}

/** A figure as it stands before the limit: `41,200`, `$1.20`, `1h 2m`. */
export const amountText = (of: Budgeted, amount: number): string => TEXTS[of](amount);

const limitText = (of: Budgeted, limit: number): string =>
  `${amountText(of, limit)}${{ tokens: " tokens", usd: "", timeMs: "", launches: " launches" }[of]}`;

/** As `--budget` takes it: `tokens=400000`, `time=1h30m`, `unknown=allow`. */
export const givenBudgetTexts = ({ timeMs, wrapUp, ...others }: GivenBudget = {}): string[] => [
  ...Object.entries(others).map(([name, value]) => `${name}=${value}`),
  ...(timeMs === undefined ? [] : [`time=${formatDuration(timeMs)}`]),
  ...(wrapUp === undefined ? [] : [`wrap_up=${wrapUp}`]),
];

const TEXTS: Readonly<Record<Budgeted, (amount: number) => string>> = {
  tokens: (amount) => Math.round(amount).toLocaleString("en"),
  launches: (amount) => amount.toLocaleString("en"),
  usd: (amount) => `$${amount.toFixed(2)}`,
  // Of more than some seconds nobody wants the milliseconds.
  timeMs: (amount) => formatDuration(amount < 10_000 ? amount : Math.floor(amount / 1000) * 1000),
};
