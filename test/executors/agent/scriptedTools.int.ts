import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ToolServer } from "../../../src/executors/agent/driver.ts";
import { failureOf, scriptedRig, stepsOf } from "./scriptedRig.ts";
import type { Ended } from "./scriptedRig.ts";

const rig = scriptedRig();
const SERVER = fileURLToPath(new URL("fixtures/toolServer.mjs", import.meta.url));

const calls = (): string => join(rig.current.folder, "calls.jsonl");
const server = (): ToolServer => ({
  name: "pawl",
  command: process.execPath,
  args: [SERVER, calls()],
});
const called = (): unknown[] =>
  readFileSync(calls(), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
const results = ({ events }: Ended): unknown[] =>
  events.flatMap((each) => (each.type === "tool-result" ? [[each.tool, each.ok, each.text]] : []));

const STEPS = [
  "submit: { artifact: spec, value: wrong }",
  'submit: { artifact: spec, value: { a: [1, "${task}"] } }',
  "report: { status: success, summary: did it, files: [a.ts] }",
  "flag: { type: clarifier_blocked, text: which one }",
  "ask: why",
  "progress: half",
];

describe("a scripted agent with the attempt's tools", () => {
  it("calls them as any client of MCP does, and goes on when one is not content", async () => {
    const script = stepsOf(...STEPS, "read: spec");
    const ended = await rig.current.run({ script, tools: server() });

    expect(failureOf(ended)).toBe("done");
    expect(called()).toEqual([
      ["submit_artifact", { name: "spec", value: "wrong" }],
      ["submit_artifact", { name: "spec", value: { a: [1, "api"] } }],
      ["report", { status: "success", summary: "did it", files: ["a.ts"] }],
      ["raise_flag", { type: "clarifier_blocked", text: "which one" }],
      ["raise_flag", { type: "question", text: "why" }],
      ["progress", { text: "half" }],
      ["read_artifact", { name: "spec" }],
    ]);
    expect(results(ended)).toEqual([
      ["submit_artifact", false, 'value: expected an object, found "wrong"'],
      ["submit_artifact", true, "submit_artifact is taken"],
      ["report", true, "report is taken"],
      ["raise_flag", true, "raise_flag is taken"],
      ["raise_flag", true, "raise_flag is taken"],
      ["progress", true, "progress is taken"],
      ["read_artifact", true, "read_artifact is taken"],
    ]);
    expect(ended.events).toContainEqual({ type: "question", text: "why" });
  });

  it("is told where they do not start or have ended", async () => {
    const missing = { name: "pawl", command: join(rig.current.folder, "none"), args: [] };
    const script = stepsOf("progress: one", "progress: two");
    const never = await rig.current.run({ script, tools: missing });
    const why = `the attempt's tools do not start: spawn ${missing.command} ENOENT`;
    expect(results(never)).toEqual([
      ["progress", false, why],
      ["progress", false, why],
    ]);
    const dying = stepsOf("submit: { artifact: a, value: die }", "progress: two");
    const ended = await rig.current.run({ script: dying, tools: server(), attempt: 2 });
    expect(results(ended)).toEqual([
      ["submit_artifact", false, "the attempt's tools have ended"],
      ["progress", false, "the attempt's tools have ended"],
    ]);
  });
});

describe("a scripted agent without tools", () => {
  it("says the same as marked text, which is its answer", async () => {
    const { outcome } = await rig.current.run({ script: stepsOf(...STEPS.slice(1)) });
    expect(outcome).toEqual({
      type: "done",
      text: [
        "RESULT: spec",
        'DATA: {"a":[1,"api"]}',
        "[AOP:STATUS] success",
        "[AOP:SUMMARY] did it",
        "ARTIFACTS: a.ts",
        "FLAG: clarifier_blocked | api | which one",
        "FLAG: question | api | why",
        "half",
      ].join("\n"),
    });
  });

  it("cannot read an artifact", async () => {
    expect(failureOf(await rig.current.steps("read: spec"))).toBe(
      "fatal: it has no tools to read the artifact spec with",
    );
  });
});
