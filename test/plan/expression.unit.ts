import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compileExpression, evaluate, mentions } from "../../src/plan/expression.ts";
import { everyTime } from "./support.ts";

const scope = {
  params: { n: 3, half: 0.5, level: "high", on: true },
  outputs: { scan: { total: "5", list: "a,b" }, "my-task": { v: "1" }, empty: {} },
  tasks: { scan: { status: "completed" }, "my-task": { status: "failed" } },
};

test.each([
  ['tasks["my-task"].status == "failed"', true],
  ["params.n + 1", 4],
  ["params.n == 3 && params.half < 1.0", true],
  ["int(outputs.scan.total) > params.n", true],
  ['outputs["my-task"].v', "1"],
  ['outputs.scan.list.split(",")', ["a", "b"]],
  ['outputs.scan.?missing.orValue("none")', "none"],
  ["has(outputs.scan.total)", true],
  ["[1, 2].exists(i, i > params.n)", false],
  ['{"a": 1, "b": [params.level]}', { a: 1, b: ["high"] }],
  ['timestamp("2024-01-01T00:00:00Z")', "2024-01-01T00:00:00.000Z"],
  ['duration("90s")', "90s"],
  ["1u", 1],
  ["null", null],
  ['b"abc"', "abc"],
  ["outputs.?nothing", null],
  ["type(1)", "int"],
])("%s", (source, value) => {
  expect(evaluate(source, scope)).toEqual(value);
});

function why(source: string): string {
  try {
    return `no error: ${JSON.stringify(evaluate(source, scope))}`;
  } catch (error) {
    return String(error);
  }
}

test("what cannot be evaluated says why", () => {
  expect(
    [
      "outputs.scan.count",
      'outputs["my-task"].w',
      "outputs.empty.x",
      'tasks["scam"].status == "failed"',
      "outputs[params.level].x",
      "outputs.scan.total > 3",
      "params.n * 1.5",
      "params.level && true",
      "params.n / 0",
      "nothing",
      "1 +",
      'params.level.matches("[")',
    ].map(why),
  ).toMatchInlineSnapshot(`
    [
      "ExpressionError: cannot evaluate \`outputs.scan.count\`: outputs.scan has no "count"; it has: total, list",
      "ExpressionError: cannot evaluate \`outputs["my-task"].w\`: outputs["my-task"] has no "w"; it has: v",
      "ExpressionError: cannot evaluate \`outputs.empty.x\`: outputs.empty has no "x"; it is empty",
      "ExpressionError: cannot evaluate \`tasks["scam"].status == "failed"\`: tasks has no "scam"; it has: scan, my-task",
      "ExpressionError: cannot evaluate \`outputs[params.level].x\`: no such key: high",
      "ExpressionError: cannot evaluate \`outputs.scan.total > 3\`: cannot compute string > int; outputs are text: int(…) or double(…) makes a number of one, string(…) makes text",
      "ExpressionError: cannot evaluate \`params.n * 1.5\`: cannot compute int * double; double(…) makes both of one kind",
      "ExpressionError: cannot evaluate \`params.level && true\`: logical operator requires bool operands, got 'string'",
      "ExpressionError: cannot evaluate \`params.n / 0\`: division by zero",
      "ExpressionError: cannot evaluate \`nothing\`: unknown variable: nothing; there are: params, outputs, tasks",
      "ExpressionError: cannot evaluate \`1 +\`: it ends too soon",
      "ExpressionError: cannot evaluate \`params.level.matches("[")\`: invalid regular expression: [",
    ]
  `);
});

