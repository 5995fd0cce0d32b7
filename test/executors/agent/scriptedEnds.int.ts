import { describe, expect, it } from "vitest";
import { reap } from "../../../src/executors/reaper.ts";
import { isRunning, until } from "../rig.ts";
import { failureOf, scriptedRig, stepsOf } from "./scriptedRig.ts";

const rig = scriptedRig();

describe("how a scripted agent ends", () => {
  it.each([
    ["class: transient", "transient: the model's service answered with status 500"],
    ["class: auth", "fatal: not signed in: the model's service answered with status 401"],
    ["class: fatal", "fatal: it cannot go on"],
    ["class: rate-limited", "rate-limited: the usage limit is reached"],
    ["class: transient, message: overloaded", "transient: overloaded"],
  ])("fails with { %s }", async (fail, told) => {
    const ended = await rig.current.steps(`fail: { ${fail} }`);
    expect(failureOf(ended)).toBe(told);
    expect(ended.exit.code).toBe(1);
  });

  it("tells until when a limit holds", async () => {
    const at = await rig.current.steps(
      "fail: { class: rate-limited, until: 2030-01-02T03:04:05Z, message: enough }",
    );
    const until = Date.UTC(2030, 0, 2, 3, 4, 5);
    expect(at.events.slice(1)).toEqual([
      { type: "rate-limited", text: "enough", until },
      { type: "error", class: "rate-limited", text: "enough", until },
    ]);
    expect(at.outcome).toMatchObject({ failure: { class: "rate-limited", until } });

    const before = Date.now();
    const after = await rig.current.steps("fail: { class: rate-limited, after: 1h }");
    const told = after.outcome.type === "failed" ? after.outcome.failure.until! : 0;
    expect(told).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(told).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  it("is not done by an exit code alone, nor by an answer alone", async () => {
    expect(failureOf(await rig.current.steps("exit: 0"))).toBe(
      "transient: it ended without telling that it was done",
    );
    expect(failureOf(await rig.current.steps("result: fine", "exit: 4"))).toBe("transient: exit 4");
    expect(failureOf(await rig.current.steps("result: fine", "exit: 0"))).toBe("done");
  });

  it("hangs until it is ended, and tells nothing more", async () => {
    const running = rig.current.start({ script: stepsOf("say: one", "hang") });
    await running.seen("text", "one");
    running.child.kill("SIGINT");

    const { events, exit } = await running.ended;
    expect(events.map((each) => each.type)).toEqual(["started", "text"]);
    expect(exit.code).toBe(130);
  });

  it("takes its command with it when it is asked to stop", async () => {
    const running = rig.current.start({ script: stepsOf("run: echo $$ > pid; exec sleep 600") });
    await running.seen("tool-call");
    const pid = await until("a pid", () => Number(rig.current.text("pid") ?? 0) || undefined);
    running.child.kill("SIGTERM");

    expect((await running.ended).exit.code).toBe(143);
    await until("the end of its command", () => !isRunning(pid));
    expect(isRunning(pid)).toBe(false);
  });

  it("ignores signals, and leaves a child in a session of its own; by its marker both are ended", async () => {
    const running = rig.current.start({
      script: stepsOf("ignore_signals: [INT, TERM, HUP]", "fork: exec sleep 600", "hang: true"),
    });
    const forked = await running.seen("tool-result");
    const pid = Number("text" in forked && forked.text.replace("pid ", ""));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) running.child.kill(signal);
    expect(isRunning(pid)).toBe(true);

    await reap({ marker: rig.current.marker }, 100);

    expect((await running.ended).exit).toMatchObject({ code: null, signal: "SIGKILL" });
    expect(isRunning(pid)).toBe(false);
  });

  it("leaves its child where it comes to its end", async () => {
    const { events, outcome } = await rig.current.steps("fork: true", "say: done");
    const forked = events.find((each) => each.type === "tool-result");
    const pid = Number(forked?.text.replace("pid ", ""));
    expect([outcome.type, isRunning(pid)]).toEqual(["done", true]);

    await reap({ marker: rig.current.marker }, 0);
    expect(isRunning(pid)).toBe(false);
  });
});

describe("the script of an attempt", () => {
  const script = `
tasks:
  build/api: { 1: [say: first], 2: [say: second], resume: [say: resumed], default: [say: later] }
  api: [say: by its id]
default: [say: any]
resume: [say: any, resumed]
`.replace("[say: any, resumed]", '[say: "any, resumed"]');
  const said = async (given: object): Promise<string> => {
    const { outcome } = await rig.current.run({ script, ...given });
    return outcome.type === "done" ? outcome.text : outcome.failure.message;
  };

  it("is chosen by phase, task and attempt", async () => {
    expect(await said({ attempt: 1 })).toBe("first");
    expect(await said({ attempt: 2 })).toBe("second");
    expect(await said({ attempt: 3 })).toBe("later");
    expect(await said({ phase: "other" })).toBe("by its id");
    expect(await said({ task: "other" })).toBe("any");
  });

  it("is another one where a session is gone on with", async () => {
    const first = await rig.current.run({ script });
    const session = first.events[0]?.type === "started" ? first.events[0].session! : "";
    expect(await said({ attempt: 2, resume: session })).toBe("resumed");
    const other = await rig.current.run({ script, task: "other" });
    const otherSession = other.events[0]?.type === "started" ? other.events[0].session! : "";
    expect(await said({ task: "other", attempt: 2, resume: otherSession })).toBe("any, resumed");
  });

  it("goes on in a session only if there is one", async () => {
    const { events, outcome } = await rig.current.run({ script, resume: "0-0" });
    const text = "the session 0-0 is gone";
    expect(events).toEqual([{ type: "error", class: "transient", text }]);
    expect(outcome).toEqual({
      type: "failed",
      sessionGone: true,
      failure: { class: "transient", message: text, code: 1 },
    });
  });

  it("is missed where it says nothing", async () => {
    const ended = await rig.current.run({ script: "tasks: { a: [say: x] }" });
    expect(failureOf(ended)).toBe(
      'fatal: the script says nothing for build/api, attempt 1: add it, or a "default"',
    );
  });

  it("is refused where it is wrong", async () => {
    expect(failureOf(await rig.current.run({ script: "default: [sya: x]" }))).toBe(
      "fatal: the script is wrong: /default/0 must NOT have additional properties; `pawl validate` shows the place",
    );
    expect(failureOf(await rig.current.run({ script: "default: [" }))).toMatch(
      /^fatal: the script is wrong: .*; `pawl validate` shows the place$/,
    );
  });
});
