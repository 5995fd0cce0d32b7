import { afterEach, beforeEach, expect, test } from "vitest";
import { join } from "node:path";
import { readPlan } from "../../../src/plan/readPlan.ts";
import type { Task } from "../../../src/core/plan.ts";
import { PlanFolder } from "../support.ts";
import { FEATURES, FLAT, PHASES, planOf, SPEC } from "./lists.ts";

let folder: PlanFolder;
beforeEach(() => void (folder = new PlanFolder()));
afterEach(() => folder.remove());

const agentTask = (task: Task | undefined): Extract<Task, { kind: "agent" }> => {
  if (task?.kind !== "agent") throw new Error("not an agent's");
  return task;
};

test("phases, with who does them, what they wait for and what a person should know", async () => {
  folder.write({ "docs/office/tasks.yaml": PHASES, "spec/phase_2_api/spec.md": SPEC });
  const text = planOf(
    `
  from: docs/office/tasks.yaml
  agent: other
  timeout: 5m
  prompt: Keep to \${{ params.style }}.
  gate: { checks: [{ run: make }] }
  pipeline: { test: make test }`,
    "params: { style: plain }\n",
  );
  const { plan, diagnostics, notes, source } = await folder.read(text);
  expect(diagnostics).toEqual([]);
  expect(plan!.phases.map(({ id, dependsOn, title }) => [id, dependsOn, title])).toEqual([
    ["setup", [], "Project Setup"],
    ["api", ["setup"], "API"],
    ["ui", ["setup"], "Pages"],
  ]);
  expect(notes).toEqual([
    "no specification was found for the phase setup",
    "there is no agent back_end here: other does its tasks",
    "api-002 is given spec/phase_2_api/spec.md, the whole file: no heading of it contains api-002",
    "api waits for setup, because api-001 depends on setup-001",
    "no specification was found for the phase ui",
    "ui waits for setup, because ui-001 depends on setup-001",
  ]);
  expect(source.files!.map(({ path }) => path)).toEqual([
    "docs/office/tasks.yaml",
    "spec/phase_2_api/spec.md",
  ]);
  const [setup, api] = plan!.phases;
  expect(agentTask(setup!.tasks[0])).toMatchObject({
    id: "setup-001",
    agent: "builder",
    description: "Set the project up",
    acceptance: ["The tests run", "Health: says ok"],
    timeoutMs: 300_000,
    prompt:
      "This is the task setup-001 of Project Setup. Do all that it asks for, and nothing beyond it.\n\nKeep to ${{ params.style }}.",
  });
  expect(setup!.gate!.checks).toHaveLength(1);
  expect(agentTask(api!.tasks[0])).toMatchObject({
    description: "Add the books.",
    agent: "other",
    scope: { include: ["src/books.js", "src/index.js"] },
    dependsOn: [],
    prompt: `Add the books.
They have a title and a price in $\${{ currency }}.

This is the task api-001 of API. Do all that it asks for, and nothing beyond it.

Files that it is about: src/books.js, src/index.js.

Keep to \${{ params.style }}.`,
  });
  expect(api!.tasks[0]!.pipeline).toMatchObject({
    test: { run: "make test" },
    reviewSpec: "other",
    spec: {
      source: "spec/phase_2_api/spec.md, under the heading that contains api-001",
      text: `## Task api-001: books

A book has a title.

\`\`\`md
# api-002 is no heading here
\`\`\`

### Notes

More of books.`,
    },
  });
  expect(api!.tasks[1]!.dependsOn).toEqual(["api-001"]);
  expect(api!.tasks[1]!.pipeline!.spec!.text).toBe(SPEC.trim());
});

test("without stages the specification stands in the prompt", async () => {
  folder.write({ "tasks.yaml": PHASES, "spec/api/phase_2_api/spec.md": SPEC });
  const plan = await folder.read(planOf("{ from: tasks.yaml, agent: other, spec: spec/api }"));
  expect(agentTask(plan.plan!.phases[1]!.tasks[0]).prompt).toContain(
    "\n\n## Specification (spec/api/phase_2_api/spec.md, under the heading that contains api-001)\n\n## Task api-001: books\n",
  );
  const without = await folder.read(planOf("{ from: tasks.yaml, agent: other, spec: false }"));
  expect(agentTask(without.plan!.phases[1]!.tasks[0]).prompt).not.toContain("Specification");
  expect(without.notes!.join()).not.toContain("specification");
});

test("the older form: features with branches, what is done, and ids of all kinds", async () => {
  folder.write({
    "tasks.yaml": FEATURES,
    "05-implementation-spec.md": "### Task 3: page\n\nThe page.\n",
  });
  const { plan, notes, diagnostics } = await folder.read(
    planOf("{ from: tasks.yaml, pipeline: { test: make } }"),
  );
  expect(diagnostics).toEqual([]);
  expect(plan!.phases).toHaveLength(1);
  expect(plan!.phases[0]).toMatchObject({ id: "phase-2.4", dependsOn: [], title: "Log in" });
  expect(plan!.phases[0]!.tasks.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
    ["task-2", []],
    ["Task-3", ["task-2"]],
  ]);
  expect(plan!.phases[0]!.tasks[1]!.pipeline!.spec!.text).toBe("### Task 3: page\n\nThe page.");
  expect(notes).toEqual([
    'the phase "2.4" is called phase-2.4 here',
    "the list's branches are not used: each phase has one of its own until it is merged",
    "4 is left out: the list says done",
    'the task "2" is called task-2 here',
    "2 is given 05-implementation-spec.md, the whole file: no heading of it contains 2",
    'the task "Task 3" is called Task-3 here',
  ]);
});

