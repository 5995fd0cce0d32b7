import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../src/core/duration.ts";
import { formatSize, parseSize } from "../../src/plan/size.ts";
import { nearest } from "../../src/plan/suggest.ts";
import { widthOf } from "../../src/plan/width.ts";
import { everyTime } from "./support.ts";

test("durations", () => {
  const good = {
    "500ms": 500,
    "30s": 30_000,
    "5m": 300_000,
    "1h30m": 5_400_000,
    "2d": 172_800_000,
    "1.5h": 5_400_000,
    "0s": 0,
    "1d2h3m4s5ms": 93_784_005,
  };
  for (const [text, ms] of Object.entries(good))
    expect([text, parseDuration(text)]).toEqual([text, ms]);
  expect([parseDuration(90), parseDuration(0)]).toEqual([90_000, 0]);
  const bad = [
    "",
    "5",
    "m",
    "5 m",
    "5min",
    "1m1h",
    "1h1h",
    "-5m",
    "1e3s",
    ".5s",
    "5.m",
    "5M",
    "５m",
  ];
  expect(bad.filter((text) => parseDuration(text) !== undefined)).toEqual([]);
  expect(
    [-1, 0.5, Number.NaN, Infinity].filter((each) => parseDuration(each) !== undefined),
  ).toEqual([]);
});

test("a duration is read as it was written", () => {
  expect(
    everyTime(fc.nat(40 * 86_400_000), (ms) => expect(parseDuration(formatDuration(ms))).toBe(ms)),
  ).toBe("held");
});

test("sizes", () => {
  const good = {
    "64KB": 64_000,
    "8MB": 8_000_000,
    "1GiB": 1_073_741_824,
    "1.5kb": 1_500,
    "12B": 12,
    "2 MiB": 2_097_152,
  };
  for (const [text, bytes] of Object.entries(good))
    expect([text, parseSize(text)]).toEqual([text, bytes]);
  expect(parseSize(4096)).toBe(4096);
  const bad = ["", "8", "8M", "MB", "8 megabytes", "-1KB", "1TB", "1iB", "0x1B"];
  expect(bad.filter((text) => parseSize(text) !== undefined)).toEqual([]);
});

test("a size is read as it was written", () => {
  expect([8_000_000, 1_073_741_824, 4_000, 65_536, 1_500, 999].map(formatSize)).toEqual([
    "8MB",
    "1GiB",
    "4KB",
    "64KiB",
    "1.5KB",
    "999B",
  ]);
  expect(everyTime(fc.nat(), (bytes) => expect(parseSize(formatSize(bytes))).toBe(bytes))).toBe(
    "held",
  );
});

test("what was most likely meant", () => {
  const words = ["timeout", "retry", "run", "depends_on", "make", "git"];
  expect(
    ["timeuot", "Retry", "rnu", "depend_on", "mkae", "gti", "xyz", "", "timeout"].map((word) =>
      nearest(word, words),
    ),
  ).toEqual([
    "timeout",
    "retry",
    "run",
    "depends_on",
    "make",
    "git",
    undefined,
    undefined,
    undefined,
  ]);
});

test("columns of a terminal", () => {
  expect(
    ["a", "é", "e\u0301".charAt(1), "中", "😀", "Ａ", "한", "ｱ", "\u200b"].map(widthOf),
  ).toEqual([1, 1, 0, 2, 2, 2, 2, 1, 0]);
});
