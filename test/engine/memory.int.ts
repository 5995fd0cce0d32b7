import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MEMORY } from "../../src/core/memory.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import type { TaskState } from "../../src/core/run.ts";
import { withMemory } from "../../src/engine/withMemory.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { Rig } from "../core/rig.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pawl-memory-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const PLAN = `
pawl: 1
name: memories
context: { windows: { big: 100 } }
agents: { builder: { use: codex, model: big } }
phases:
  - id: work
    context: phase
    tasks: [{ id: a, agent: builder, prompt: one }, { id: b, agent: builder, prompt: two }]
`;

/** A task whose session is asked for its memory. */
function asked(): TaskState {
  const rig = new Rig(parsePlan(PLAN, { path: "p.yaml" }).plan!);
  const models = [{ model: "big", inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 }];
  rig.drive((address) =>
    address === "work/a"
      ? { type: "succeeded", account: { session: "s", usage: { models, contextTokens: 90 } } }
      : null,
  );
  return rig.run.tasks[1]!;
}

const handedIn: AttemptResult = {
  type: "succeeded",
  artifacts: [{ name: MEMORY, sha256: "ab", bytes: 3, value: { summary: "done: one" } }],
  account: { session: "s" },
};

test("a memory is kept as a file in the run's folder; asked again the same is written", () => {
  const task = asked();
  for (let time = 0; time < 2; time++) {
    expect(withMemory(task, 1, handedIn, folder)).toBe(handedIn);
    expect(readFileSync(join(folder, "memory/work/b@1.md"), "utf8")).toBe("done: one\n");
  }
});

test("one that cannot be kept is none, and it is said why", () => {
  writeFileSync(join(folder, "memory"), "a file where a folder is to be");
  const result = withMemory(asked(), 1, handedIn, folder);
  expect(result).toMatchObject({
    type: "failed",
    failure: {
      class: "transient",
      message: expect.stringMatching(/^its memory could not be kept: E/) as string,
    },
    account: { session: "s" },
  });
});

test("of other attempts nothing is kept", () => {
  const task = asked();
  expect(withMemory(task.phase.tasks[0]!, 1, handedIn, folder)).toBe(handedIn);
  expect(() => readFileSync(join(folder, "memory/work/a@1.md"))).toThrow(/ENOENT/);
});
