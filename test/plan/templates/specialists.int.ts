import { afterEach, beforeEach, expect, test } from "vitest";
import { DOMAINS } from "../../../src/core/routing.ts";
import { TEMPLATE_AGENTS } from "../../../src/plan/templates/roles.ts";
import { ownProgress } from "../../../src/plan/templates/specialists.ts";
import { writePlan } from "../../../src/plan/templates/templates.ts";
import { PlanFolder } from "../support.ts";

let folder: PlanFolder;
beforeEach(() => void (folder = new PlanFolder()));
afterEach(() => folder.remove());

const AGENT_FILES = DOMAINS.map((each) => `.claude/agents/l2-${each}-specialist.md`).sort();

// The others cannot be held to what the plan lets them do, and a warning says so.
const held = TEMPLATE_AGENTS.filter((each) => each !== "qwen" && each !== "pi");

test.each(held)(
  "for %s it is a plan of the sample without an error or a warning",
  async (agent) => {
    const { text, files } = writePlan("specialists", folder.path, { agent });
    expect(Object.keys(files!)).toEqual([
      ...AGENT_FILES,
      "PROGRESS.json",
      ...(agent === "scripted" ? ["agents/scripted.yaml"] : []),
    ]);
    folder.write(files!);
    const plan = await folder.plan(text);
    expect(plan.phases.map(({ id, tasks }) => [id, tasks.length])).toEqual([
      ["P1", 2],
      ["P2", 2],
      ["P3", 1],
      ["P4", 2],
    ]);
    const tasks = plan.phases.flatMap((phase) => phase.tasks);
    const routed = tasks.flatMap((task) =>
      task.kind === "agent" && task.routed ? [task.routed] : [],
    );
    expect(routed.map(({ domain, complexity }) => [domain, complexity])).toEqual([
      ["backend", "simple"],
      ["backend", "complex"],
      ["backend", "complex"],
      ["frontend", "simple"],
      ["testing", "simple"],
      ["deployment", "simple"],
      ["general", "simple"],
    ]);
    for (const domain of DOMAINS)
      expect(plan.agents![`l2-${domain}-specialist`]).toMatchObject({
        use: agent,
        permissions: "edit",
        system: expect.stringContaining(`You are the ${domain} specialist`) as string,
      });
    expect(plan.agents!["l3-worker"]).toMatchObject({
      preset: "Explore",
      permissions: "read-only",
    });
    expect(plan.mirror).toMatchObject({
      progress: { path: "PROGRESS.json" },
      state: ".claude/orchestrator/state.json",
    });
    expect(plan.defaults.retry.maxAttempts).toBe(4);
  },
);

test.each([
  ["claude", ["haiku", "sonnet"], 3_000_000],
  ["scripted", ["small", "large"], 100_000],
  ["codex", ["gpt-5.4-mini", undefined], 3_000_000],
  ["copilot", [undefined, undefined], 3_000_000],
] as const)("models and budget for %s", async (agent, [simple, complex], tokens) => {
  const { text, files } = writePlan("specialists", folder.path, { agent });
  folder.write(files!);
  const plan = await folder.plan(text);
  const models = plan.phases[0]!.tasks.map((task) => task.kind === "agent" && task.routed!.model);
  expect(models).toEqual([simple, complex]);
  expect(plan.budget).toMatchObject({ tokens, wrapUp: 0.8 });
});

test("written again, what is there is left, also after a run has said how far it is", () => {
  const { files } = writePlan("specialists", folder.path);
  folder.write(files!);
  expect(writePlan("specialists", folder.path).files).toBeUndefined();
  folder.write({
    "PROGRESS.json": files!["PROGRESS.json"]!.replaceAll('"pending"', '"completed"'),
  });
  expect(ownProgress(folder.path)).toBeUndefined();
});

test("for a file of one's own, with the project's commands and the agents that are missing", async () => {
  folder.write({
    "docs/PROGRESS.json":
      '{ "phases": [{ "id": 1, "tasks": [{ "id": "1.1", "title": "Add a page" }] }] }',
    ".claude/agents/l2-frontend-specialist.md": "---\nmodel: opus\n---\nMine.",
    "package.json": '{ "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "1" } }',
    "package-lock.json": "{}",
  });
  expect(ownProgress(folder.path)).toBe("docs/PROGRESS.json");
  const { text, files } = writePlan("specialists", folder.path, { agent: "claude" });
  expect(Object.keys(files!)).toEqual(AGENT_FILES.filter((each) => !each.includes("frontend")));
  folder.write(files!);
  const plan = await folder.plan(text);
  expect(plan.name).toBe("specialists");
  expect(plan.workspace).toMatchObject({ mode: "worktree", setup: "npm ci" });
  expect(plan.mirror!.progress!.path).toBe("docs/PROGRESS.json");
  expect(plan.phases[0]!.gate!.checks[0]).toMatchObject({ type: "run", run: "npm test" });
  expect(plan.phases[0]!.tasks[0]).toMatchObject({
    agent: "l2-frontend-specialist.haiku",
    routed: { domain: "frontend", model: "haiku" },
  });
  expect(plan.agents!["l2-frontend-specialist.haiku"]).toMatchObject({
    system: "Mine.",
    model: "haiku",
  });
});

test("where nobody knows what runs the tests, a run must be given it", async () => {
  folder.write({
    "PROGRESS.json": '{ "phases": [{ "id": 1, "tasks": [{ "id": "a", "title": "A" }] }] }',
  });
  const { text, files } = writePlan("specialists", folder.path, { agent: "claude" });
  const plan = await folder.write(files!).plan(text);
  expect(plan.params).toEqual({
    test: { type: "string", description: "the command that runs the tests" },
  });
  expect(plan.phases[0]!.gate!.checks[0]).toMatchObject({ run: 'eval "$PAWL_PARAM_TEST"' });
});
