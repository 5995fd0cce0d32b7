const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const ORDER = ["d", "h", "m", "s", "ms"] as const;

/** Days, hours, minutes, seconds, milliseconds: each at most once, in this order, at least one. */
export const DURATION_PATTERN =
  /^(?=\d)(?:\d+(?:\.\d+)?d)?(?:\d+(?:\.\d+)?h)?(?:\d+(?:\.\d+)?m)?(?:\d+(?:\.\d+)?s)?(?:\d+(?:\.\d+)?ms)?$/;

const PART = /(\d+(?:\.\d+)?)(ms|[smhd])/g;

/** Milliseconds in `1h30m`, `500ms`, or a number of seconds; undefined where it is neither. */
export function parseDuration(value: string | number): number | undefined {
  if (typeof value === "number")
    return Number.isInteger(value) && value >= 0 ? value * UNITS.s : undefined;
  if (!DURATION_PATTERN.test(value)) return undefined;
  let total = 0;
  for (const [, amount, unit] of value.matchAll(PART))
    total += Number(amount) * UNITS[unit as keyof typeof UNITS];
  return Math.round(total);
}

/** The shortest way to write a duration that `parseDuration` reads back as it was. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  let text = "";
  for (const unit of ORDER) {
    const amount = Math.floor(rest / UNITS[unit]);
    if (amount === 0) continue;
    text += `${amount}${unit}`;
    rest -= amount * UNITS[unit];
  }
  return text === "" ? "0s" : text;
}
