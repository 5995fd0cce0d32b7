import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inputPhaseOf, inputScopeOf } from "../../src/core/inputs.ts";
import { PlanFolder } from "./support.ts";

const SIGNERS = "ann@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\n";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

let folder: PlanFolder;
beforeAll(() => {
  folder = new PlanFolder().write({
    ".allowed_signers": SIGNERS,
    "docs/spec.md": "a specification",
    "docs/1 more.txt": "more",
  });
});
afterAll(() => folder.remove());

const HEAD = "pawl: 1\nname: a plan\nparams: { part: 2.4 }\n";

test("checks become what the engine is to look at, each with an id of its own", async () => {
  const { phases } = await folder.plan(`${HEAD}defaults: { timeout: 5m }
phases:
  - id: p
    timeout: 30m
    tasks: [{ id: t, agent: claude, prompt: x }]
    gate:
      checks:
        - { run: npm test -- --all, cwd: web, timeout: 10m, alone: true }
        - { run: "npm test -- --all" }
        - { id: npm-test-all-2, run: true }
        - { that: "1 < 2", message: strange }
        - { files: README.md }
        - { coverage: lcov.info, lines: 90, branches: 80.5, only: ["src/**"] }
        - { tests_kept: true }
        - { checks_kept: [package.json] }
        - { run: "'" }
`);
  expect(phases[0]!.timeoutMs).toBe(1_800_000);
  expect(phases[0]!.tasks[0]!.timeoutMs).toBeUndefined();
  const run = { type: "run", timeoutMs: 300_000 };
  expect(phases[0]!.gate).toEqual({
    checks: [
      {
        ...run,
        id: "npm-test-all",
        run: "npm test -- --all",
        cwd: "web",
        timeoutMs: 600_000,
        alone: true,
      },
      { ...run, id: "npm-test-all-3", run: "npm test -- --all" },
      { ...run, id: "npm-test-all-2", run: "true" },
      { type: "that", id: "that", source: "1 < 2", message: "strange" },
      { type: "files", id: "files", paths: ["README.md"] },
      {
        type: "coverage",
        id: "coverage",
        report: "lcov.info",
        lines: 90,
        branches: 80.5,
        only: ["src/**"],
      },
      { type: "guard", id: "tests-kept", guard: "tests-kept" },
      { type: "guard", id: "checks-kept", guard: "checks-kept", paths: ["package.json"] },
      { ...run, id: "run", run: "'" },
    ],
  });
});

test("approvals, in short and in full", async () => {
  const { phases } = await folder.plan(`${HEAD}phases:
  - { id: a, run: make, timeout: 1m, gate: { approve: proceed to b } }
  - id: b
    run: make
    gate:
      approve:
        phrase: proceed
        checklist: [one, two]
        from: ann
        signers: .allowed_signers
        timeout: { after: 24h, run: ./tell.sh }
  - { id: c, run: make, gate: { approve: { phrase: x, timeout: { after: 1h, then: reject } } } }
`);
  expect(phases[0]).toMatchObject({
    gate: { checks: [], approve: { phrase: "proceed to b", checklist: [] } },
    tasks: [{ timeoutMs: 60_000 }],
  });
  expect(phases[0]!.timeoutMs).toBeUndefined();
  expect(phases[1]!.gate).toEqual({
    checks: [],
    approve: {
      phrase: "proceed",
      checklist: ["one", "two"],
      from: ["ann"],
      signers: SIGNERS,
      timeout: { afterMs: 86_400_000, then: "escalate", run: "./tell.sh" },
    },
  });
  expect(phases[2]!.gate!.approve!.timeout).toEqual({ afterMs: 3_600_000, then: "reject" });
});

test.each([
  ["[docs/spec.md, docs/1 more.txt]", ["spec", "_1_more"]],
  ["{ spec: docs/spec.md, more: docs/1 more.txt }", ["spec", "more"]],
  ["{ documents: [docs/spec.md, ./docs/1 more.txt] }", ["spec", "_1_more"]],
  ["{ documents: { spec: docs/spec.md, more: docs/1 more.txt } }", ["spec", "more"]],
])("inputs %s are frozen with their hashes", async (inputs, names) => {
  const reading = await folder.read(
    `${HEAD}inputs: ${inputs}\nphases: [{ id: p, run: make, gate: { approve: { phrase: x, signers: .allowed_signers } } }]\n`,
  );
  expect(reading.diagnostics).toEqual([]);
  const spec = { path: "docs/spec.md", sha256: sha256("a specification") };
  const more = { path: "docs/1 more.txt", sha256: sha256("more") };
  expect(reading.plan!.inputs).toEqual([
    { name: names[0], ...spec },
    { name: names[1], ...more },
  ]);
  const signers = { path: ".allowed_signers", sha256: sha256(SIGNERS) };
  expect(reading.source.files).toEqual([signers, more, spec]);
  expect(inputScopeOf(reading.plan!, {})).toEqual({ spec, [names[1]!]: more });
});

test("the phase of the documents is worked out of the parameters", async () => {
  const phaseOf = async (written: string): Promise<string | undefined> => {
    const text = `${HEAD}inputs: { phase: ${written}, documents: [docs/spec.md] }\nphases: [{ id: p, run: make }]\n`;
    return inputPhaseOf(await folder.plan(text), { part: "2.4" });
  };
  expect(await phaseOf("2.40")).toBe("2.40");
  expect(await phaseOf('"${{ params.part }}"')).toBe("2.4");
  expect(await phaseOf("\"v${{params['part']}}-b\"")).toBe("v2.4-b");
  expect(inputPhaseOf({}, {})).toBeUndefined();
});

test("tasks of a list are what each of them is to be", async () => {
  const { phases, agents } = await folder.plan(`${HEAD}phases:
  - { id: a, agent: claude, prompt: x, produces: { list: { type: array } } }
  - id: b
    needs: list
    order: sequence
    timeout: 1h
    tasks: { from: artifacts.list, id: step, agent: codex, prompt: "Do \${{ item }}.", timeout: 5m }
  - { id: c, needs: list, tasks: { from: artifacts.list, run: make, env: { X: { from: item } } } }
`);
  expect(phases[1]).toMatchObject({
    timeoutMs: 3_600_000,
    tasks: [],
    tasksFrom: {
      source: "artifacts.list",
      order: "sequence",
      template: {
        id: "step",
        kind: "agent",
        agent: "codex",
        prompt: "Do ${{ item }}.",
        timeoutMs: 300_000,
      },
    },
  });
  expect(phases[2]!.tasksFrom).toMatchObject({
    order: "parallel",
    template: { id: "c", kind: "command", run: "make", env: { X: { from: "item" } } },
  });
  expect(Object.keys(agents!)).toEqual(["claude", "codex"]);
});
