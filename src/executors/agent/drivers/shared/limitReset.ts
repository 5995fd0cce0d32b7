import { atWallClock, wallClock } from "./wallClock.ts";

/** When a usage limit ends, as texts of agents put it, in milliseconds since 1970; undefined where they do not say. */
export function limitReset(text: string, now: number): number | undefined {
  return (
    epoch(text) ??
    instant(text) ??
    afterSeconds(text, now) ??
    afterSpan(text, now) ??
    clock(text, now)
  );
}

/** `limit reached|1731234567`, `"resetsAt": 1731234567`. */
function epoch(text: string): number | undefined {
  const found = /(?:\||resets?_?(?:at|time)?"?\s*[:=]\s*)(\d{10}|\d{13})\b/i.exec(text);
  if (found === null) return undefined;
  return found[1]!.length === 13 ? Number(found[1]) : Number(found[1]) * 1000;
}

/** `resets at: 2025-09-11T10:13:01+0000`. */
function instant(text: string): number | undefined {
  const found =
    /\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d\d:?\d\d)/i.exec(text);
  if (found === null) return undefined;
  const zone = /^[+-]/.test(found[3]!) ? found[3]!.replace(/^(...)(\d\d)$/, "$1:$2") : "Z";
  return known(Date.parse(`${found[1]}T${found[2]}${zone}`));
}

/** `retry-after: 30`, `"retry_after": 30`. */
function afterSeconds(text: string, now: number): number | undefined {
  const found = /retry[-_ ]after(?:_seconds)?"?\s*[:=]?\s*"?(\d{1,7}(?:\.\d+)?)(ms)?/i.exec(text);
  if (found === null) return undefined;
  return now + Math.ceil(Number(found[1]) * (found[2] === undefined ? 1000 : 1));
}

const UNITS: readonly [RegExp, number][] = [
  [/(\d+(?:\.\d+)?)\s*d(?:ays?)?\b/i, 86_400_000],
  [/(\d+(?:\.\d+)?)\s*h(?:(?:ou)?rs?)?(?![a-z])/i, 3_600_000],
  [/(\d+(?:\.\d+)?)\s*m(?:in(?:ute)?s?)?(?![a-z])/i, 60_000],
  [/(\d+(?:\.\d+)?)\s*s(?:ec(?:ond)?s?)?(?![a-z])/i, 1000],
  [/(\d+(?:\.\d+)?)\s*ms\b/i, 1],
];

/** `try again in 2 days 3 hours`, `retry in 34.07s`, `resets in 1h30m`. */
function afterSpan(text: string, now: number): number | undefined {
  const found =
    /(?:again|retry|resets?|wait|reset after)\s+(?:in|after)?\s*((?:[\d.]+\s*[a-z]+[\s,]*(?:and\s+)?){1,5})/i.exec(
      text,
    );
  if (found === null) return undefined;
  let span = 0;
  for (const [unit, milliseconds] of UNITS) {
    const count = unit.exec(found[1]!);
    if (count !== null) span += Number(count[1]) * milliseconds;
  }
  return span === 0 ? undefined : known(now + Math.ceil(span));
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `resets 3:50pm (America/Los_Angeles)`, `resets Oct 9, 9am`, `try again at Oct 28th, 2025 4:21 PM`. */
function clock(text: string, now: number): number | undefined {
  const found =
    /(?:resets?|again|reset)(?:\s+at|\s+on)?\s+(?:([a-z]{3})[a-z]*\s+(\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4})?,?\s*(?:at\s+)?)?(\d{1,2})(?::(\d\d))?\s*([ap])m(?:\s*\(([A-Za-z0-9_+\-/]+)\))?/i.exec(
      text,
    );
  if (found === null) return undefined;
  const [, month, day, year, hour, minute, half, zone] = found;
  const time = {
    hour: (Number(hour) % 12) + (half!.toLowerCase() === "p" ? 12 : 0),
    minute: Number(minute ?? 0),
  };
  const today = wallClock(now, zone);
  const date =
    month === undefined
      ? { ...today }
      : {
          year: Number(year ?? today.year),
          month: MONTHS.indexOf(month.toLowerCase()) + 1,
          day: Number(day),
        };
  if (date.month === 0) return undefined;
  const then = atWallClock({ ...date, ...time }, zone);
  // A time of day that has passed is tomorrow's; a few minutes are a clock that is off.
  const passed = month === undefined && then < now - 300_000;
  return known(passed ? atWallClock({ ...date, ...time, day: date.day + 1 }, zone) : then);
}

const known = (instant: number): number | undefined =>
  Number.isFinite(instant) ? instant : undefined;
