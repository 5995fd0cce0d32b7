import { expect, test } from "vitest";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { formatDiagnostics } from "../../src/plan/render.ts";

const read = (context: string) =>
  parsePlan(`pawl: 1\nname: x\n${context}\nphases: [{ id: a, run: make }]\n`, {
    path: "plan.yaml",
  });

const contextOf = (text: string) => {
  const { plan, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  return plan!.context;
};

test("without a word nothing is looked at; an empty one takes the defaults", () => {
  expect(contextOf("")).toBeUndefined();
  expect(contextOf("context: {}")).toEqual({
    checkpoint: 0.7,
    compact: 0.8,
    on: "continue",
    windows: {},
  });
});

test("shares, what is done, and windows in all the ways in which tokens are written", () => {
  const text =
    "context: { checkpoint: 0.5, compact: 0.6, on: pause, windows: { a: 128k, 'b-*': 1.5M, c: 7 } }";
  expect(contextOf(text)).toEqual({
    checkpoint: 0.5,
    compact: 0.6,
    on: "pause",
    windows: { a: 128_000, "b-*": 1_500_000, c: 7 },
  });
});

test("one share that is told moves the other where it has to", () => {
  expect(contextOf("context: { checkpoint: 0.9 }")).toMatchObject({ compact: 0.9 });
  expect(contextOf("context: { compact: 0.4 }")).toMatchObject({ checkpoint: 0.4 });
});

test("what cannot be is refused with its place", () => {
  const text =
    "context:\n  checkpoint: 0.9\n  compact: 0.8\n  on: stop\n  windows: { a: many, b: 0 }\n  percent: 70";
  const { diagnostics, text: file } = read(text);
  expect(formatDiagnostics(diagnostics, file)).toMatchInlineSnapshot(`
    "plan.yaml:5:3  error  "compact" is 0.8, and must not be less than "checkpoint", which is 0.9
          compact: 0.8
          ^~~~~~~

    plan.yaml:6:7  error  "on" is "stop", expected pause, compact or continue
          on: stop
              ^~~~

    plan.yaml:7:17  error  "a" is "many", expected a number of tokens such as 200000 or 200k
          windows: { a: many, b: 0 }
                        ^~~~

    plan.yaml:7:26  error  "b" is 0, expected a number of tokens such as 200000 or 200k
          windows: { a: many, b: 0 }
                                 ^

    plan.yaml:8:3  error  unknown key "percent" in context: { checkpoint, compact, on, windows }
          percent: 70
          ^~~~~~~
        known keys: checkpoint, compact, on, windows"
  `);
});
