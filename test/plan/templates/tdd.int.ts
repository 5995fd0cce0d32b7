import { afterEach, beforeEach, expect, test } from "vitest";
import { needsRealAgent } from "../../../src/plan/templates/tdd.ts";
import { TEMPLATE_AGENTS } from "../../../src/plan/templates/roles.ts";
import { writePlan } from "../../../src/plan/templates/templates.ts";
import { PlanFolder } from "../support.ts";

let folder: PlanFolder;
beforeEach(() => void (folder = new PlanFolder()));
afterEach(() => folder.remove());

// The others cannot be held to what the plan lets them do, and a warning says so.
const held = TEMPLATE_AGENTS.filter((each) => each !== "qwen" && each !== "pi");

test.each(held)(
  "for %s it is a plan of the sample without an error or a warning",
  async (agent) => {
    const { text, files } = writePlan("tdd", folder.path, { agent });
    const paths = Object.keys(files!);
    expect(paths.includes("agents/scripted.yaml")).toBe(agent === "scripted");
    expect(paths.filter((each) => each !== "agents/scripted.yaml")).toEqual([
      "docs/office/tasks.yaml",
      "package.json",
      "spec/phase_1_core/spec.md",
      "spec/phase_2_stats/spec.md",
      "spec/phase_3_export/spec.md",
      "tsconfig.json",
    ]);
    folder.write(files!);
    const plan = await folder.plan(text);
    expect(plan.agents).toMatchObject({
      builder: { use: agent, permissions: "edit" },
      reviewer: { use: agent, permissions: "read-only" },
    });
    expect(plan.phases.map(({ id, dependsOn, tasks }) => [id, dependsOn, tasks.length])).toEqual([
      ["core", [], 3],
      ["stats", ["core"], 3],
      ["export", ["core"], 3],
    ]);
    for (const { pipeline, scope, id } of plan.phases.flatMap(({ tasks }) => tasks)) {
      expect(pipeline).toMatchObject({
        tdd: true,
        test: { run: "node --test" },
        reviewSpec: "reviewer",
        reviewQuality: "reviewer",
        rounds: 3,
        spec: {
          source: expect.stringMatching(
            /^spec\/phase_._\w+\/spec\.md, under the heading/,
          ) as string,
        },
      });
      expect(pipeline!.spec!.text.startsWith(`## ${id}: `)).toBe(true);
      expect(scope!.include).toHaveLength(2);
    }
  },
);

test("written again, what is there is left", () => {
  folder.write(writePlan("tdd", folder.path).files!);
  expect(writePlan("tdd", folder.path).files).toBeUndefined();
  expect(needsRealAgent(folder.path)).toBe(false);
});

test("for a list of one's own, with the project's commands", async () => {
  folder.write({
    "docs/office/tasks.yaml": "tasks: [{ id: one, title: One }]\n",
    "package.json": '{ "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "1" } }',
    "package-lock.json": "{}",
  });
  expect(needsRealAgent(folder.path)).toBe(true);
  const { text, files } = writePlan("tdd", folder.path, { agent: "claude" });
  expect(files).toBeUndefined();
  const plan = await folder.plan(text);
  expect(plan.name).toBe("test first");
  expect(plan.workspace).toMatchObject({ mode: "worktree", setup: "npm ci" });
  expect(plan.phases[0]!.tasks[0]!.pipeline!.test!.run).toBe("npm test");
  expect(plan.phases[0]!.gate!.checks[0]).toMatchObject({ type: "run", run: "npm test" });
});

test("where nobody knows what runs the tests, a run must be given it", async () => {
  folder.write({ "docs/office/tasks.yaml": "tasks: [{ id: one, title: One }]\n" });
  const plan = await folder.plan(writePlan("tdd", folder.path, { agent: "claude" }).text);
  expect(plan.params).toEqual({
    test: { type: "string", description: "the command that runs the tests" },
  });
  expect(plan.phases[0]!.tasks[0]!.pipeline!.test!.run).toBe('eval "$PAWL_PARAM_TEST"');
});
