/* oxlint-disable no-control-regex -- that there are none is what is shown here */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AgentEvent } from "../../src/core/agentEvent.ts";
import { renderAgentEvent } from "../../src/views/agentEvent.ts";

/** Five past two in the afternoon, wherever the test runs. */
const now = new Date(2026, 10, 21, 14, 5).getTime();
const MINUTE = 60_000;

const model = { model: "m", inputTokens: 25_984, cachedInputTokens: 1000, outputTokens: 84 };

const cases: readonly (readonly [string, AgentEvent, readonly string[]])[] = [
  [
    "a start",
    { type: "started", model: "gpt-5", session: "s-1" },
    ["agent started: model gpt-5, session s-1"],
  ],
  ["a start that tells nothing", { type: "started" }, ["agent started"]],
  ["text, as it is", { type: "text", text: "one\n\n\tthree\n" }, ["one", "", "\tthree"]],
  ["text that is none", { type: "text", text: "\n" }, []],
  ["text without what a terminal would obey", { type: "text", text: "\u001B[2Ja\u202Eb" }, ["ab"]],
  [
    "a command",
    { type: "tool-call", tool: "Bash", input: '{"command":"npm test","description":"Run tests"}' },
    ["$ npm test"],
  ],
  [
    "a command in a shell of its own",
    { type: "tool-call", tool: "command_execution", input: '/bin/bash -lc "echo \\"a\\" > b"' },
    ['$ echo "a" > b'],
  ],
  [
    "a command as words",
    { type: "tool-call", tool: "shell", input: '{"command":["bash","-lc","npm test"]}' },
    ["$ npm test"],
  ],
  [
    "a command of several lines",
    { type: "tool-call", tool: "bash", input: "cat <<X\na\nX" },
    ["$ cat <<X a X"],
  ],
  [
    "an edit",
    { type: "tool-call", tool: "Edit", input: '{"file_path":"src/x.ts","old_string":"a"}' },
    ["edit src/x.ts"],
  ],
  [
    "a new file",
    { type: "tool-call", tool: "write_file", input: '{"file_path":"a.md","content":"…"}' },
    ["write a.md"],
  ],
  ["a read", { type: "tool-call", tool: "view", input: '{"path":"a.md"}' }, ["read a.md"]],
  [
    "another tool",
    { type: "tool-call", tool: "Grep", input: '{"pattern":"TODO","max":3,"in":["a","b"]}' },
    ['Grep pattern=TODO, max=3, in=["a","b"]'],
  ],
  [
    "a tool of the attempt",
    { type: "tool-call", tool: "mcp__pawl__report", input: '{"status":"success"}' },
    ["report status=success"],
  ],
  ["a tool with plain text", { type: "tool-call", tool: "search", input: "cats" }, ["search cats"]],
  ["a tool with nothing", { type: "tool-call", tool: "todo", input: "" }, ["todo"]],
  ["what a tool answered", { type: "tool-result", ok: true, text: "TEST-PASS\n" }, ["  TEST-PASS"]],
  [
    "an answer of many lines",
    { type: "tool-result", ok: true, text: Array.from({ length: 9 }, (_, at) => at).join("\n") },
    ["  0", "  1", "  2", "  3", "  4", "  5", "  … 3 more lines"],
  ],
  ["an answer of none", { type: "tool-result", ok: true, text: " \n" }, []],
  [
    "an answer that is only control characters",
    { type: "tool-result", ok: true, text: "\u0007" },
    [],
  ],
  [
    "a tool that failed",
    { type: "tool-result", ok: false, text: "exit 1\nno such file" },
    ["  failed: exit 1", "  no such file"],
  ],
  ["a tool that failed in silence", { type: "tool-result", ok: false, text: "" }, ["  failed"]],
  ["a file added", { type: "file-change", path: "a.ts", change: "add" }, ["added a.ts"]],
  ["a file changed", { type: "file-change", path: "a.ts", change: "update" }, ["changed a.ts"]],
  ["a file deleted", { type: "file-change", path: "a.ts", change: "delete" }, ["deleted a.ts"]],
  [
    "what was used, all models together",
    {
      type: "usage",
      usage: {
        models: [
          { ...model, costUsd: 0.07 },
          { ...model, model: "n", costUsd: 0.0092 },
        ],
        requests: 3,
      },
    },
    ["used 51,968 tokens in (2,000 of them from a cache), 168 out; 3 requests; $0.0792"],
  ],
  [
    "what was used, as far as it is known",
    { type: "usage", usage: { models: [{ ...model, cachedInputTokens: 0 }], partial: true } },
    ["used at least 25,984 tokens in, 84 out; cost unknown"],
  ],
  [
    "a limit",
    { type: "rate-limited", until: now + 12 * MINUTE, text: "5-hour limit" },
    ["limit reached: 5-hour limit; until 14:17, in 12m"],
  ],
  [
    "a limit until another day",
    { type: "rate-limited", until: now + 26 * 60 * MINUTE, text: "" },
    ["limit reached; until 2026-11-22 16:05, in 1d 02h"],
  ],
  [
    "a limit of some hours",
    { type: "rate-limited", until: now + 125 * MINUTE, text: "" },
    ["limit reached; until 16:10, in 2h 05m"],
  ],
  [
    "a limit that is over",
    { type: "rate-limited", until: now - MINUTE, text: "" },
    ["limit reached; until 14:04"],
  ],
  [
    "a limit without an end",
    { type: "rate-limited", text: "slow down" },
    ["limit reached: slow down"],
  ],
  [
    "another try",
    { type: "retrying", try: 2, of: 10, text: "529 overloaded" },
    ["the agent tries again (2 of 10): 529 overloaded"],
  ],
  [
    "another try, of who knows how many",
    { type: "retrying", try: 2, text: "" },
    ["the agent tries again (2)"],
  ],
  ["a question", { type: "question", text: "Which?\nA or B" }, ["asks: Which?", "  A or B"]],
  ["a denial", { type: "denied", tool: "Bash", text: "rm -rf /" }, ["not allowed: Bash: rm -rf /"]],
  ["an end", { type: "result", text: "All is\nwell." }, ["done: All is well."]],
  ["an end without words", { type: "result", text: "", structured: {} }, ["done"]],
  ["an error", { type: "error", text: "500", class: "transient" }, ["error: 500"]],
  [
    "an error that is final",
    { type: "error", text: "401 no key", class: "fatal" },
    ["error (fatal): 401 no key"],
  ],
  [
    "an error that names a time",
    { type: "error", text: "429", class: "rate-limited", until: now + 30_000 },
    ["error (limit reached): 429; until 14:05, in 30s"],
  ],
];

