import { describe, expect, test } from "vitest";
import { formatAge, formatDuration, formatElapsed, isoTime } from "../../src/views/duration.ts";

describe("a duration", () => {
  test.each([
    [0, "0ms"],
    [-5, "0ms"],
    [340, "340ms"],
    [999.6, "1.0s"],
    [4_250, "4.2s"],
    [59_990, "59.9s"],
    [60_000, "1m 00s"],
    [65_000, "1m 05s"],
    [3_599_999, "59m 59s"],
    [7_620_000, "2h 07m"],
    [273_600_000, "3d 04h"],
  ])("of %d ms is %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  test("that goes on is told in whole seconds", () => {
    expect([0, 999, 1_000, 59_999, 65_432].map(formatElapsed)).toEqual([
      "0s",
      "0s",
      "1s",
      "59s",
      "1m 05s",
    ]);
  });
});

test("an age is told in its largest unit", () => {
  const ages = [-1, 1_999, 2_000, 61_000, 3_600_000, 172_800_000].map(formatAge);
  expect(ages).toEqual(["just now", "just now", "2s ago", "1m ago", "1h ago", "2d ago"]);
});

test("a time is ISO 8601 in UTC", () => {
  expect(isoTime(Date.UTC(2026, 2, 1, 12))).toBe("2026-03-01T12:00:00.000Z");
});
