import assert from "node:assert/strict";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { Findings } from "../../src/plan/findings.ts";
import { readFull } from "../../src/plan/syntax/full.ts";
import { readQuick as quickReading } from "../../src/plan/syntax/quick.ts";
import type { Node } from "../../src/plan/syntax/tree.ts";
import { everyTime } from "./support.ts";

const SAMPLES = [
  "a: 1",
  "a:\n  b: c\n  d:\n    - 1\n    - e: f\n      g: h\n    -\n      i: j\n",
  "a:\n- b\n- c: d\n  e: f\ng: h",
  "---\na: b # comment\n# another\n\nb:   c   \n",
  "run: |\n  echo one\n    two\n\n  three\nnext: 1",
  "run: |-\n  echo one\n\n\nnext: 1",
  "- |\n  a\n- |-\n  b\n",
  "run: |\n  x",
  "run: |\n  x\n   \n  \n",
  "a: 'it''s'\nb: \"q\\\"\\n\\u00e9\"\n",
  'a: [b, c d, 1, true, "x"]\nb: { c: d, e: [f], "g": 1 }',
  '{\n\t"a" : [1, 2.5, -3e2, null, true],\r\n\t"b": {"c": "d:e"}\n}',
  '{"a": [1,],}',
  "a: b: c",
  "a: b\n c",
  "a: b\n\n  c: d",
  "a:\n    b: 1\n  c: 2",
  "a: @x",
  "a: -1\nb: - 1",
  "a: -x\nb: --flag\nc: ?x\nd: :x\ne: a:b\nf: a#b\ng: a #b",
  "a: 0o17\nb: 0x1F\nc: 1_000\nd: .5\ne: 1e3\nf: +1\ng: .inf\nh: -.INF\ni: .nan\nj: 1.\nk: 08\nl: 1.10",
  "a: ~\nb: null\nc: Null\nd:\ne: True\nf: FALSE\ng: tRUE\nh: yes",
  "null: 1",
  "true: 1",
  "a: 1\r\nb: |\r\n  x\r\n  y\r\nc: 2\r\n",
  "a: 1\rb: 2",
  "a: \u00e9\u4e2d\u{1f600}\nb: x\u2028y\nc: x\u0085y",
  "a: &x 1\nb: *x",
  "a: !t x",
  "? a\n: b",
  "a: |2\n  x",
  "a: |+\n  x\n\n",
  "a: >\n  x\n  y\n",
  "a: |\n\n  x\n",
  "a: |\n   \n  x\n",
  "a: |\n\tx\n",
  "a: |\n  \tx\n\t\n  y\n",
  "a: |\nb: c",
  "a: |\n  x\n # c\n  y\n",
  "a: |\n  x\n# c\nb: 1",
  "a:\n  - b\n - c\n",
  "a:\n - b\n   - c\n",
  "- - a\n  - b\n- - c",
  "- a: 1\n  b: 2\n-   c: 3\n    d: 4\n",
  "- a: 1\n   b: 2",
  "a:\tb",
  "a: b\tc",
  "a: b\t# c",
  "a: \"b\" # c\nd: 'e'# f",
  'a: "b" c',
  "a: [b, c] d",
  "a: [b,\n  c]",
  "a: {b: c\n}",
  "a: [- b]",
  "a: [-b, --c, -]",
  "a: [b c #d\n]",
  "a: [a: b]",
  "a: {b}",
  "a: {b: }",
  "a: [1, , 2]",
  "a: 'x\n  y'",
  "%YAML 1.2\n---\na: 1",
  "a: 1\n---\nb: 2",
  "a: 1\n...\n",
  "--- a",
  "---",
  "",
  "# only",
  "foo",
  "- ",
  "-",
  "a: #x\n  b",
  "a:#x",
  "a : b",
  "a:  \n  b",
  "a: 1\n\n\n",
  "a: 1\n  # indented comment\nb: 2",
  "a:\n  # c\n  b: 1\n # d\nc: 2",
  "a: 1\n  ",
  "a: 1\n\t",
  "a: 1\n\t# c",
  "a: `x`",
  "a: %x",
  "a: ,x",
  "a: ]",
  "a: *",
  "a: x]",
  "a: x, y",
  "a: {x: y z, w: [1 2]}",
  "a: [http://x, y]",
  "a: {b: c:d}",
  'a: {"b":1}',
  'a: {"b" :1}',
  "a: {b:1}",
  "a: {b: 'c' , d: e}",
  "a: 1\na: 2",
  "a: ---",
  "a: [---]",
  "a: ...",
  "\ufeffa: 1",
  "a: \u0007",
  "a: 'x'\n b: 1",
  "a: {b: 1}\n c: 1",
  "a: x\n# c\n  y",
  "a: true # c\nb: 1 #",
  "a: |\n  x\n  \n   y\n  \n\nb: 1",
  "a: | # c\n  x\n",
  "a: |-# c\n  x\n",
  "a: 2024-01-01",
  "a: 12:30",
  "a: 1 2",
  "a: {b: 1 , c: +1, d: .5, e: 0x1, f: n, g: null}",
  "a: 1e999\nb: -0\nc: 0x123456789abcdef01\nd: +.5e-3",
  "a:\n#[>\n  x\n  y\n\nb: |\n  x\n",
  "a: # c\n# d\n  b\nc: 1",
  " ---\na: 1",
  "...\na: 1",
  "%X\n---\na: 1",
  "a: >1\n  x\n  \n",
  "? >\n  a\n: b",
  "a:\n\t",
  "? a\n\t : b",
  "a: |\n  x\n\t",
  "a: b\n  c\nd: e",
  "a: >-\n  x\n  y\n\n    z\n\n  w\nb: 1",
  "a: | # b | c\n  x\n",
  '"a | b #": |\n  x\n',
  "- | # |\n  x\n- >+\n  y\n\n",
  "a: [ b, # c\n  d ]\ne: [{}, [], {f: []}]",
  "a: [b, {c}, ]\nd: {e: , f: }",
  `a: 1\n${"k".repeat(1_030)}: 2`,
];

