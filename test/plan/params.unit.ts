import { expect, test } from "vitest";
import type { Param, Plan } from "../../src/core/plan.ts";
import { resolveParams } from "../../src/plan/params.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";

const read = (params: string): Plan =>
  parsePlan(`pawl: 1\nname: x\nparams: ${params}\nphases: [{ id: a, run: make }]\n`, { path: "p" })
    .plan!;

const some = read(`
  version: "1.0"
  count: { type: number, default: 3 }
  dry: { type: boolean, default: false }
  level: { default: low, choices: [low, high] }
  size: { default: 1, choices: [1, 2, 5] }
`);

function resolved(plan: Plan, given: Record<string, string>): unknown {
  const result = resolveParams(plan, given);
  if ("params" in result) return result.params;
  return result.problems.map(
    ({ code, message, hint }) => `${code}: ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );
}

test("defaults, and values from text", () => {
  expect(resolved(some, {})).toEqual({
    version: "1.0",
    count: 3,
    dry: false,
    level: "low",
    size: 1,
  });
  expect(
    resolved(some, { version: "2", count: "-1.5e2", dry: "TRUE", level: "high", size: "5" }),
  ).toEqual({
    version: "2",
    count: -150,
    dry: true,
    level: "high",
    size: 5,
  });
  expect(resolved(read("{ a: { type: boolean } }"), { a: "no" })).toEqual({ a: false });
  expect(resolved(read("{ a: { type: string } }"), { a: "" })).toEqual({ a: "" });
});

test("all that is wrong, at once", () => {
  const demanding = read(
    "{ token: { type: string, description: the deploy token }, n: { type: number }, kind: { choices: [x, y, z] } }",
  );
  expect(resolved(demanding, {})).toMatchInlineSnapshot(`
    [
      "missing-param: the plan needs the parameter "token" (the deploy token) (--param token=<text>)",
      "missing-param: the plan needs the parameter "n" (--param n=<a number>)",
      "missing-param: the plan needs the parameter "kind" (--param kind=<x, y or z>)",
    ]
  `);
  expect(
    resolved(some, {
      vresion: "1",
      other: "1",
      count: "three",
      dry: "maybe",
      level: "hihg",
      size: "3",
    }),
  ).toMatchInlineSnapshot(`
    [
      "unknown-param: the plan has no parameter "vresion" (did you mean "version"?)",
      "unknown-param: the plan has no parameter "other" (it has: version, count, dry, level, size)",
      "bad-param: the parameter "count" is "three", expected a number",
      "bad-param: the parameter "dry" is "maybe", expected true or false",
      "bad-param: the parameter "level" is "hihg", expected low or high (did you mean "high"?)",
      "bad-param: the parameter "size" is "3", expected 1, 2 or 5",
    ]
  `);
  expect(resolved(read("{}"), { x: "1" })).toMatchInlineSnapshot(`
    [
      "unknown-param: the plan has no parameter "x" (it has none)",
    ]
  `);
  expect(resolved(some, { count: "Infinity", toString: "x" })).toMatchInlineSnapshot(`
    [
      "unknown-param: the plan has no parameter "toString" (it has: version, count, dry, level, size)",
      "bad-param: the parameter "count" is "Infinity", expected a number",
    ]
  `);
});

test("a parameter called like an object's member is a parameter", () => {
  const plan: Plan = {
    ...some,
    params: Object.fromEntries([["__proto__", { type: "string" } satisfies Param]]),
  };
  expect(resolved(plan, Object.fromEntries([["__proto__", "x"]]))).toEqual(
    Object.fromEntries([["__proto__", "x"]]),
  );
});