test("what is no expression says where and why", () => {
  const problems = [
    "",
    "  ",
    "1 +",
    "(1 + 2",
    "[1, 2",
    "a ? b",
    'params.level = "x"',
    'params.level == "x" and params.on',
    "a & b",
    "$FOO",
    '"abc',
    "params.if + in",
    "if",
    "params.true",
    "sise(params.level)",
    "foo(1)",
    "size()",
    '1 + "a"',
    "params.level.shout()",
    "params.on ? 1 : [2]",
    "1 ? 2 : 3",
    "`x`",
    "[].map(1, 2)",
    "12345678901234567890123 == 1e999",
  ].map((source) => {
    const compiled = compileExpression(source);
    if (compiled.ok) return `${source}: ok`;
    const { message, hint, at } = compiled.error;
    return `${JSON.stringify(source)} ${at.start}-${at.end}: ${message}${hint ? ` (${hint})` : ""}`;
  });
  expect(problems).toMatchInlineSnapshot(`
    [
      """ 0-0: it is empty",
      ""  " 2-2: it is empty",
      ""1 +" 3-3: it ends too soon",
      ""(1 + 2" 6-6: it ends too soon, expected ")"",
      ""[1, 2" 5-5: it ends too soon, expected "]"",
      ""a ? b" 5-5: it ends too soon, expected ":"",
      ""params.level = \\"x\\"" 13-14: unexpected "=" (compare with "==")",
      ""params.level == \\"x\\" and params.on" 20-23: unexpected "and" (write "&&")",
      ""a & b" 2-3: unexpected "&" (write "&&")",
      ""$FOO" 0-1: unexpected "$" (an expression reads params, outputs and tasks; shell variables are not known here)",
      ""\\"abc" 0-4: the text in quotes does not end",
      ""params.if + in" 12-14: unexpected "in"",
      ""if" 0-2: "if" is a reserved word",
      ""params.true" 7-11: unexpected "true", expected a name",
      ""sise(params.level)" 0-4: there is no function "sise" (did you mean "size"?)",
      ""foo(1)" 0-3: there is no function "foo"",
      ""size()" 0-6: size() does not fit the function "size"",
      ""1 + \\"a\\"" 0-7: cannot compute int + string; outputs are text: int(…) or double(…) makes a number of one, string(…) makes text",
      ""params.level.shout()" 13-18: there is no function "shout"",
      ""params.on ? 1 : [2]" 0-19: ternary branches must have the same type, got 'int' and 'list<int>'",
      ""1 ? 2 : 3" 0-1: ternary condition must be bool, got 'int'",
      ""\`x\`" 0-1: unexpected "\`"",
      ""[].map(1, 2)" 7-8: map(var, transform) invalid predicate iteration variable",
      ""12345678901234567890123 == 1e999" 27-32: invalid number: Infinity",
    ]
  `);
});

test("what an expression reads", () => {
  const source =
    'outputs["a-b"].c + tasks.x.status + outputs[params.k] + [1].map(i, i + params.n)[0] + cel.bind(y, z, y)';
  const compiled = compileExpression(source);
  if (!compiled.ok) throw new Error(compiled.error.message);
  const { references } = compiled.expression;
  expect(
    references.map(({ root, path, at }) => [
      root,
      path.map(({ name }) => name),
      source.slice(at.start, at.end),
    ]),
  ).toMatchInlineSnapshot(`
    [
      [
        "outputs",
        [
          "a-b",
          "c",
        ],
        "outputs["a-b"].c",
      ],
      [
        "tasks",
        [
          "x",
          "status",
        ],
        "tasks.x.status",
      ],
      [
        "outputs",
        [
          undefined,
        ],
        "outputs[params.k]",
      ],
      [
        "params",
        [
          "k",
        ],
        "params.k",
      ],
      [
        "params",
        [
          "n",
        ],
        "params.n",
      ],
      [
        "z",
        [],
        "z",
      ],
    ]
  `);
  expect(references[0]!.path.map(({ at }) => source.slice(at.start, at.end))).toEqual([
    '"a-b"',
    "c",
  ]);
  expect(mentions(compiled.expression, "tasks")).toBe(true);
  expect(mentions(compiled.expression, "y")).toBe(false);
});

test("no text makes the compiler throw", () => {
  const piece = fc.constantFrom(
    ..."a params . [ ] ( ) { } , ? : 1 2.5 \" ' + - == && ! in map(x, \\".split(" "),
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 12 }).map((each) => each.join(" ")),
  );
  expect(everyTime(text, (source) => compileExpression(source))).toBe("held");
});