function readQuick(text: string): Node | undefined {
  const reading = quickReading(text);
  return "root" in reading ? reading.root : undefined;
}

/** Values and the places of scalars and keys; a place of a collection's end is nobody's business. */
function shape(node: Node, text: string): unknown {
  switch (node.kind) {
    case "scalar": {
      const block = text[node.start] === "|" || text[node.start] === ">";
      const empty = node.value === null && node.start === node.end;
      return empty
        ? null
        : [String(node.value), typeof node.value, node.start, block ? -1 : node.end];
    }
    case "list":
      return [node.start, node.items.map((item) => shape(item, text))];
    case "map":
      return node.entries.map(({ key, at, value }) => [key, at.start, at.end, shape(value, text)]);
  }
}

function compare(text: string): "same" | "given up" {
  const quick = readQuick(text);
  if (!quick) return "given up";
  const findings = new Findings(text, "f");
  const full = readFull(text, findings);
  assert.deepEqual(findings.list(), [], text);
  assert.deepEqual(shape(quick, text), full && shape(full, text), text);
  return "same";
}

test("what the quick reader reads, the full parser reads likewise", () => {
  const outcomes = SAMPLES.map(compare);
  expect(outcomes.filter((each) => each === "same").length).toBeGreaterThan(25);
});

test("the quick reader takes the samples that matter for speed", () => {
  expect(SAMPLES.slice(0, 13).filter((text) => !readQuick(text))).toEqual([]);
});

test("joined and mangled samples are read alike or left to the full parser", () => {
  const piece = fc.constantFrom(
    ..."a b - : # | ' \" [ ] { } , ? & * ! > % @ ~ 1 . \\".split(" "),
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "\n  ",
    "\n- ",
    ": ",
    " #",
    "- ",
    "key: ",
    "|\n",
    ">\n",
    "null",
    "é",
  );
  const mangled = fc
    .record({
      text: fc.constantFrom(...SAMPLES),
      at: fc.nat(),
      cut: fc.nat(3),
      put: fc.array(piece, { maxLength: 3 }),
    })
    .map(({ text, at, cut, put }) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put.join("") + text.slice(place + cut);
    });
  const joined = fc.tuple(mangled, mangled).map((two) => two.join("\n"));
  expect(everyTime(fc.oneof(mangled, joined), compare)).toBe("held");
  const pieces = fc.array(piece, { maxLength: 25 }).map((each) => each.join(""));
  expect(everyTime(pieces, compare)).toBe("held");
});

test("what is written by a YAML or JSON printer is read as it was", () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: "small" },
      fc.string(),
      fc.constantFrom(
        "true",
        "1",
        "null",
        "",
        "a: b",
        "a #b",
        "- x",
        "two\nlines\n",
        "x\n y",
        "0x1",
        "é",
      ),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("any"), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[a-z_][a-z0-9_-]{0,8}$/), tie("any"), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  })).any;
  const plain = (node: Node): unknown => {
    if (node.kind === "scalar") return node.value;
    if (node.kind === "list") return node.items.map(plain);
    return Object.fromEntries(node.entries.map((entry) => [entry.key, plain(entry.value)]));
  };
  const read = (text: string): unknown => {
    compare(text);
    const node = readQuick(text) ?? readFull(text, new Findings(text, "f"));
    return node && plain(node);
  };
  const check = (object: object): void => {
    assert.deepEqual(read(stringify(object)), object);
    assert.deepEqual(read(JSON.stringify(object, null, 2)), object);
    assert.ok(readQuick(JSON.stringify(object)));
  };
  expect(everyTime(fc.record({ a: value, b: value }, { noNullPrototype: true }), check)).toBe(
    "held",
  );
});
