import { expect, test } from "vitest";
import { onlyPhase } from "../../src/core/onlyPhase.ts";
import type { Plan } from "../../src/core/plan.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";

function planOf(phases: string): Plan {
  const text = `pawl: 1\nname: x\nworkspace: { integrate: build/1, hooks: false }\nphases:\n${phases}`;
  const { plan, diagnostics } = parsePlan(text, { path: "plan.yaml" });
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

const plan = planOf(`
  - { id: a, run: make, produces: { state: true } }
  - id: b
    title: Second
    when: failure
    workspace: inplace
    tasks:
      - { id: t, agent: claude, prompt: p, retry: { max_attempts: 5, delay: 9s }, pipeline: { test: make } }
      - { id: u, run: make }
  - { id: c, needs: state, agent: claude, prompt: p }
  - { id: d, tasks: { from: params, run: make } }
`);

test("one phase alone, all before it taken as done", () => {
  const { phases, workspace, ...rest } = onlyPhase(plan, "b");
  expect(phases).toEqual([{ ...plan.phases[1], dependsOn: [], when: "success" }]);
  expect(workspace).toEqual(plan.workspace);
  expect(rest).toEqual({ ...plan, phases: undefined, workspace: undefined });
  expect(onlyPhase(plan, "Second").phases[0]!.id).toBe("b");
});

test("in a worktree that is there", () => {
  const only = onlyPhase(plan, "b", { worktree: "/w" });
  expect(only.workspace).toEqual({ ...plan.workspace, mode: "worktree", at: "/w" });
  expect(only.phases[0]!.workspace).toBeUndefined();
  const { workspace: _, ...plain } = plan;
  expect(onlyPhase(plain, "b", { worktree: "/w" }).workspace).toEqual({
    mode: "worktree",
    at: "/w",
    setupTimeoutMs: 600_000,
    isolate: "phase",
    hooks: true,
  });
});

test("with a limit of its own", () => {
  const [first, second] = onlyPhase(plan, "b", { retryLimit: 0 }).phases[0]!.tasks;
  expect(first).toMatchObject({
    retry: { maxAttempts: 1, delayMs: 9_000 },
    pipeline: { rounds: 0, test: { run: "make" } },
  });
  expect(second).toMatchObject({ retry: { maxAttempts: 1, delayMs: 1_000 } });
  expect(second).not.toHaveProperty("pipeline");
  const [made] = onlyPhase(plan, "d", { retryLimit: 2 }).phases;
  expect(made!.tasksFrom!.template.retry!.maxAttempts).toBe(3);
});

test("what cannot be run by itself", () => {
  expect(() => onlyPhase(plan, "x")).toThrow(
    'the plan has no phase "x"; its phases are a, b, c, d',
  );
  expect(() => onlyPhase(plan, "c")).toThrow(
    '"c" cannot be run by itself: it needs state of a; run the plan with --until c instead',
  );
});

test("the issue of the whole plan is not told of one phase", () => {
  const whole = planOf(
    "  - { id: a, run: make }\n  - { id: b, run: make }\ngithub: { repo: octo/shop, issue: 7 }\n",
  );
  expect(whole.github?.issue).toBe("7");
  expect(onlyPhase(whole, "b")).not.toHaveProperty("github");
});
