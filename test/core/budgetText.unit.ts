import { expect, test } from "vitest";
import { amountText, givenBudgetTexts } from "../../src/core/budgetText.ts";

test.each([
  [4_028, "4s28ms"],
  [9_999, "9s999ms"],
  [63_412, "1m3s"],
  [5_400_000, "1h30m"],
])("%i ms of work are told as %s", (ms, text) => {
  expect(amountText("timeMs", ms)).toBe(text);
});

test("what a run was given is told as --budget takes it", () => {
  const given = { tokens: 105_000, timeMs: 63_000, wrapUp: 0.9, unknown: "allow" } as const;
  expect(givenBudgetTexts(given)).toEqual([
    "tokens=105000",
    "unknown=allow",
    "time=1m3s",
    "wrap_up=0.9",
  ]);
  expect(givenBudgetTexts()).toEqual([]);
});
