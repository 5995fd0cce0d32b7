import { expect, test } from "vitest";
import { runsRows, runsView } from "../../src/views/runs.ts";
import { NOON } from "./given.ts";

const runs = [
  {
    run: "r-2",
    plan: "night\u001B[2Jly",
    status: "failed" as const,
    startedAt: NOON,
    updatedAt: NOON + 65_000,
  },
];

test("the list of runs, for a program", () => {
  expect(runsView(runs)).toEqual({
    runs: [
      {
        run: "r-2",
        plan: "night\u001B[2Jly",
        status: "failed",
        startedAt: "2026-03-01T12:00:00.000Z",
        updatedAt: "2026-03-01T12:01:05.000Z",
      },
    ],
  });
});

test("the list of runs, for a person", () => {
  expect(runsRows(runs, NOON + 3_600_000)).toEqual([
    ["r-2", "failed", "1h ago", "1m 05s", "nightly"],
  ]);
});
