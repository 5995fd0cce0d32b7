import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Agent } from "../../../src/core/agent.ts";
import { command } from "../../../src/executors/agent/drivers/command.ts";
import type { Exit, Launch } from "../../../src/executors/agent/driver.ts";

const PROMPT = "Do $(it) 'now'; {model}\n";

function launchOf(
  template: readonly string[],
  more: Partial<Agent> = {},
  session?: string,
): Launch {
  const agent: Agent = {
    id: "tool",
    use: "command",
    permissions: "full",
    stallMs: 0,
    attemptTools: true,
    command: template,
    ...more,
  };
  const none = { acceptance: [], needs: [], produces: [], answers: [], secrets: [] };
  const address = { run: "r", phase: "p", task: "t", attempt: 1 };
  const resume = session !== undefined && { resume: { session, why: "shared" as const } };
  const order = { ...address, ...none, prompt: "p", agent, ...resume };
  return { order, prompt: PROMPT, promptFile: "/a b/prompt.md", folder: "/f", cwd: "/w", env: {} };
}

const launched = (
  template: readonly string[],
  more: Partial<Agent> = {},
  session?: string,
): unknown[] => {
  const { program, args, stdin } = command.launch(launchOf(template, more, session));
  return [program, ...args, ...(stdin === undefined ? [] : [{ stdin }])];
};

const ended = (exit: Partial<Exit>, lines: readonly string[] = []) => {
  const reader = command.reader(launchOf(["tool"]));
  const events = lines.flatMap((line) => reader.line(line));
  return { events, outcome: reader.end({ code: 0, signal: null, stderr: "", ...exit }) };
};

describe("a tool's command", () => {
  it("has its placeholders filled in within single arguments", () => {
    expect(launched(["tool", "-p", "{prompt}"])).toEqual(["tool", "-p", PROMPT]);
    expect(launched(["tool", "--file={prompt_file}"])).toEqual(["tool", "--file=/a b/prompt.md"]);
    expect(launched(["tool", "{prompt}{prompt}", "-"])).toEqual(["tool", PROMPT + PROMPT, "-"]);
  });

  it("loses an option that has no value", () => {
    const template = ["tool", "-m", "{model}", "--resume", "{session}", "-", "{prompt_file}"];
    const end = ["-", "/a b/prompt.md"];
    expect(launched(template)).toEqual(["tool", ...end]);
    expect(launched(template, { model: "m" }, "s")).toEqual([
      "tool",
      "-m",
      "m",
      "--resume",
      "s",
      ...end,
    ]);
    expect(launched(["tool", "", "{prompt}"])).toEqual(["tool", "", PROMPT]);
  });

  it("gets the prompt on stdin, unless it is among its arguments or the plan says otherwise", () => {
    expect(launched(["tool"], { args: ["-x"] })).toEqual(["tool", "-x", { stdin: PROMPT }]);
    expect(launched(["tool", "{prompt}"], { stdin: true })).toEqual([
      "tool",
      PROMPT,
      { stdin: PROMPT },
    ]);
    expect(launched(["tool"], { stdin: false })).toEqual(["tool"]);
  });

  it("gets what the plan adds for the agent before the prompt", () => {
    const system = "Be brief.";
    const text = `Be brief.\n\n${PROMPT}`;
    expect(launched(["tool"], { system })).toEqual(["tool", { stdin: text }]);
    expect(launched(["tool", "{prompt}"], { system })).toEqual(["tool", text]);
    const { args, files } = command.launch(launchOf(["tool", "{prompt_file}"], { system }));
    expect({ args, files }).toEqual({
      args: ["/f/prompt.md"],
      files: [{ path: "/f/prompt.md", text }],
    });
  });

  it("has as many arguments as its template, whatever the prompt holds", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (prompt) => {
        const launch = { ...launchOf(["tool", "a{prompt}b", "c"]), prompt };
        expect(command.launch(launch).args).toEqual([`a${prompt}b`, "c"]);
      }),
    );
  });
});

describe("a tool's end", () => {
  it("is done with exit 0, and its text is what it wrote", () => {
    expect(ended({}, ["one", "", "two"])).toEqual({
      events: [
        { type: "text", text: "one" },
        { type: "text", text: "two" },
      ],
      outcome: { type: "done", text: "one\n\ntwo" },
    });
  });

  it("keeps no more of the text than its last 256 KiB", () => {
    const line = "x".repeat(1_023);
    const { outcome } = ended({}, [...Array.from({ length: 1_000 }, () => line), "the end"]);
    const text = outcome.type === "done" ? outcome.text : "";
    expect([text.length, text.endsWith(`${line}\nthe end`)]).toEqual([256 * 1_024 - 1, true]);
  });

  it.each([
    [{ code: 1 }, "transient", "exit 1"],
    [{ code: 3, stderr: "a\nno such thing\n" }, "transient", "exit 3: no such thing"],
    [{ code: 126, stderr: "denied" }, "fatal", "the command cannot be run: denied"],
    [{ code: 127 }, "fatal", "command not found"],
    [{ code: null, signal: "SIGKILL" }, "transient", "killed by SIGKILL"],
  ])("is a failure with %j", (exit, kind, message) => {
    const { stderr, ...how } = { stderr: "", signal: null, ...exit };
    expect(ended({ ...how, stderr }).outcome).toEqual({
      type: "failed",
      failure: {
        class: kind,
        message,
        ...(how.code !== null && { code: how.code }),
        ...(how.signal !== null && { signal: how.signal }),
        ...(stderr !== "" && { tail: stderr.trimEnd() }),
      },
    });
  });
});
