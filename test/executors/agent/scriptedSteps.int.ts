import { describe, expect, it } from "vitest";
import { failureOf, scriptedRig, stepsOf } from "./scriptedRig.ts";

const rig = scriptedRig();

const READ = "denied: it may only read";

describe("a scripted agent's steps", () => {
  it("tells its session, what it says, and its answer", async () => {
    const { events, outcome, exit } = await rig.current.steps("say: one", "say: two");

    expect(events).toEqual([
      { type: "started", session: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      { type: "text", text: "one" },
      { type: "text", text: "two" },
      { type: "result", text: "one\ntwo" },
    ]);
    expect(outcome).toEqual({ type: "done", text: "one\ntwo" });
    expect(exit).toEqual({ code: 0, signal: null, stderr: "" });
  });

  it("gives the answer that the script gives", async () => {
    const text = await rig.current.steps("say: one", "result: the end");
    expect(text.outcome).toEqual({ type: "done", text: "the end" });

    const both = await rig.current.steps("result: { text: t, structured: { a: [1] } }");
    expect(both.outcome).toEqual({ type: "done", text: "t", structured: { a: [1] } });
  });

  it("writes, edits and deletes files", async () => {
    rig.current.write("old", "x");
    const { events } = await rig.current.steps(
      "write: { file: sub/new, text: a b a }",
      "write: { file: sub/new, text: b b a }",
      "edit: { file: sub/new, find: b, replace: $& }",
      "delete: old",
    );

    expect(rig.current.text("sub/new")).toBe("$& b a");
    expect(rig.current.text("old")).toBeUndefined();
    expect(events.filter((each) => each.type === "file-change")).toEqual([
      { type: "file-change", path: "sub/new", change: "add" },
      { type: "file-change", path: "sub/new", change: "update" },
      { type: "file-change", path: "sub/new", change: "update" },
      { type: "file-change", path: "old", change: "delete" },
    ]);
  });

  it.each([
    ["edit: { file: a, find: b, replace: c }", "there is no file a to edit"],
    ["edit: { file: held, find: b, replace: c }", 'held does not hold "b"'],
    ["delete: a", "there is no file a to delete"],
    ["run: echo no >&2; exit 3", "`echo no >&2; exit 3` ended with 3: no"],
  ])("fails where it cannot %s", async (step, message) => {
    rig.current.write("held", "x");
    const ended = await rig.current.steps(step, "say: never");

    expect(failureOf(ended)).toBe(`transient: ${message}`);
    expect(ended.events).toContainEqual(
      expect.objectContaining({ type: "tool-result", ok: false }),
    );
    expect(ended.outcome).toMatchObject({ failure: { code: 1 } });
    expect(ended.events).not.toContainEqual({ type: "text", text: "never" });
  });

  it("goes on after a command that may fail", async () => {
    const { events, outcome } = await rig.current.steps(
      "run: { command: echo out; exit 3, allow_fail: true }",
      "run: echo fine",
    );

    expect(outcome.type).toBe("done");
    expect(events.filter((each) => each.type === "tool-result")).toEqual([
      { type: "tool-result", tool: "run", ok: false, text: "out" },
      { type: "tool-result", tool: "run", ok: true, text: "fine" },
    ]);
  });

  it("puts in what is known of the attempt, and leaves the rest alone", async () => {
    const { outcome } = await rig.current.run({
      prompt: "P",
      attempt: 2,
      script: stepsOf("say: ${phase}/${task}@${attempt} ${prompt} ${HOME} ${cwd}"),
    });
    expect(outcome).toEqual({ type: "done", text: `build/api@2 P \${HOME} ${rig.current.cwd}` });
  });

  it("gives a command what is known of the attempt in its environment, never in its text", async () => {
    await rig.current.run({ script: stepsOf('run: echo "$task ${attempt}" > told'), task: "a.b" });
    expect(rig.current.text("told")).toBe("a.b 1\n");
  });

  it("adds up usage, with a cost only where all is known", async () => {
    const known = await rig.current.steps(
      "usage: { model: m, input: 100, output: 10, cached: 60, cost: 0.5 }",
      "usage: { model: m, input: 50, output: 5, cost: 0.25 }",
      "usage: { input: 7, output: 3 }",
    );

    expect(known.usage).toEqual({
      models: [
        { model: "m", inputTokens: 150, cachedInputTokens: 60, outputTokens: 15, costUsd: 0.75 },
        { model: "scripted", inputTokens: 7, cachedInputTokens: 0, outputTokens: 3 },
      ],
      requests: 3,
      firstInputTokens: 100,
      contextTokens: 10,
    });
    const unknown = await rig.current.run({
      model: "of-agent",
      script: stepsOf("usage: { input: 1, output: 1, cost: 1 }", "usage: { input: 1, output: 1 }"),
    });
    expect(unknown.usage?.models).toEqual([
      { model: "of-agent", inputTokens: 2, cachedInputTokens: 0, outputTokens: 2 },
    ]);
  });

  it("pins what a prompt holds", async () => {
    const prompt = "You have a task.\nDo it.";
    const run = async (step: string): Promise<string> =>
      failureOf(await rig.current.run({ prompt, script: stepsOf(step) }));

    expect(await run("expect_prompt: { contains: [task, Do], not_contains: other }")).toBe("done");
    expect(await run("expect_prompt: { contains: other }")).toBe(
      'fatal: the prompt does not hold "other"',
    );
    expect(await run("expect_prompt: { not_contains: [x, task] }")).toBe(
      'fatal: the prompt holds "task", and must not',
    );
  });

  it("waits", async () => {
    const { outcome } = await rig.current.steps("sleep: 20ms", "say: woke");
    expect(outcome).toEqual({ type: "done", text: "woke" });
  });
});

describe("what a scripted agent may not do", () => {
  it("touches nothing where it may only read, tells so, and goes on", async () => {
    rig.current.write("held", "x");
    const steps = [
      "write: { file: new, text: t }",
      "edit: { file: held, find: x, replace: y }",
      "delete: held",
      "run: touch made",
      "fork: touch made",
      "say: end",
    ];
    const { events, outcome } = await rig.current.run({
      permissions: "read-only",
      script: stepsOf(...steps),
    });

    expect(events.filter((each) => each.type === "denied")).toEqual([
      { type: "denied", tool: "write", text: `write new was ${READ}` },
      { type: "denied", tool: "edit", text: `edit held was ${READ}` },
      { type: "denied", tool: "delete", text: `delete held was ${READ}` },
      { type: "denied", tool: "run", text: `run touch made was ${READ}` },
      { type: "denied", tool: "fork", text: `fork touch made was ${READ}` },
    ]);
    expect(["new", "held", "made"].map((name) => rig.current.text(name))).toEqual([
      undefined,
      "x",
      undefined,
    ]);
    expect(outcome).toEqual({ type: "done", text: "end" });
  });

  it("writes outside its working folder only where it may do all", async () => {
    const script = stepsOf("write: { file: ../out, text: t }", "write: { file: ..in, text: t }");
    const edit = await rig.current.run({ script });
    expect(edit.events.filter((each) => each.type === "denied")).toEqual([
      {
        type: "denied",
        tool: "write",
        text: "write ../out was denied: it is outside the working folder",
      },
    ]);
    expect([rig.current.text("../out"), rig.current.text("..in")]).toEqual([undefined, "t"]);

    await rig.current.run({ script, permissions: "full" });
    expect(rig.current.text("../out")).toBe("t");
  });
});
