import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../../src/core/artifact.ts";
import { editJson } from "../../../src/views/json/edit.ts";
import { nodeAt, readJson } from "../../../src/views/json/read.ts";
import type { JsonPath } from "../../../src/views/json/read.ts";

const PRETTY = `{
  "status": "pending",
  "cost": 1.50,
  "tasks": [
    { "id": 1.10, "done": false },

    { "id": "b",   "n": 1E2 }
  ]
}
`;

describe("a change in a JSON text", () => {
  test("replaces a value, and nothing else", () => {
    expect(editJson(PRETTY, [{ path: ["status"], value: "completed" }])).toBe(
      PRETTY.replace('"pending"', '"completed"'),
    );
  });

  test("adds members as those around them are written", () => {
    expect(
      editJson(PRETTY, [
        { path: ["summary"], value: "all" },
        { path: ["tasks", 0, "status"], value: "completed" },
        { path: ["tasks", 1, "x"], value: { a: 1 } },
        { path: ["validation"], value: { passed: true, reason: null } },
      ]),
    ).toBe(`{
  "status": "pending",
  "cost": 1.50,
  "tasks": [
    { "id": 1.10, "done": false, "status": "completed" },

    { "id": "b",   "n": 1E2,   "x": { "a": 1 } }
  ],
  "summary": "all",
  "validation": {
    "passed": true,
    "reason": null
  }
}
`);
  });

  test.each([
    ["tabs and CRLF", '{\r\n\t"a": 1\r\n}', '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": 2\r\n\t}\r\n}'],
    ["one line", '{"a":1}', '{"a":1,"b":{ "c": 2 }}'],
    ["an empty object", "{}", '{"b": { "c": 2 }}'],
    ["a byte order mark", '\ufeff{"a": 1}', '\ufeff{"a": 1, "b": { "c": 2 }}'],
  ])("knows %s", (_, before, after) => {
    expect(editJson(before, [{ path: ["b"], value: { c: 2 } }])).toBe(after);
  });

  test("of the same value is none, however that is written", () => {
    expect(editJson('{"a": 1.0, "b": "\\u0061"}', [{ path: ["a"], value: 1 }])).toBe(
      '{"a": 1.0, "b": "\\u0061"}',
    );
  });

  test("below what is no object is left out", () => {
    expect(editJson(PRETTY, [{ path: ["status", "x"], value: 1 }])).toBe(PRETTY);
    expect(editJson(PRETTY, [{ path: ["tasks", 9, "x"], value: 1 }])).toBe(PRETTY);
  });

  test("of what is no JSON is refused", () => {
    expect(editJson("{", [])).toBeUndefined();
    expect(editJson("", [])).toBeUndefined();
  });
});

/** JSON texts in all the ways of white space, with paths of their objects. */
const space = fc.constantFrom("", " ", "\n", "\n  ", "\r\n\t", "  \n\n ");
const key = fc.constantFrom("a", "b", "status", "\u00e4 \u{1f600}", 'q"\\', "");
const scalar = fc.oneof(
  fc.constantFrom("1.50", "-0", "1E+2", "true", "null", '"\\u0041"', '"x, }"', '"\\""'),
  fc.string().map((each) => JSON.stringify(each)),
);
const texts = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, tie("object"), tie("array")),
  object: fc
    .uniqueArray(fc.tuple(key, space, space, space, tie("value")), {
      selector: ([name]) => name,
      maxLength: 4,
    })
    .map(
      (all) =>
        `{${all.map(([name, a, b, c, value]) => `${a}${JSON.stringify(name)}${b}:${c}${value}`).join(",")}}`,
    ),
  array: fc
    .array(fc.tuple(space, tie("value")), { maxLength: 3 })
    .map((all) => `[${all.map(([a, value]) => `${a}${value}`).join(",")}]`),
})).object;

