import { expect, test } from "vitest";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { plan, told } from "./support.ts";

const agent = (keys: string, phases = "  - { id: a, agent: x, prompt: p }\n"): string =>
  `pawl: 1\nname: a plan\nagents: { x: { use: claude, ${keys} } }\nphases:\n${phases}`;

const agentOf = (text: string): unknown =>
  parsePlan(text, { path: "plan.yaml" }).plan?.agents?.["x"];

test("summaries of phases that are not there, or that nothing waits for", () => {
  expect(
    told(
      plan(`  - { id: a, run: make }
  - { id: b, run: make, summaries: aa }
  - { id: c, run: make, depends_on: [], summaries: [a, c] }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:5:36  error  there is no phase "aa"
          - { id: b, run: make, summaries: aa }
                                           ^~
        did you mean "a"?

    plan.yaml:6:53  error  "c" does not wait for "a", whose summary it is to be given
          - { id: c, run: make, depends_on: [], summaries: [a, c] }
                                                            ^
        add "a" to its "depends_on""
  `);
});

test("of phases before it, directly or not, and of itself", () => {
  const text = plan(`  - { id: a, run: make }
  - { id: b, run: make }
  - { id: c, run: make, summaries: [a, b, c] }
`);
  expect(told(text)).toBe("fine");
  const { phases } = parsePlan(text, { path: "plan.yaml" }).plan!;
  expect(phases.map(({ summaries }) => summaries)).toEqual([undefined, undefined, ["a", "b", "c"]]);
});

test("ready-made checks that nobody knows, or that take what they have no use for", () => {
  expect(
    told(
      plan(`  - id: a
    agent: claude
    prompt: p
    gate:
      checks:
        - { check: test-pass }
        - { check: tests-pass }
        - { check: no-errors, timeout: 5m }
        - { check: types-clean, run: make }
        - { files: a, alone: true }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:9:20  error  "check" is "test-pass", expected a ready-made check: files-found, no-errors, tests-pass or types-clean
                - { check: test-pass }
                           ^~~~~~~~~
        did you mean "tests-pass"?

    plan.yaml:10:20  error  it is not known what runs the tests of this project
                - { check: tests-pass }
                           ^~~~~~~~~~
        write a check by "run" with the command instead

    plan.yaml:11:31  error  "timeout" is for checks that run a command, and "no-errors" runs none
                - { check: no-errors, timeout: 5m }
                                      ^~~~~~~

    plan.yaml:12:13  error  a check is one thing; this has "run" and "check"
                - { check: types-clean, run: make }
                    ^~~~~
        make two checks of it

    plan.yaml:13:23  error  "alone" is for a check by "run", and this is one by "files"
                - { files: a, alone: true }
                              ^~~~~"
  `);
});

test("a gate of no more than what agents say", () => {
  const gate = (check: string): string =>
    plan(`  - id: a
    agent: claude
    prompt: p
    gate: { checks: [ { check: ${check} } ] }
`);
  expect(told(gate("no-errors"))).toMatchInlineSnapshot(`
    "plan.yaml:7:13  warning  this gate rests on what agents say of their own work: nothing that Pawl measures, and nobody's approval, holds them to it
            gate: { checks: [ { check: no-errors } ] }
                    ^~~~~~
        add a check by "run", "files", "coverage" or "tests_kept", or "approve""
  `);
  expect(told(gate("files-found"))).toBe("fine");
});

test("a preset that is none", () => {
  expect(told(agent("preset: explore"))).toMatchInlineSnapshot(`
    "plan.yaml:3:37  error  "preset" is "explore", expected a preset: Explore, Plan, general-purpose or Bash
        agents: { x: { use: claude, preset: explore } }
                                            ^~~~~~~
        did you mean "Explore"?"
  `);
});

test.each([
  ["Explore", "read-only"],
  ["Plan", "read-only"],
  ["general-purpose", "edit"],
  ["Bash", "edit"],
])("preset %s: %s, with a small model and two minutes", (preset, permissions) => {
  expect(agentOf(agent(`preset: ${preset}`))).toMatchObject({
    preset,
    permissions,
    model: "haiku",
    timeoutMs: 120_000,
    system: expect.stringMatching(/^You .{200,}\.$/s) as string,
  });
});

test("what stands beside a preset comes first; another program is given no name of a model", () => {
  const own = "preset: Explore, model: opus, timeout: 10m, system: Be brief., permissions: edit";
  expect(agentOf(agent(own))).toMatchObject({
    model: "opus",
    timeoutMs: 600_000,
    system: "Be brief.",
    permissions: "edit",
  });
  const other = agent("preset: Bash").replace("use: claude", "use: opencode");
  expect(agentOf(other)).not.toHaveProperty("model");
  expect(agentOf(other)).not.toHaveProperty("tools");
  expect(agentOf(agent("preset: Bash"))).toMatchObject({ tools: ["Bash", "Read", "Glob", "Grep"] });
});

test("what becomes of details, and where they are mirrored, stays in the plan's folder", () => {
  const text = `${plan("  - { id: a, run: make, details: archive }\n")}details: removed\nmirror: { details: ../out }\n`;
  expect(told(text)).toMatchInlineSnapshot(`
    "plan.yaml:5:10  error  "details" is "removed", expected keep, until-phase-end or archive
        details: removed
                 ^~~~~~~

    plan.yaml:6:20  error  "../out" leads out of the plan's folder
        mirror: { details: ../out }
                           ^~~~~~
        paths count from the plan's folder"
  `);
});
