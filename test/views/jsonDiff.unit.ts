import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonValue } from "../../src/core/artifact.ts";
import { jsonDiff } from "../../src/views/jsonDiff.ts";

test.each<readonly [JsonValue, JsonValue, unknown]>([
  [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, []],
  [1, "1", [{ at: "", before: 1, after: "1" }]],
  [{ a: 1 }, [1], [{ at: "", before: { a: 1 }, after: [1] }]],
  [{ a: null }, {}, [{ at: "/a", before: null }]],
  [
    { "a/b": { "~": 1 }, c: [1, { d: 2 }] },
    { "a/b": { "~": 2 }, c: [1, { d: 3 }, 4] },
    [
      { at: "/a~1b/~0", before: 1, after: 2 },
      { at: "/c/1/d", before: 2, after: 3 },
      { at: "/c/2", after: 4 },
    ],
  ],
])("from %j to %j", (before, after, changes) => {
  expect(jsonDiff(before, after)).toEqual(changes);
});

const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;

test("a value differs from itself in nothing, and from another in as much as that from it", () => {
  fc.assert(fc.property(json, (value) => jsonDiff(value, structuredClone(value)).length === 0));
  fc.assert(
    fc.property(json, json, (a, b) => {
      const places = (from: JsonValue, to: JsonValue): string[] =>
        jsonDiff(from, to)
          .map((each) => each.at)
          .toSorted();
      expect(places(a, b)).toEqual(places(b, a));
    }),
  );
});