test.each(cases)("%s", (_what, event, lines) => {
  expect(renderAgentEvent(event, now)).toEqual(lines);
});

describe("whatever an agent tells", () => {
  const pieces = fc.constantFrom(
    "\u001B",
    "[2J",
    "]0;",
    "\u0007",
    "\n",
    "\r",
    "\t",
    "{",
    '"',
    "\u202E",
    "\u2066",
  );
  const text = fc
    .array(
      fc.oneof(
        pieces,
        fc.string({ unit: "binary" }),
        fc.string({ minLength: 300, maxLength: 400 }),
      ),
    )
    .map((parts) => parts.join(""));
  const input = fc.oneof(
    text,
    fc
      .dictionary(fc.string(), fc.oneof(text, fc.integer(), fc.array(text)))
      .map((value) => JSON.stringify(value)),
  );
  const until = fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined });
  const bounded: fc.Arbitrary<AgentEvent> = fc.oneof(
    fc.record({ type: fc.constant("started" as const), session: text, model: text }),
    fc.record({ type: fc.constant("tool-call" as const), tool: text, input }),
    fc.record({ type: fc.constant("tool-result" as const), ok: fc.boolean(), text }),
    fc.record({
      type: fc.constant("file-change" as const),
      path: text,
      change: fc.constant("add" as const),
    }),
    fc.record({ type: fc.constant("rate-limited" as const), until, text }).map(withoutUndefined),
    fc.record({ type: fc.constant("retrying" as const), try: fc.nat(), text }),
    fc.record({ type: fc.constant("question" as const), text }),
    fc.record({ type: fc.constant("denied" as const), tool: text, text }),
    fc.record({ type: fc.constant("result" as const), text }),
    fc.record({ type: fc.constant("error" as const), text, class: fc.constant("lost" as const) }),
  );
  const said: fc.Arbitrary<AgentEvent> = fc.record({ type: fc.constant("text" as const), text });

  test("no line has a control character or changes the direction of text", () => {
    fc.assert(
      fc.property(fc.oneof(bounded, said), (event) => {
        for (const line of renderAgentEvent(event, now))
          expect(line).not.toMatch(
            /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/,
          );
      }),
    );
  });

  test("only what it says is given at its length", () => {
    fc.assert(
      fc.property(bounded, (event) => {
        const lines = renderAgentEvent(event, now);
        expect(lines.length).toBeLessThanOrEqual(21);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(260);
      }),
    );
    fc.assert(
      fc.property(said, (event) => {
        const text = event.type === "text" ? event.text : "";
        expect(renderAgentEvent(event, now).join("\n").length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

function withoutUndefined(event: {
  readonly type: "rate-limited";
  readonly until: number | undefined;
  readonly text: string;
}): AgentEvent {
  const { until, ...rest } = event;
  return until === undefined ? rest : { ...rest, until };
}

test("an answer of a megabyte costs a few lines", () => {
  const text = "x".repeat(99).concat("\n").repeat(10_000);
  const lines = renderAgentEvent({ type: "tool-result", ok: true, text }, now);
  expect(lines.slice(-2)).toEqual([`  ${"x".repeat(99)}`, "  … 9994 more lines"]);
});

test("no character is cut in two", () => {
  const [line] = renderAgentEvent({ type: "result", text: "😀".repeat(300) }, now);
  expect(line).toMatch(/^done: (?:😀)+…$/u);
});
