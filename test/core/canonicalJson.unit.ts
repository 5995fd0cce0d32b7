import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonValue } from "../../src/core/artifact.ts";
import { canonicalJson } from "../../src/core/canonicalJson.ts";

test("keys stand in the order of their UTF-16 units, at every level, without white space", () => {
  const value = {
    "\u20ac": 1,
    "\r": 2,
    "1": 3,
    "\ud83d\ude00": { b: [], a: {} },
    "\ufb33": 5,
    ö: 6,
  };
  expect(canonicalJson(value)).toBe('{"\\r":2,"1":3,"ö":6,"€":1,"😀":{"a":{},"b":[]},"\ufb33":5}');
});

test.each([
  [-0, "0"],
  [1e21, "1e+21"],
  [333333333.3333333, "333333333.3333333"],
  [1e-7, "1e-7"],
  [5e-324, "5e-324"],
  ['a"\\/\b\u001f\u007f', '"a\\"\\\\/\\b\\u001f\u007f"'],
])("writes %j as %s", (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test("it is JSON of the same value, and its own canonical text", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as JsonValue;
      const text = canonicalJson(plain);
      expect(JSON.parse(text)).toEqual(plain);
      expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text);
    }),
  );
});
