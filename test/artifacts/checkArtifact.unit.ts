import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checkArtifact } from "../../src/artifacts/checkArtifact.ts";
import type { ArtifactSpec, JsonSchema } from "../../src/core/artifact.ts";

const spec = (schema: JsonSchema, maxBytes = 8192): ArtifactSpec => ({
  name: "plan",
  schema,
  maxBytes,
});

const problemsOf = (schema: JsonSchema, value: unknown, maxBytes?: number): readonly string[] => {
  const checked = checkArtifact(spec(schema, maxBytes), value);
  return "problems" in checked ? checked.problems : [];
};

const PLAN: JsonSchema = {
  type: "object",
  properties: {
    status: { enum: ["approved", "rejected"] },
    items: {
      type: "array",
      maxItems: 2,
      items: {
        type: "object",
        properties: {
          id: { type: "string", minLength: 2 },
          count: { type: "integer", minimum: 1 },
        },
        required: ["id"],
      },
    },
    note: { type: ["string", "null"] },
  },
  required: ["status"],
  additionalProperties: false,
};

test("what fits is kept with the digest and the size of its canonical text", () => {
  expect(checkArtifact(spec(PLAN), { status: "approved", items: [{ id: "ab" }] })).toEqual({
    name: "plan",
    // printf '%s' '{"items":[{"id":"ab"}],"status":"approved"}' | sha256sum
    sha256: "27c14c5eb4be8a46c9e7c87ee29014817372e510cdb828df079b32f0deed3170",
    bytes: 43,
    value: { items: [{ id: "ab" }], status: "approved" },
  });
});

test("each thing that does not fit is told with its place, what was found and what was expected", () => {
  expect(
    problemsOf(PLAN, {
      status: "aproved",
      items: [{ id: "a", count: "three" }, { count: 0 }, { id: "ok" }],
      note: 7,
      itmes: [],
    }),
  ).toEqual([
    '/itmes: unknown key; did you mean "items"?',
    '/status: found "aproved", expected one of "approved", "rejected"; did you mean "approved"?',
    "/items: found 3 entries, expected at most 2",
    "/items/0/id: found 1 characters, expected at least 2",
    '/items/0/count: found "three", expected a whole number',
    '/items/1: the key "id" is missing; found the keys "count"',
    "/items/1/count: found 0, expected at least 1",
    "/note: found 7, expected a string or null",
  ]);
});

test.each([
  [{ const: "x" }, "y", 'the whole value: found "y", expected "x"'],
  [{ pattern: "^v\\d+$" }, "1", 'the whole value: found "1", expected text that matches ^v\\d+$'],
  [{ type: "object" }, [1, 2], "the whole value: found a list of 2, expected an object"],
  [{ type: "array" }, {}, "the whole value: found an object, expected a list"],
  [{ required: ["a"] }, {}, 'the whole value: the key "a" is missing; found the keys none'],
  [false, 1, "the whole value: found 1, which is not allowed here"],
  [{ not: {} }, 1, "the whole value: found 1, which is not allowed here"],
  [
    { uniqueItems: true },
    [1, 2, 1],
    "the whole value: entries 0 and 2 are the same, expected each only once",
  ],
  [
    { oneOf: [{}, true] },
    1,
    "the whole value: found 1, which fits more than one of the forms of which exactly one must fit",
  ],
  [{ exclusiveMinimum: 1 }, 1, "the whole value: found 1, expected more than 1"],
  [{ exclusiveMaximum: 1 }, 1, "the whole value: found 1, expected less than 1"],
  [{ multipleOf: 2 }, 3, "the whole value: found 3, expected a multiple of 2"],
  [{ minProperties: 1 }, {}, "the whole value: found 0 keys, expected at least 1"],
  [
    { dependentRequired: { a: ["b"] } },
    { a: 1 },
    'the whole value: the key "a" needs the key "b" beside it',
  ],
  [
    { properties: { a: true }, unevaluatedProperties: false },
    { zzz: 1 },
    "/zzz: unknown key; known keys: a",
  ],
  [{ contains: { const: 1 } }, [2], "/0: found 2, expected 1"],
])("%j refuses %j", (schema, value, text) => {
  expect(problemsOf(schema as JsonSchema, value)[0]).toBe(text);
});

