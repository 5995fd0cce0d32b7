import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Phase, Plan } from "../../../src/core/plan.ts";
import { evaluate } from "../../../src/plan/expression.ts";
import { TEMPLATE_AGENTS } from "../../../src/plan/templates/roles.ts";
import { writePlan } from "../../../src/plan/templates/templates.ts";
import { PlanFolder } from "../support.ts";

let folder: PlanFolder;
beforeEach(() => void (folder = new PlanFolder()));
afterEach(() => folder.remove());

async function sample(agent = TEMPLATE_AGENTS[0]!): Promise<Plan> {
  const { text, files } = writePlan("isolated", folder.path, { agent });
  return (folder.write(files ?? {}), folder.plan(text));
}

const phaseOf = ({ phases }: Plan, id: string): Phase => phases.find((each) => each.id === id)!;

// The others cannot be held to what the plan lets them do, and a warning says so.
const held = TEMPLATE_AGENTS.filter((each) => each !== "qwen" && each !== "pi");

test.each(held)("for %s it is a plan without an error or a warning", async (agent) => {
  const plan = await sample(agent);
  expect(plan.phases.map(({ id, timeoutMs }) => [id, timeoutMs])).toEqual([
    ["alignment", 1_800_000],
    ["implementation", 1_800_000],
    ["verification", 1_800_000],
    ["commit", 1_800_000],
  ]);
  expect(plan.phases.map(({ gate }) => gate?.approve?.phrase)).toEqual([
    "proceed to implementation",
    "proceed to verification",
    "proceed to commit",
    undefined,
  ]);
  expect(plan.inputs?.map((each) => each.path)).toEqual(["docs/spec.md"]);
});

test("with a specification of one's own, a run must be given the commands", async () => {
  folder.write({ "docs/spec.md": "my own" });
  const { text, files } = writePlan("isolated", folder.path);
  expect(files).toBeUndefined();
  const { params } = await folder.plan(text);
  expect(params["build"]).not.toHaveProperty("default");
  expect(params["test"]).not.toHaveProperty("default");
  expect(params["lint"]).not.toHaveProperty("default");
});

/** Whether the check of a gate over expressions holds. */
function holds(plan: Plan, phase: string, id: string, scope: Record<string, unknown>): unknown {
  const check = phaseOf(plan, phase).gate!.checks.find((each) => each.id === id);
  if (check?.type !== "that") throw new Error(`${phase} has no such check: ${id}`);
  return evaluate(check.source, { params: { quality: 80 }, ...scope });
}

test("the alignment must be approved, without an open critical issue, within bounds, of named tasks", async () => {
  const plan = await sample();
  const good = {
    alignment_status: "approved",
    approved_tasks: ["1.1.1"],
    scope_boundaries: { included_modules: ["a"], excluded_modules: [] },
    issues: [{ severity: "minor", text: "x" }],
  };
  const ask = (id: string, change: object): unknown =>
    holds(plan, "alignment", id, {
      artifacts: { alignment_state: { ...good, ...change } },
      outputs: { named: { found: "1.1.1 1.1.2" } },
    });
  const critical = { severity: "critical", text: "x" };
  expect([
    ask("approved", {}),
    ask("approved", { alignment_status: "rejected" }),
    ask("no-critical-issue", {}),
    ask("no-critical-issue", { issues: [] }),
    ask("no-critical-issue", { issues: [...good.issues, critical] }),
    ask("no-critical-issue", { issues: [{ ...critical, resolved: true }] }),
    ask("scope", {}),
    ask("scope", { scope_boundaries: { included_modules: [], excluded_modules: ["b"] } }),
    ask("tasks-of-the-specification", {}),
    ask("tasks-of-the-specification", { approved_tasks: [] }),
    ask("tasks-of-the-specification", { approved_tasks: ["1.1.1", "1.1.3"] }),
  ]).toEqual([true, false, true, true, false, true, true, false, true, false, false]);
});

test("every acceptance criterion must be judged and met, and the quality be enough", async () => {
  const plan = await sample();
  const ask = (id: string, results: object, score = 88): unknown =>
    holds(plan, "verification", id, {
      artifacts: {
        verification_state: {
          verification_status: "approved",
          ac_results: results,
          quality_metrics: { code_quality_score: score },
        },
      },
      outputs: { criteria: { found: "AC-1.1.1 AC-1.1.2" } },
    });
  const met = { "AC-1.1.1": "✅", "AC-1.1.2": true };
  expect([
    ask("approved", met),
    ask("all-criteria", met),
    ask("all-criteria", {}),
    ask("all-criteria", { "AC-1.1.1": "pass" }),
    ask("criteria-met", met),
    ask("criteria-met", {}),
    ask("criteria-met", { ...met, "AC-1.1.2": "fail" }),
    ask("criteria-met", { ...met, "AC-1.1.2": false }),
    ask("quality", met, 80),
    ask("quality", met, 79.9),
  ]).toEqual([true, true, false, false, true, false, false, false, true, false]);
});

/** What a task of the plan writes as its outputs, run as Pawl runs it. */
function outputsOf(plan: Plan, phase: string, id: string, part: string): string {
  const task = phaseOf(plan, phase).tasks.find((each) => each.id === id);
  if (task?.kind !== "command") throw new Error(`${phase} has no such command: ${id}`);
  const env = {
    PATH: process.env["PATH"],
    SPEC: "docs/spec.md",
    PAWL_PARAM_PHASE: part,
    PAWL_OUTPUT: "outputs",
  };
  folder.write({ outputs: "" });
  execFileSync("/bin/sh", ["-c", task.run], { cwd: folder.path, env, stdio: "pipe" });
  return readFileSync(join(folder.path, "outputs"), "utf8");
}

test("tasks and criteria of the phase are found in the specification, and none is a failure", async () => {
  const plan = await sample();
  expect(outputsOf(plan, "alignment", "named", "1.1")).toBe("found=1.1.1 1.1.2\n");
  expect(outputsOf(plan, "verification", "criteria", "1.1")).toBe("found=AC-1.1.1 AC-1.1.2\n");
  expect(() => outputsOf(plan, "alignment", "named", "2.4")).toThrow(
    "docs/spec.md names no task of phase 2.4",
  );
  expect(() => outputsOf(plan, "verification", "criteria", "1")).toThrow(
    "docs/spec.md names no acceptance criterion of phase 1",
  );
  folder.write({ "docs/spec.md": "11.1.1, 1x1.1 and AC-1.1.9; 1.1.3, and 1.1.2." });
  expect(outputsOf(plan, "alignment", "named", "1.1")).toBe("found=1.1.2 1.1.3\n");
});
