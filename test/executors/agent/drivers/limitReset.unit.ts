import * as fc from "fast-check";
import { expect, test } from "vitest";
import { limitReset } from "../../../../src/executors/agent/drivers/shared/limitReset.ts";

const at = (iso: string): number => Date.parse(iso);
const NOW = at("2026-03-10T12:00:00Z");

test.each([
  ["Claude AI usage limit reached|1773150000", at("2026-03-10T13:40:00Z")],
  ["limit reached|1773150000000", at("2026-03-10T13:40:00Z")],
  ['{"status":"rejected","resetsAt":1773150000}', at("2026-03-10T13:40:00Z")],
  ["limit resets at: 2026-03-11T10:13:01+0000", at("2026-03-11T10:13:01Z")],
  ["your limit resets at 2026-03-11 10:13 UTC", at("2026-03-11T10:13:00Z")],
  ["429 Too Many Requests, retry-after: 30", NOW + 30_000],
  ['{"retry_after": 1.5}', NOW + 1500],
  ["retry-after 250ms", NOW + 250],
  ["Please try again in 20s.", NOW + 20_000],
  ["Please retry in 34.07s.", NOW + 34_070],
  ["You've hit your usage limit. Try again in 2 days 3 hours 4 minutes.", NOW + 183_840_000],
  ["limit reached, resets in 1h30m", NOW + 5_400_000],
  ["please try again in 900ms", NOW + 900],
  ["You've hit your limit · resets 2pm (Asia/Shanghai)", at("2026-03-11T06:00:00Z")],
  [
    "You've hit your session limit · resets 11:50am (America/Los_Angeles)",
    at("2026-03-10T18:50:00Z"),
  ],
  ["limit will reset at 1pm (UTC)", at("2026-03-10T13:00:00Z")],
  ["limit will reset at 12am (UTC)", at("2026-03-11T00:00:00Z")],
  ["weekly limit reached · resets Mar 14, 9am (UTC)", at("2026-03-14T09:00:00Z")],
  ["try again at Mar 28th, 2026 4:21 PM (UTC)", at("2026-03-28T16:21:00Z")],
  ["resets 3am (Europe/Berlin)", at("2026-03-11T02:00:00Z")],
])("%s", (text, expected) => {
  expect(limitReset(text, NOW)).toBe(expected);
});

test("across a change of the clocks the wall shows what was said", () => {
  const beforeChange = at("2026-03-28T20:00:00Z");
  expect(limitReset("resets 9am (Europe/Berlin)", beforeChange)).toBe(at("2026-03-29T07:00:00Z"));
});

test.each([
  "rate limited",
  "resets soon",
  "limit reached",
  "try again later",
  "resets at 99",
  "again",
])("%s: says nothing of when", (text) => {
  expect(limitReset(text, NOW)).toBeUndefined();
});

test("no text breaks it", () => {
  const words = fc.constantFrom(
    "resets",
    "again",
    "in",
    "at",
    "Feb",
    "31st",
    "25",
    ":",
    "61",
    "pm",
    "(Nowhere/Land)",
    "|",
    "9999999999",
    "retry-after",
    "d",
    "ms",
    "9e9",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(words).map((all) => all.join(" ")),
      ),
      (text) => {
        const found = limitReset(text, NOW);
        expect(found === undefined || Number.isFinite(found)).toBe(true);
      },
    ),
  );
});
