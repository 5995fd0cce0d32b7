import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Check } from "../../../src/core/gate.ts";
import type { Plan } from "../../../src/core/plan.ts";
import { evaluate } from "../../../src/plan/expression.ts";
import { isOwnProject } from "../../../src/plan/templates/discovery.ts";
import { TEMPLATE_AGENTS } from "../../../src/plan/templates/roles.ts";
import { writePlan } from "../../../src/plan/templates/templates.ts";
import { PlanFolder } from "../support.ts";

let folder: PlanFolder;
beforeEach(() => void (folder = new PlanFolder()));
afterEach(() => folder.remove());

// The others cannot be held to what the plan lets them do, and a warning says so.
const held = TEMPLATE_AGENTS.filter((each) => each !== "qwen" && each !== "pi");

const checksOf = (plan: Plan, phase: string): readonly Check[] =>
  plan.phases.find((each) => each.id === phase)!.gate!.checks;

test.each(held)(
  "for %s it is a plan of the sample without an error or a warning",
  async (agent) => {
    const { text, files } = writePlan("discovery", folder.path, { agent });
    const paths = Object.keys(files!);
    expect(paths.includes("agents/scripted.yaml")).toBe(agent === "scripted");
    expect(paths.filter((each) => each !== "agents/scripted.yaml")).toEqual([
      "e2e/notes.mjs",
      "package.json",
      "src/api.mjs",
      "src/notes.mjs",
      "src/server.mjs",
      "test/notes.test.mjs",
    ]);
    folder.write(files!);
    const plan = await folder.plan(text);
    expect(plan).toMatchObject({ concurrency: 3, onFailure: "stop", details: "until-phase-end" });
    expect(plan.agents).toMatchObject({
      explorer: { use: agent, preset: "Explore", permissions: "read-only", timeoutMs: 120_000 },
      planner: { use: agent, preset: "Plan", permissions: "read-only", timeoutMs: 120_000 },
      builder: { use: agent, preset: "general-purpose", permissions: "edit", timeoutMs: 120_000 },
      runner: { use: agent, preset: "Bash", permissions: "edit", timeoutMs: 120_000 },
    });
    expect(plan.agents!["explorer"]!.model).toBe(agent === "claude" ? "haiku" : SMALL[agent]);
    expect(
      plan.phases.map(({ id, dependsOn, tasks }) => [
        id,
        dependsOn,
        tasks.map((each) => [each.id, each.dependsOn]),
      ]),
    ).toEqual([
      [
        "discovery",
        [],
        [
          ["find-components", []],
          ["find-endpoints", []],
          ["find-tests", []],
        ],
      ],
      [
        "planning",
        ["discovery"],
        [
          ["design-components", []],
          ["design-api", ["design-components"]],
        ],
      ],
      [
        "implementation",
        ["planning"],
        [
          ["build-components", []],
          ["build-api", []],
        ],
      ],
      [
        "testing",
        ["implementation"],
        [
          ["write-tests", []],
          ["run-e2e", ["write-tests"]],
        ],
      ],
    ]);
    expect(checksOf(plan, "discovery").map(({ type }) => type)).toEqual([
      "files-found",
      "no-errors",
    ]);
    expect(checksOf(plan, "implementation")).toMatchObject([
      { id: "tests-pass", run: "npm test", ready: "tests-pass" },
      { id: "types-clean", run: "npm run types", ready: "types-clean" },
      { guard: "tests-kept" },
    ]);
  },
);

const SMALL: Partial<Record<string, string>> = { codex: "gpt-5.4-mini", gemini: "flash-lite" };

test("written again, what is there is left", () => {
  folder.write(writePlan("discovery", folder.path).files!);
  expect(writePlan("discovery", folder.path).files).toBeUndefined();
  expect(isOwnProject(folder.path)).toBe(false);
});

/** Whether the check of planning that no file is in both designs holds. */
async function areApart(components: readonly string[], api: readonly string[]): Promise<unknown> {
  const { text, files } = writePlan("discovery", folder.path);
  folder.write(files ?? {});
  const check = checksOf(await folder.plan(text), "planning").find(({ id }) => id === "apart");
  if (check?.type !== "that") throw new Error("planning has no such check");
  const design = (paths: readonly string[]) => ({ files: paths.map((path) => ({ path })) });
  return evaluate(check.source, {
    artifacts: { component_design: design(components), api_design: design(api) },
  });
}

test("two designs of the same file are not built side by side", async () => {
  expect(await areApart(["src/a.mjs"], ["src/b.mjs", "src/c.mjs"])).toBe(true);
  expect(await areApart(["src/a.mjs", "src/c.mjs"], ["src/b.mjs", "src/c.mjs"])).toBe(false);
});

function project(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  }
}

test("for a project of one's own, with its commands; what is to be built, a run is told", async () => {
  project({
    "package.json": JSON.stringify({
      scripts: { test: "vitest run", "test:e2e": "playwright test" },
      devDependencies: { vitest: "1", typescript: "5" },
    }),
    "package-lock.json": "{}",
    "tsconfig.json": "{}",
  });
  expect(isOwnProject(folder.path)).toBe(true);
  const { text, files } = writePlan("discovery", folder.path, { agent: "claude" });
  expect(files).toBeUndefined();
  const plan = await folder.plan(text);
  expect(plan.params).toEqual({ feature: { type: "string", description: "what is to be built" } });
  expect(plan.workspace).toMatchObject({ mode: "worktree", isolate: "task", setup: "npm ci" });
  expect(checksOf(plan, "implementation")).toMatchObject([
    { run: "npm test" },
    { run: "node_modules/.bin/tsc --noEmit" },
    { guard: "tests-kept" },
  ]);
  expect(checksOf(plan, "testing")[1]).toMatchObject({ id: "e2e", run: "npm run test:e2e" });
});

test("where nobody knows what runs the tests, a run must be given it; what cannot be checked is left out", async () => {
  project({ "main.sh": "echo\n" });
  const plan = await folder.plan(writePlan("discovery", folder.path, { agent: "claude" }).text);
  expect(Object.keys(plan.params)).toEqual(["feature", "test"]);
  expect(checksOf(plan, "implementation")).toMatchObject([
    { id: "tests", run: 'eval "$PAWL_PARAM_TEST"' },
    { guard: "tests-kept" },
  ]);
  expect(checksOf(plan, "testing").map(({ id }) => id)).toEqual([
    "tests",
    "no-errors",
    "tests-kept",
  ]);
});
