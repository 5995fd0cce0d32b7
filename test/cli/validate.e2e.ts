import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const BROKEN = `pawl: 1
nmae: broken
phases:
  - id: build
    tasks:
      - { id: compile, run: gti status }
  - id: test
    depends_on: biuld
    run: "true"
    env: { TOTAL: { from: params.totl } }
`;

describe("for a person", () => {
  test("a plan that is in order", async () => {
    place.write("plan.yaml", "pawl: 1\nname: x\nphases: [{ id: a, run: echo a }]\n");
    expect(await place.pawl("validate", "plan.yaml")).toMatchObject({
      code: 0,
      stdout: "plan.yaml is valid: 1 phase, 1 task\n",
      stderr: "",
    });
  });

  test("errors are shown with place, mark and what to do, all at once", async () => {
    place.write("plan.yaml", BROKEN);
    const ended = await place.pawl("validate", "plan.yaml");
    expect(ended).toMatchObject({ code: 2, stderr: "" });
    expect(ended.stdout).toMatchInlineSnapshot(`
      "plan.yaml:1:1  error  the plan needs "name"
          pawl: 1
          ^~~~
          add "name": text

      plan.yaml:2:1  error  unknown key "nmae" in the plan
          nmae: broken
          ^~~~
          did you mean "name"?

      plan.yaml:6:29  error  there is no command "gti" on the PATH
                - { id: compile, run: gti status }
                                      ^~~
          did you mean "git"?

      plan.yaml:8:17  error  there is no phase "biuld"
              depends_on: biuld
                          ^~~~~
          did you mean "build"?

      plan.yaml:10:34  error  the plan has no parameter "totl"
              env: { TOTAL: { from: params.totl } }
                                           ^~~~
          it has none; they are declared under "params"

      plan.yaml: 5 errors
      "
    `);
  });
});

test("--json is one document, for a good plan and for a broken one", async () => {
  place.write("good.yaml", "pawl: 1\nname: x\nphases: [{ id: a, run: echo a }]\n");
  const good = await place.pawl("validate", "good.yaml", "--json");
  expect(good.code).toBe(0);
  expect(JSON.parse(good.stdout)).toEqual({ plan: "good.yaml", valid: true, diagnostics: [] });
  place.write("plan.yaml", "pawl: 1\nnmae: x\nphases: [{ id: a, run: echo a }]\n");
  const broken = await place.pawl("validate", "plan.yaml", "--json");
  expect(broken).toMatchObject({ code: 2, stderr: "" });
  expect(JSON.parse(broken.stdout)).toEqual({
    plan: "plan.yaml",
    valid: false,
    diagnostics: [
      {
        severity: "error",
        code: "missing-key",
        file: "plan.yaml",
        line: 1,
        column: 1,
        length: 4,
        message: 'the plan needs "name"',
        hint: 'add "name": text',
      },
      {
        severity: "error",
        code: "unknown-key",
        file: "plan.yaml",
        line: 2,
        column: 1,
        length: 4,
        message: 'unknown key "nmae" in the plan',
        hint: 'did you mean "name"?',
      },
    ],
  });
});

describe("--format seed", () => {
  const workflow = (phases: object[]): void => {
    place.write("workflow.json", JSON.stringify({ workflow_id: "w", phases }));
  };
  const validate = () => place.pawl("validate", "workflow.json", "--format", "seed");

  test("tells of each phase whether what it depends on and its command are there", async () => {
    workflow([
      { name: "scout", command: "ls" },
      { name: "Build it", command: "echo build", depends_on: ["scout"] },
    ]);
    const ended = await validate();
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toBe('{"Build it_deps":true,"scout_cmd":true,"Build it_cmd":true}\n');
  });

  test("does so of a broken plan too, with what is wrong on stderr", async () => {
    workflow([
      { name: "scout", command: "no-such-command-here" },
      { name: "build", command: "echo build", depends_on: ["scout", "plan"] },
      { name: "test", command: "echo test", depends_on: ["build"], retry_count: 0 },
    ]);
    const ended = await validate();
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.stdout)).toEqual({
      build_deps: false,
      test_deps: true,
      scout_cmd: false,
      build_cmd: true,
      test_cmd: true,
    });
    expect(ended.stderr).toContain('there is no command "no-such-command-here" on the PATH');
  });

  test("a plan with every part there and another mistake is exit 2 all the same", async () => {
    workflow([{ name: "a", command: "ls", retry_count: 0 }]);
    const ended = await validate();
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('{"a_cmd":true}\n');
    expect(ended.stderr).toContain("retry_count");
  });

  test("of a text that is no plan there is nothing to tell", async () => {
    place.write("workflow.json", '{"workflow_id": "w", "phases": [');
    const ended = await validate();
    expect(ended).toMatchObject({ code: 2, stdout: "{}\n" });
    expect(ended.stderr).toContain('this "[" is never closed');
  });
});

describe("--explain", () => {
  const PLAN = `pawl: 1
name: x
agents:
  ui: { use: scripted, script: { default: [{ say: hello }] } }
  own: { use: scripted, script: { default: [{ say: hello }] } }
specialists: { frontend: ui, models: { simple: small }, rules: [{ domain: frontend, words: [checkout] }] }
phases:
  - id: p
    tasks:
      - { id: page, prompt: Lay the page out. }
      - { id: pay, prompt: Write the checkout. }
      - { id: other, agent: own, prompt: x }
      - { id: sh, run: "true" }
`;

  test("says of each agent's task who does it, with which model, and why", async () => {
    place.write("plan.yaml", PLAN);
    const ended = await place.pawl("validate", "plan.yaml", "--explain");
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toMatchInlineSnapshot(`
      "plan.yaml is valid: 1 phase, 4 tasks

      p/page
        frontend: its title says "page"
        ui.small (scripted), model small (simple: 0 files, 0 criteria, 0 dependencies, 17 characters; the plan's for simple tasks)
      p/pay
        frontend: rule 1 of the plan: it says "checkout"
        ui.small (scripted), model small (simple: 0 files, 0 criteria, 0 dependencies, 19 characters; the plan's for simple tasks)
      p/other
        the task names its agent
        own (scripted), no model named (the program's own)
      "
    `);
    const { stdout } = await place.pawl("validate", "plan.yaml", "--explain", "--json");
    const { routes } = JSON.parse(stdout) as { routes: object[] };
    expect(routes).toHaveLength(3);
    expect(routes[0]).toEqual({
      task: "p/page",
      domain: "frontend",
      because: 'its title says "page"',
      agent: "ui.small",
      driver: "scripted",
      model: "small",
      becauseModel: "the plan's for simple tasks",
      complexity: "simple",
      becauseComplexity: "0 files, 0 criteria, 0 dependencies, 17 characters",
    });
    expect(routes[2]).toEqual({
      task: "p/other",
      because: "the task names its agent",
      agent: "own",
      driver: "scripted",
      becauseModel: "the program's own",
    });
  });

  test("of a plan of commands there is nothing to say", async () => {
    place.write("plan.yaml", "pawl: 1\nname: x\nphases: [{ id: a, run: echo a }]\n");
    const { stdout } = await place.pawl("validate", "plan.yaml", "--explain");
    expect(stdout).toBe("plan.yaml is valid: 1 phase, 1 task\n\nno task is an agent's\n");
  });
});
