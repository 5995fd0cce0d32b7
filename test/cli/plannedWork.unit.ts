import { expect, test } from "vitest";
import { dryRun, dryRunText } from "../../src/cli/dryRun.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";

test("a dry run shows where phases work, and what tasks go through and may change", () => {
  const { plan, source, diagnostics } = parsePlan(
    `pawl: 1
name: x
params: { n: { default: 3 } }
workspace: { base: main, integrate: "build/\${{ params.n }}", setup: npm ci }
agents: { critic: { use: codex } }
models: { review-spec: small }
defaults: { pipeline: { tdd: true, test: npm test, review_spec: critic } }
phases:
  - id: build
    tasks:
      - { id: a, agent: claude, prompt: p, scope: { include: [src/**], exclude: [src/x] } }
      - { id: b, agent: claude, prompt: p, pipeline: { tdd: { skip: words }, review_quality: false, rounds: 1 } }
      - { id: c, kind: manual, instructions: "Look at it.\\nAnd again." }
  - { id: tell, run: echo done, workspace: none }
`,
    { path: "/plan.yaml" },
  );
  expect(diagnostics).toEqual([]);
  const phases = dryRun(plan!, source, { n: 3 }, {});
  expect(dryRunText(phases, plan!, 1).replaceAll(/, timeout .*| \\(1B\\)/g, ""))
    .toMatchInlineSnapshot(`
    "x: would run, at most 1 side by side; nothing is run now

    phase build
      in a worktree of its own, after $ npm ci; begins from main, merged into build/3
      1. build/a
          agent claude, permissions edit
          prompt (1B): p
          stages: write-test, red ($ npm test), implement, green ($ npm test), review-spec (critic, small), review-quality (claude), commit
          each stage may send it back: 3 times
          may change src/**
          may not change src/x
          in /
          PAWL_PARAM_N=3
      1. build/b
          agent claude, permissions edit
          prompt (1B): p
          stages: implement, green ($ npm test), review-spec (critic, small), commit
          each stage may send it back: once
          no failing test first: words
          in /
          PAWL_PARAM_N=3
      1. build/c
          a person: Look at it.
            And again.
          in /
          PAWL_PARAM_N=3

    phase tell  after build
      1. tell/tell
          $ echo done
          in /
          PAWL_PARAM_N=3"
  `);
  expect(phases[0]!.tasks[1]).toMatchObject({
    stages: ["implement", "green", "review-spec", "commit"],
    test: "npm test",
    reviewers: { "review-spec": "critic" },
    withoutTdd: "words",
    rounds: 1,
  });
});
