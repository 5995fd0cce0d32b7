import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ArtifactSpec } from "../../../../src/core/artifact.ts";
import { linesOf } from "../../../../src/executors/agent/report/lines.ts";
import { objectsIn } from "../../../../src/executors/agent/report/objects.ts";
import { parseReport } from "../../../../src/executors/agent/report/parseReport.ts";

const PLAN: ArtifactSpec = {
  name: "plan",
  schema: { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"] },
  maxBytes: 8192,
};

const parse = (text: string, structured?: unknown) =>
  parseReport({ text, produces: [PLAN], ...(structured === undefined ? {} : { structured }) });

const reportOf = (text: string) => {
  const parsed = parse(text);
  return "report" in parsed ? parsed.report : parsed.problem;
};

test.each([
  [
    "AOP",
    "[AOP:SUMMARY] built it\n[AOP:DETAILS_FILE] out/d.json\n[AOP:STATUS] success",
    { status: "success", summary: "built it", details: "out/d.json", by: "text" },
  ],
  [
    "AOP on one line, in another order, with bold and a fence",
    "Sure!\n```\n**[aop: status]** Partial **[AOP:SUMMARY]** built *half*\n```\nBye",
    { status: "partial", summary: "built *half*", by: "text" },
  ],
  [
    "TASK_COMPLETE",
    "TASK_COMPLETE: P1.1\nSTATUS: completed\nARTIFACTS: [src/a.ts, `b.ts`]\nSUMMARY: did it",
    { status: "success", summary: "did it", files: ["src/a.ts", "b.ts"], task: "P1.1", by: "text" },
  ],
  [
    "TASK_COMPLETE as Markdown, files one a line",
    "## **TASK_COMPLETE:** P1.1\r\n- **Status**: failed\r\n- Artifacts:\r\n  - a.ts\r\n  - b.ts\r\n- **Summary:** no luck\r\n",
    { status: "failure", summary: "no luck", files: ["a.ts", "b.ts"], task: "P1.1", by: "text" },
  ],
  [
    "TASK_COMPLETE last, after a status in passing",
    "Status: all good\nSTATUS: completed\nSUMMARY: x\nTASK\\_COMPLETE: 1",
    { status: "success", summary: "x", task: "1", by: "text" },
  ],
  [
    "TASK_DONE",
    "TASK_DONE: task-001\nFiles: a.ts\nTests: 5 passed\nCommit: abc",
    {
      status: "success",
      summary: "task-001 is done; tests: 5 passed",
      files: ["a.ts"],
      task: "task-001",
      by: "text",
    },
  ],
  [
    "RESULT",
    "RESULT: s1\nDATA: found\n  three files",
    { status: "success", summary: "found three files", by: "text" },
  ],
  [
    "a JSON object at the end",
    'All done.\n{"status":"success","summary":"s","files":null,"details":null}',
    { status: "success", summary: "s", by: "text" },
  ],
  [
    "details of several lines in a JSON object",
    JSON.stringify({ status: "success", summary: "s", details: "# Found\n\n- a\n" }),
    { status: "success", summary: "s", details: "# Found\n\n- a", by: "text" },
  ],
  [
    "a JSON block in a quotation",
    '> ```json\n> {\n>   "summary": "s",\n>   "status": "failed"\n> }\n> ```\nhope that helps',
    { status: "failure", summary: "s", by: "text" },
  ],
  [
    "full-width punctuation and marks that nobody sees",
    "\uFEFFTASK\u200B_COMPLETE:1\nSTATUS:done\nSUMMARY:全部完成:好",
    { status: "success", summary: "全部完成:好", task: "1", by: "text" },
  ],
])("reads %s", (_, text, report) => {
  expect(reportOf(text)).toEqual(report);
});

test("the last complete report counts, and a contradiction is told", () => {
  const first = "[AOP:STATUS] failure\n[AOP:SUMMARY] broken\n";
  const second = "[AOP:STATUS] success\n[AOP:SUMMARY] mended\n";
  expect(parse(`${first}Wait.\n${second}`)).toMatchObject({
    report: { status: "success", summary: "mended" },
    note: "the answer holds several reports: [AOP:…] lines up to line 2 says failure; [AOP:…] lines up to line 5 says success. The last complete one counts.",
  });
  expect(parse(`${second}${first}`)).toMatchObject({
    report: { status: "failure", summary: "broken" },
  });
});

test("the instructions said again are no report", () => {
  expect(reportOf("[AOP:SUMMARY] {what you did}\n[AOP:STATUS] success|failure|partial")).toBe(
    'invalid-report: [AOP:…] lines was found, but [AOP:STATUS] says "success|failure|partial", expected success, partial or failure. End the answer with the report exactly as the instructions show it.',
  );
});

test.each([
  ["", "the last answer is empty."],
  ["I am done.", "no report was found in the last answer (10 characters)."],
  ["[AOP:STATUS] success", "[AOP:…] lines was found, but [AOP:SUMMARY] is missing."],
  [
    "TASK_COMPLETE: 1\nSTATUS: marvellous\nSUMMARY: x",
    'a TASK_COMPLETE block was found, but STATUS: says "marvellous", expected success, partial or failure.',
  ],
  ['{"status":"success"}', 'a JSON object was found, but "summary" is missing or empty.'],
  [
    '{"status":7,"summary":"x"}',
    'a JSON object was found, but "status" is 7, expected success, partial or failure.',
  ],
])("says why %j is no report", (text, why) => {
  expect(reportOf(text)).toBe(
    `invalid-report: ${why} End the answer with the report exactly as the instructions show it.`,
  );
});

test("structured output that is complete comes before text, and text before what is not", () => {
  const text = "[AOP:STATUS] failure\n[AOP:SUMMARY] from text";
  expect(parse(text, { status: "success", summary: "from structure", files: null })).toMatchObject({
    report: { status: "success", summary: "from structure", by: "structured" },
  });
  expect(parse(text, { status: "success" })).toMatchObject({ report: { summary: "from text" } });
});

const report = "\n[AOP:STATUS] success\n[AOP:SUMMARY] s";

test.each([
  ["a labelled fence", '```json artifact:plan\n{"ok": true}\n```'],
  ["a line above a fence", 'ARTIFACT: plan\n\n```\n{"ok": true}\n```'],
  ["a line above an object", '**ARTIFACT:** `plan`\n{\n "ok": true\n}'],
  ["one line", 'ARTIFACT: plan {"ok":true}'],
  [
    "the second of two",
    '```json artifact:plan\n{"ok": 1}\n```\n```json artifact:plan\n{"ok":true}\n```',
  ],
  ["after a stray fence", 'see\n```\nfoo\n```json artifact:plan\n{"ok":true}\n```'],
  ["RESULT and DATA", 'RESULT: plan\nDATA: {"ok": true}'],
  ["the report", '{"status":"success","summary":"s","artifacts":{"plan":{"ok":true},"x":null}}'],
  [
    "JSON text in the report",
    '{"status":"success","summary":"s","artifacts":{"plan":"{\\"ok\\":true}"}}',
  ],
])("takes an artifact from %s", (_, text) => {
  const parsed = parse(text + report);
  expect(parsed.artifacts).toMatchObject([{ name: "plan", value: { ok: true } }]);
  expect(parsed.problems).toEqual([]);
});

test("what is wrong with artifacts is told by name", () => {
  const text = ["```json artifact:plan\n{ok}\n```", "```json artifact:paln\n{}\n```", report].join(
    "\n",
  );
  const parsed = parse(text);
  expect(parsed.artifacts).toEqual([]);
  expect(parsed.problems[0]).toMatch(
    /^artifact "plan": its block is not JSON: Expected property name/,
  );
  expect(parsed.problems[1]).toBe('artifact "paln" is not asked for; this task hands in "plan"');
  expect(parse(`ARTIFACT: plan {"ok":1}${report}`).problems).toEqual([
    'artifact "plan": /ok: found 1, expected true or false',
  ]);
});

test("flags are read, each once, and without a report they are a failure", () => {
  const parsed = parse(
    "FLAG: clarifier_blocked | t1 | Which port?\n**FLAG: Clarifier Blocked | Which port?**\nFLAG: {type} | x | y",
  );
  expect(parsed).toMatchObject({
    flags: [{ type: "clarifier_blocked", text: "Which port?" }],
    report: { status: "failure", summary: "clarifier_blocked: Which port?" },
  });
});

test("a summary is cut at a word", () => {
  const text = `[AOP:STATUS] success\n[AOP:SUMMARY] ${"word ".repeat(200)}`;
  const { summary } = reportOf(text) as { summary: string };
  expect(summary).toBe(`${"word ".repeat(80).trim()}…`);
});

const words = fc
  .array(fc.stringMatching(/^[a-z][a-z0-9,.'()/-]{0,8}$/), { minLength: 1, maxLength: 12 })
  .map((each) => each.join(" "))
  .filter((each) => !/^(none|n\/a)$/.test(each));
const chatter = fc.array(
  fc.oneof(
    words,
    fc.constantFrom("", "---", "## Summary of work", "`code`", "* a { b", "if (a) {", '"', "> q"),
  ),
  { maxLength: 5 },
);
const status = fc.constantFrom("success", "partial", "failure");

const dressed = (text: string, how: number): string =>
  [
    text,
    `**${text}**`,
    `- ${text}`,
    `  ${text}  `,
    `> ${text}`,
    `\u200B${text}`,
    text.replace(":", ":"),
    `### ${text}`,
  ][how]!;

test("a complete report is read however it is dressed", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("aop", "task", "json", "fenced"),
      status,
      words,
      chatter,
      chatter,
      fc.nat(7),
      fc.boolean(),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      (form, said, summary, before, after, how, swap, newline, fence) => {
        const core =
          form === "aop"
            ? [`[AOP:STATUS] ${said}`, `[AOP:SUMMARY] ${summary}`]
            : form === "task"
              ? [`TASK_COMPLETE: x`, `STATUS: ${said.toUpperCase()}`, `SUMMARY: ${summary}`]
              : [JSON.stringify({ summary, status: said }, null, form === "json" ? 0 : 2)];
        const marked = form === "aop" || form === "task";
        const body = marked ? core.map((each) => dressed(each, how)) : core[0]!.split("\n");
        const ordered = marked && swap ? body.toReversed() : body;
        const fenced = fence || form === "fenced" ? ["```", ...ordered, "```"] : ordered;
        const text = [...before, "", ...fenced, "", ...after].join(newline);
        expect(reportOf(text)).toMatchObject({ status: said, summary });
      },
    ),
    { numRuns: 500 },
  );
});

test("nothing makes it throw", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "```",
      "~~~",
      "\n",
      "{",
      '"',
      "[AOP:",
      "STATUS]",
      "STATUS:",
      "TASK_COMPLETE:",
      "|",
      "FLAG: a|",
      "ARTIFACT: plan\n",
      "DATA:",
      "RESULT: plan\n",
      "\\",
      "}",
      "artifact:plan",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.jsonValue(), (pieces, structured) => {
      const parsed = parse(pieces.join(""), structured);
      expect("report" in parsed).toBe(!("problem" in parsed));
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ["braces", "{\n"],
  ["nested members", '{"a":\n'],
  ["open strings", '{"a\n'],
  ["numbers in braces", '{"a":1,\n'],
  ["fences", "```\n{\n"],
  ["fences with words", "```json\n{\n"],
])("the work grows with the length of the text: %s", (_, unit) => {
  const stepsFor = (times: number): number => {
    const effort = { steps: 0 };
    objectsIn(linesOf(unit.repeat(times)), effort);
    return effort.steps;
  };
  expect(stepsFor(40_000)).toBeLessThanOrEqual(2 * stepsFor(20_000) + 10_000);
});

test("a report at the end of a long text that looks like JSON is read", () => {
  const text = `${'{"a":[\n'.repeat(100_000)}${"*_".repeat(100_000)}\n${"[ AOP : ".repeat(50_000)}\n${report}`;
  expect(reportOf(text)).toMatchObject({ status: "success" });
});

test("of reports of several tasks that of the task itself counts", () => {
  const text = ["a", "b", "c"]
    .map((task) => `TASK_COMPLETE: ${task}\nSTATUS: completed\nSUMMARY: did ${task}`)
    .join("\n\n");
  expect(parseReport({ text, produces: [], task: "b" })).toMatchObject({
    report: { task: "b", summary: "did b" },
  });
  expect(parseReport({ text, produces: [], task: "d" })).toMatchObject({ report: { task: "c" } });
});

test("a comma between braces or in a remark does not end a path", () => {
  const files = "src/{a,b}.ts, src/c.ts (new, 3 lines), app/(auth)/d.ts, e.ts";
  const text = `TASK_COMPLETE: 1\nSUMMARY: x\nARTIFACTS: [${files}]`;
  expect(reportOf(text)).toMatchObject({
    files: ["src/{a,b}.ts", "src/c.ts (new, 3 lines)", "app/(auth)/d.ts", "e.ts"],
  });
});

test("paths of a list stay as they are, between backquotes with a remark behind them, too", () => {
  const files =
    "- __init__.py\n- `src/a.ts` (created)\n- 'b.ts'\n- `c.ts` and `d.ts`\n- \"e.ts\": mended";
  expect(reportOf(`TASK_COMPLETE: 1\nARTIFACTS:\n${files}\nSUMMARY: x`)).toMatchObject({
    files: ["__init__.py", "`src/a.ts` (created)", "b.ts", "`c.ts` and `d.ts`", '"e.ts": mended'],
  });
});