test("of several forms, what each asks for is told, and that none fits", () => {
  expect(problemsOf({ anyOf: [{ type: "string" }, { type: "null" }] }, 7)).toEqual([
    "the whole value: found 7, expected a string",
    "the whole value: found 7, expected null",
    "the whole value: found 7, which fits none of the forms that are allowed here",
  ]);
});

test("more than ten errors are counted", () => {
  const problems = problemsOf({ items: { type: "string" } }, Array(25).fill(1));
  expect(problems).toHaveLength(11);
  expect(problems[10]).toBe("and 15 more");
});

test("what is too large is told with its largest members", () => {
  const value = {
    title: "t",
    log: { lines: ["x".repeat(500), "y"], exit: 0 },
    body: "z".repeat(300),
  };
  expect(problemsOf(true, value, 400)).toEqual([
    "it has 857 bytes, 400 are allowed. Largest: /log/lines/0 (502 bytes), /body (302 bytes). Shorten it, or write details to a file and hand in its path.",
  ]);
});

test("the bound counts bytes of the canonical text, not characters", () => {
  expect(problemsOf(true, "é".repeat(4), 10)).toEqual([]);
  expect(problemsOf(true, "é".repeat(4), 9)).toEqual([
    "it has 10 bytes, 9 are allowed. Shorten it, or write details to a file and hand in its path.",
  ]);
});

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

test.each([
  [
    "a key that reaches the prototype",
    JSON.parse('{"a":{"__proto__":{"admin":true}}}'),
    '/a: the key "__proto__" is not allowed; give this member another name',
  ],
  [
    "too many levels",
    JSON.parse(nested(100_000)),
    `/0${"/0".repeat(63)}: more than 64 levels deep`,
  ],
  ["NaN", { a: [Number.NaN] }, "/a/0: found NaN, expected a number that JSON has"],
  [
    "an endless number",
    { a: JSON.parse("1e999") },
    "/a: found Infinity, expected a number that JSON has",
  ],
  ["a lone surrogate", { a: "x\uD800y" }, '/a: half a character (a lone surrogate) in "x\\ud800y"'],
  [
    "a lone surrogate in a key",
    JSON.parse('{"\\udc00":1}'),
    'the whole value: a key holds half a character: "\\udc00"',
  ],
  ["nothing", undefined, "the whole value: found nothing, expected a JSON value"],
  ["a function", { f: () => 1 }, "/f: found a function, expected a JSON value"],
  ["a date", { d: new Date(0) }, "/d: found an object that is not plain, expected a JSON value"],
])("refuses %s", (_, value, text) => {
  expect(problemsOf(true, value)).toEqual([text]);
});

test("50 MB are refused with the member that they are in, and the schema is not asked", () => {
  const value = { rows: Array.from({ length: 50_000 }, () => "x".repeat(1_000)), id: 1 };
  expect(problemsOf({ type: "string" }, value)).toEqual([
    "it has 50150017 bytes, 8192 are allowed. Largest: /rows (50150001 bytes). Shorten it, or write details to a file and hand in its path.",
  ]);
});

test("a value that walks in circles is refused", () => {
  const value: Record<string, unknown> = {};
  value["self"] = value;
  expect(problemsOf(true, value)[0]).toMatch(/: more than 64 levels deep$/);
});

const json = fc.jsonValue({ maxDepth: 5 });

test("any JSON value is taken under a schema that allows all, its digest independent of the order of keys", () => {
  fc.assert(
    fc.property(json, (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      const one = checkArtifact(spec(true, 1e6), plain);
      if ("problems" in one)
        return one.problems.every((each) => /__proto__|half a character/.test(each));
      expect(one.value).toEqual(JSON.parse(JSON.stringify(plain)));
      expect(checkArtifact(spec(true, 1e6), reversed(plain))).toEqual(one);
      return true;
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, each]) => [key, reversed(each)]),
  );
}