test("a flat list, as JSON too", async () => {
  folder.write({
    "tasks.json": JSON.stringify({ tasks: [{ id: "a", title: "A" }] }),
    "t.yaml": FLAT,
  });
  const { plan } = await folder.read(planOf("{ from: t.yaml, agent: builder }"));
  expect(plan!.phases.map(({ id, tasks }) => [id, tasks.map((each) => each.id)])).toEqual([
    ["tasks", ["one", "two"]],
  ]);
  expect(plan!.phases[0]!.tasks[0]).toMatchObject({ description: "First" });
  const json = await folder.read(planOf("{ from: tasks.json, agent: builder }"));
  expect(json.plan!.phases[0]!.tasks.map(({ id }) => id)).toEqual(["a"]);
});

test("single phases of a list, which wait for each other as they do there", async () => {
  folder.write({ "tasks.yaml": PHASES });
  const { plan, notes, diagnostics } = await folder.read(
    planOf(`
  - { id: first, tasks: { from: tasks.yaml#setup, spec: false } }
  - id: between
    run: make
  - id: pages
    depends_on: []
    tasks: { from: tasks.yaml#ui, agent: other, pipeline: { test: make }, spec: false }
  - { id: last, depends_on: between, tasks: { from: "tasks.yaml#api", agent: other, spec: false } }`),
  );
  expect(diagnostics).toEqual([]);
  expect(plan!.phases.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
    ["first", []],
    ["between", ["first"]],
    ["pages", ["first"]],
    ["last", ["between", "first"]],
  ]);
  expect(plan!.phases[2]!.tasks[0]).toMatchObject({ id: "ui-001", pipeline: { tdd: false } });
  expect(notes).toContain("pages waits for first, because a task of it depends on a task of that");
});

test("an expression that ends like a file's name stays one", async () => {
  const plan = await folder.plan(`pawl: 1
name: x
phases:
  - { id: a, produces: { plan: true }, run: make }
  - { id: b, needs: plan, tasks: { from: artifacts.plan.json, run: make } }
`);
  expect(plan.phases[1]!.tasksFrom!.source).toBe("artifacts.plan.json");
});

test("agents of files, with the other kind of dash", async () => {
  folder.write({
    "tasks.yaml": "tasks: [{ id: a, title: A, agent: back_end }]\n",
    ".claude/agents/back-end.md": "---\nname: back-end\ndescription: x\n---\nBe brief.\n",
  });
  const { plan, diagnostics } = await folder.read(planOf("{ from: tasks.yaml }"));
  expect(diagnostics).toEqual([]);
  expect(agentTask(plan!.phases[0]!.tasks[0]).agent).toBe("back-end");
});

test("a list that is run as it stands", async () => {
  folder.write({
    "docs/office/tasks.yaml": PHASES,
    "package.json": '{ "scripts": { "test": "node --test" }, "devDependencies": { "a": "1" } }',
    "package-lock.json": "{}",
  });
  const path = join(folder.path, "docs/office/tasks.yaml");
  const { plan, source, notes, diagnostics } = await readPlan(path, {
    agent: "claude",
    lookForCommands: false,
  });
  expect(diagnostics.filter((each) => each.severity === "error")).toEqual([]);
  expect(source).toMatchObject({ path, dir: folder.path });
  expect(source.files!.map((file) => file.path)).toEqual(["docs/office/tasks.yaml"]);
  expect(plan!.workspace).toMatchObject({ mode: "worktree", setup: "npm ci" });
  expect(plan!.phases).toHaveLength(3);
  expect(plan!.phases[2]!.tasks[0]!.pipeline).toMatchObject({
    tdd: true,
    test: { run: "npm test" },
    reviewSpec: "claude",
  });
  expect(notes!.slice(0, 6).map((each) => each.replaceAll(folder.path, "/here"))).toEqual([
    "docs/office/tasks.yaml is no plan; it is run in /here as this one (commands found by package.json):",
    "  pawl: 1",
    expect.stringMatching(/^ {2}name: "docs\/office\/tasks.yaml of pawl-plan-/),
    '  workspace: { mode: worktree, setup: "npm ci" }',
    '  defaults: { pipeline: { tdd: true, test: "npm test" } }',
    '  phases: { from: "docs/office/tasks.yaml", agent: "claude" }',
  ]);
});

test("a list that cannot be run as it stands", async () => {
  folder.write({ "tasks.yaml": FLAT });
  const path = join(folder.path, "tasks.yaml");
  const without = await readPlan(path, { agent: "claude", lookForCommands: false });
  expect(without.plan).toBeUndefined();
  expect(without.diagnostics.map(({ code, line }) => [code, line])).toEqual([["missing-test", 0]]);
  folder.write({ Makefile: "test:\n\ttrue\n" });
  const nobody = await readPlan(path, { lookForCommands: false });
  expect(
    nobody.diagnostics.map(({ code, line, file }) => [code, line, file.endsWith("tasks.yaml")]),
  ).toEqual([
    ["missing-key", 2, true],
    ["missing-key", 3, true],
  ]);
});
