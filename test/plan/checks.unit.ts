import { expect, test } from "vitest";
import { told } from "./support.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";

const head = "pawl: 1\nname: x\nworkspace: worktree\nphases:\n";

test("checks are commands that run after the work of an agent", () => {
  const text = `${head}  - id: a
    tasks:
      - { id: a, agent: claude, prompt: p, check: npm run lint }
      - { id: b, agent: claude, prompt: p, check: [npm run lint, true], pipeline: { test: make } }
      - { id: c, agent: claude, prompt: p }
  - { id: d, agent: claude, prompt: p, check: make }
`;
  const { plan, diagnostics } = parsePlan(text, { path: "plan.yaml" });
  expect(diagnostics).toEqual([]);
  const pipelines = plan!.phases.flatMap(({ tasks }) => tasks.map(({ pipeline }) => pipeline));
  expect(pipelines).toMatchObject([
    { tdd: false, check: { run: ["npm run lint"], timeoutMs: 600_000 } },
    { test: { run: "make" }, reviewSpec: "claude", check: { run: ["npm run lint", "true"] } },
    undefined,
    { check: { run: ["make"] } },
  ]);
  expect(pipelines[0]).not.toHaveProperty("reviewSpec");
});

test("checks of what no agent does are refused", () => {
  expect(
    told(`${head}  - id: a
    check: make
    tasks:
      - { id: a, run: make, check: make lint }
      - { id: b, kind: manual, instructions: Look., check: make lint }
      - { id: c, agent: claude, prompt: p, check: [] }
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:6:5  error  "check" is a task's, not a phase's
            check: make
            ^~~~~
        give it to a task

    plan.yaml:8:29  error  "check" is for the work of agents: Pawl runs it to see whether it is done
              - { id: a, run: make, check: make lint }
                                    ^~~~~
        put it into "run"

    plan.yaml:9:53  error  "check" is for the work of agents: Pawl runs it to see whether it is done
              - { id: b, kind: manual, instructions: Look., check: make lint }
                                                            ^~~~~
        put it into "run"

    plan.yaml:10:51  error  "check" is an empty list, expected a shell command, or a list of them
              - { id: c, agent: claude, prompt: p, check: [] }
                                                          ^~"
  `);
});
