import { expect, test } from "vitest";
import { severalValues } from "../../src/cli/severalValues.ts";

test.each<[string, string, string]>([
  [
    "a plan after an option is the plan",
    "run --budget usd=1 plan.yaml",
    "run --budget=usd=1 plan.yaml",
  ],
  ["so is one after -p", "run -p a=1 plan.yaml", "run --param=a=1 plan.yaml"],
  ["several values may follow one option", "run x -p a=1 b=2", "run x --param=a=1 --param=b=2"],
  ["each may be given by itself", "run -p a=1 -p b=2 x", "run --param=a=1 --param=b=2 x"],
  ["the first is taken whatever it is", "run -p wrong x", "run --param=wrong x"],
  ["an option without a value stays", "run x -p", "run x -p"],
  ["what is after -- is let be", "shell r p -- make -p a", "shell r p -- make -p a"],
  ["others are let be", "run x --until=a b=2 -c 3", "run x --until=a b=2 -c 3"],
])("%s", (_, given, told) => {
  expect(severalValues(given.split(" "))).toEqual(told.split(" "));
});
