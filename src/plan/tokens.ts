/** A count of tokens: 200000, 200k, 1.5M. */
export const TOKENS_PATTERN = /^(?=[0.]*[1-9])\d+(?:\.\d+)?[kKmM]?$/;

/** Tokens in `200k`, `1.5M`, `50000` or a plain number; undefined where it is none of these. */
export function parseTokens(value: string | number): number | undefined {
  if (typeof value === "number") return Number.isInteger(value) && value > 0 ? value : undefined;
  if (!TOKENS_PATTERN.test(value)) return undefined;
  const unit = { k: 1_000, m: 1_000_000 }[value.slice(-1).toLowerCase()] ?? 1;
  return Math.round(Number.parseFloat(value) * unit);
}