const edits = fc.tuple(
  texts,
  fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
  key,
  fc.jsonValue().map((each) => JSON.parse(JSON.stringify(each)) as JsonValue),
);

/** The path of some object of the text. */
function somewhere(text: string, dice: number[]): JsonPath {
  const path: (string | number)[] = [];
  let node = readJson(text)!;
  let found: JsonPath = [];
  for (const each of dice) {
    if (node.kind === "object") found = [...path];
    const steps =
      node.kind === "object"
        ? node.members.map((member) => member.key)
        : node.kind === "array"
          ? [...node.items.keys()]
          : [];
    if (steps.length === 0) return found;
    path.push(steps[each % steps.length]!);
    node = nodeAt(readJson(text)!, path)!;
  }
  return found;
}

const withValue = (text: string, path: JsonPath, name: string, value: JsonValue | undefined) => {
  const root = JSON.parse(text) as Record<string, unknown>;
  let at = root as Record<string | number, unknown>;
  for (const step of path) at = at[step] as Record<string, unknown>;
  if (value === undefined) delete at[name];
  else
    Object.defineProperty(at, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return root;
};

test("the result means what it should", () => {
  fc.assert(
    fc.property(edits, ([text, dice, name, value]) => {
      const path = somewhere(text, dice);
      const after = editJson(text, [{ path: [...path, name], value }])!;
      expect(JSON.parse(after)).toEqual(withValue(text, path, name, value));
      const gone = editJson(text, [{ path: [...path, name], value: undefined }])!;
      expect(JSON.parse(gone)).toEqual(withValue(text, path, name, undefined));
    }),
    { numRuns: 2_000 },
  );
});

test("many changes at once come to what they come to one by one", () => {
  const many = fc.tuple(
    texts,
    fc.array(fc.tuple(fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), key, fc.jsonValue()), {
      maxLength: 8,
    }),
    fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  );
  fc.assert(
    fc.property(many, ([text, all, gone]) => {
      const changes = all.map(([dice, name, value], at) => ({
        path: [...somewhere(text, dice), name],
        value: gone[at] ? undefined : (JSON.parse(JSON.stringify(value)) as JsonValue),
      }));
      const oneByOne = changes.reduce((now, each) => editJson(now, [each])!, text);
      expect(JSON.parse(editJson(text, changes)!)).toEqual(JSON.parse(oneByOne));
    }),
    { numRuns: 2_000 },
  );
});

test("what is changed below a value that was changed before, too", () => {
  expect(
    editJson('{"a": 1}', [
      { path: ["b"], value: {} },
      { path: ["b", "c"], value: 2 },
      { path: ["a"], value: undefined },
    ]),
  ).toBe('{"b": {"c": 2}}');
});

const cases = edits.map(([text, dice, name, value]) => {
  const path = [...somewhere(text, dice), name];
  const there = nodeAt(readJson(text)!, path);
  return { text, path, there, value, after: editJson(text, [{ path, value }])! };
});

test("every character outside of a value that is replaced stays", () => {
  fc.assert(
    fc.property(cases, ({ text, there, after }) => {
      fc.pre(there !== undefined);
      const { start, end } = there;
      expect(after.slice(0, start)).toBe(text.slice(0, start));
      expect(after.slice(after.length - (text.length - end))).toBe(text.slice(end));
    }),
    { numRuns: 1_000 },
  );
});

test("every character around a value that is added stays, and taking it away again leaves no trace", () => {
  fc.assert(
    fc.property(cases, ({ text, path, there, after }) => {
      const parent = nodeAt(readJson(text)!, path.slice(0, -1))!;
      fc.pre(!there && parent.kind === "object" && parent.members.length > 0);
      expect(editJson(after, [{ path, value: undefined }])).toBe(text);
      const at = parent.kind === "object" ? parent.members.at(-1)!.value.end : 0;
      expect(after.slice(0, at)).toBe(text.slice(0, at));
      expect(after.endsWith(text.slice(at))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
