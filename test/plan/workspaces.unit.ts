import * as fc from "fast-check";
import { expect, test } from "vitest";
import { execFileSync } from "node:child_process";
import type { Plan, Task } from "../../src/core/plan.ts";
import { isBranchName } from "../../src/plan/build/branchName.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { everyTime } from "./support.ts";

function planOf(text: string): Plan {
  const { plan, diagnostics } = parsePlan(`pawl: 1\nname: x\n${text}`, { path: "plan.yaml" });
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

const tasksOf = (text: string): readonly Task[] =>
  planOf(text).phases.flatMap(({ tasks }) => tasks);

test("a workspace, in short and in full", () => {
  const phases = "phases: [{ id: a, run: make }]";
  expect(planOf(`workspace: worktree\n${phases}`).workspace).toEqual({
    mode: "worktree",
    setupTimeoutMs: 600_000,
    isolate: "phase",
    hooks: true,
  });
  const full = `workspace:
  base: main
  integrate: build/\${{ params.n }}
  setup: npm ci
  setup_timeout: 5m
  env: { CI: true }
  copy: [.env]
  ports: { from: 4000 }
  isolate: task
  author: { name: A Person, email: a@example.org }
  hooks: false
params: { n: 1 }
${phases}`;
  expect(planOf(full).workspace).toEqual({
    mode: "worktree",
    base: "main",
    integrate: "build/${{ params.n }}",
    setup: "npm ci",
    setupTimeoutMs: 300_000,
    env: { CI: "true" },
    copy: [".env"],
    ports: { from: 4000, step: 10 },
    isolate: "task",
    author: { name: "A Person", email: "a@example.org" },
    hooks: false,
  });
});

test("a phase has a worktree of its own accord", () => {
  const plan = planOf("phases: [{ id: a, run: make, workspace: worktree }]");
  expect(plan.phases[0]!.workspace).toBe("worktree");
  expect(plan.workspace?.mode).toBe("inplace");
  expect(planOf("phases: [{ id: a, run: make }]").workspace).toBeUndefined();
});

test("a mirror", () => {
  expect(planOf("mirror: { status: docs/build }\nphases: [{ id: a, run: make }]").mirror).toEqual({
    status: "docs/build",
  });
});

test("scopes and manual tasks", () => {
  const tasks = tasksOf(`workspace: worktree
phases:
  - id: a
    tasks:
      - { id: a, run: make, files: [src/**], scope: { exclude: [src/x] } }
      - { id: b, kind: manual, instructions: Look at it., depends_on: a }
  - { id: c, kind: manual, instructions: Look again. }
`);
  expect(tasks[0]!.scope).toEqual({ include: ["src/**"], exclude: ["src/x"] });
  expect(tasks[1]).toEqual({
    kind: "manual",
    id: "b",
    dependsOn: ["a"],
    instructions: "Look at it.",
  });
  expect(tasks[2]).toMatchObject({ kind: "manual", id: "c", instructions: "Look again." });
});

test("a pipeline is put together from the plan, the phase and the task", () => {
  const tasks = tasksOf(`workspace: worktree
models: { implement: large, review-spec: small }
agents: { critic: { use: codex }, builder: { use: claude } }
defaults:
  pipeline: { tdd: true, test: make test, review_spec: critic, models: { review-spec: middle } }
phases:
  - id: a
    pipeline: { rounds: 1, review: inline }
    tasks:
      - { id: a, agent: builder, prompt: p }
      - id: b
        agent: builder
        prompt: p
        pipeline: { tdd: { skip: words }, review_spec: true, review_quality: false, retry_limit: 0 }
      - { id: c, run: make }
  - { id: b, agent: builder, prompt: p, pipeline: { test: make more, test_timeout: 1m } }
`);
  const first = {
    tdd: true,
    test: { run: "make test", timeoutMs: 600_000 },
    reviewSpec: "critic",
    reviewQuality: "builder",
    review: "inline",
    rounds: 1,
    models: { implement: "large", "review-spec": "middle" },
  };
  expect(tasks.map((each) => each.pipeline)).toEqual([
    first,
    {
      tdd: false,
      withoutTdd: "words",
      test: first.test,
      reviewSpec: "builder",
      review: "inline",
      rounds: 0,
      models: first.models,
    },
    undefined,
    {
      ...first,
      review: "fresh",
      rounds: 3,
      test: { run: "make more", timeoutMs: 60_000 },
    },
  ]);
});

test("reviewers are agents of the plan", () => {
  const plan = planOf(`workspace: worktree
agents: { critic: { use: codex }, other: { use: codex } }
phases: [{ id: a, agent: claude, prompt: p, pipeline: { review_spec: critic, review_quality: gemini } }]
`);
  expect(Object.keys(plan.agents!).sort()).toEqual(["claude", "critic", "gemini", "other"]);
});

test("pipeline: false takes back what has no test first", () => {
  const tasks = tasksOf(`workspace: worktree
defaults: { pipeline: { test: make test } }
phases: [{ id: a, agent: claude, prompt: p, pipeline: false }]
`);
  expect(tasks[0]!.pipeline).toBeUndefined();
});

const git = (name: string): boolean => {
  try {
    execFileSync("git", ["check-ref-format", `refs/heads/${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

test("names of branches are what git takes for some", () => {
  const names = fc
    .array(
      fc.constantFrom(
        "a",
        "B",
        "/",
        ".",
        "..",
        "-",
        "@",
        "{",
        "~",
        "^",
        ":",
        " ",
        "é",
        ".lock",
        "HEAD",
        "\\",
        "*",
        "[",
      ),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .map((parts) => parts.join(""))
    // These lead elsewhere where git expects a branch.
    .filter((name) => name !== "@" && name !== "HEAD" && !name.startsWith("-"));
  expect(
    everyTime(names, (name) => expect([name, isBranchName(name)]).toEqual([name, git(name)])),
  ).toBe("held");
}, 60_000);
