import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Plan, Task } from "../../src/core/plan.ts";
import { PlanFolder } from "./support.ts";

let folder: PlanFolder;
beforeEach(() => void (folder = new PlanFolder()));
afterEach(() => folder.remove());

const planOf = (specialists: string, tasks: readonly string[], more = ""): string => `pawl: 1
name: x
workspace: worktree
${more}specialists: ${specialists}
phases:
  - id: p
    tasks:
${tasks.map((each) => `      - ${each}`).join("\n")}
`;

type AgentTask = Extract<Task, { kind: "agent" }>;

const agentTasks = (plan: Plan): AgentTask[] =>
  plan.phases.flatMap(({ tasks }) => tasks.filter((each) => each.kind === "agent"));

const PAGE = "{ id: page, prompt: Lay the page out. }";
const TABLE = "{ id: schema, prompt: Migrate it., files: [db/1.sql], acceptance: [a, b, c, d] }";

/** Agents of Claude Code as they are found, each odd in its way. */
const ODD = {
  // Quoted values and line ends of another system.
  ".claude/agents/ui.md":
    '---\r\nname: "l2-frontend-specialist"\r\ndescription: "Pages: all"\r\nmodel: "sonnet"\r\n---\r\n\r\nPages.\r\n',
  // No YAML at all: an example in the description; the empty key of tools.
  ".claude/agents/l2-backend-specialist.md":
    '---\nname: l2-backend-specialist\ndescription: Builds servers.\n\nExamples:\n- <example>\n  user: "do it: now"\n  </example>\ntools:\nmodel: inherit\n---\nServers.\n',
  // In a folder of the folder, with a folded description and a name of its own.
  ".claude/agents/team/l2-testing-specialist.md":
    "---\nname: Tester\ndescription: >\n  Tests. Use it: often,\n  and early.\n---\nTests.\n",
};

test("specialists are found by their names, however odd their files are", async () => {
  folder.write(ODD);
  const tasks = [PAGE, TABLE, "{ id: t, prompt: Test it. }", "{ id: o, prompt: Write minutes. }"];
  const { plan, diagnostics } = await folder.read(planOf("{ general: codex }", tasks));
  expect(
    diagnostics.map(({ severity, file, code }) => [severity, file.slice(folder.path.length), code]),
  ).toEqual([["warning", "/.claude/agents/l2-backend-specialist.md", "bad-front-matter"]]);
  expect(agentTasks(plan!).map(({ id, agent, routed }) => [id, agent, routed!.domain])).toEqual([
    ["page", "l2-frontend-specialist", "frontend"],
    ["schema", "l2-backend-specialist", "backend"],
    ["t", "l2-testing-specialist", "testing"],
    ["o", "codex", "general"],
  ]);
  const said = Object.values(plan!.agents!).map(({ id, use, model, system, source }) => [
    id,
    use,
    model,
    system,
    source,
  ]);
  expect(said).toEqual([
    ["codex", "codex", undefined, undefined, undefined],
    ["l2-frontend-specialist", "claude", "sonnet", "Pages.", ".claude/agents/ui.md"],
    [
      "l2-backend-specialist",
      "claude",
      undefined,
      "Servers.",
      ".claude/agents/l2-backend-specialist.md",
    ],
    [
      "l2-testing-specialist",
      "claude",
      undefined,
      "Tests.",
      ".claude/agents/team/l2-testing-specialist.md",
    ],
  ]);
});

test("how a task came to its agent is frozen with it, and its own words win", async () => {
  const tasks = [
    PAGE,
    TABLE,
    "{ id: own, prompt: Lay the page out., domain: backend, complexity: complex }",
    "{ id: named, prompt: Lay the page out., agent: codex }",
  ];
  const plan = await folder.plan(planOf("{ frontend: gemini, backend: claude }", tasks));
  expect(agentTasks(plan).map(({ agent, routed }) => [agent, routed])).toEqual([
    [
      "gemini",
      {
        domain: "frontend",
        because: 'its title says "page"',
        complexity: "simple",
        becauseComplexity: "0 files, 0 criteria, 0 dependencies, 17 characters",
      },
    ],
    [
      "claude",
      {
        domain: "backend",
        because: "its files: db/1.sql",
        complexity: "complex",
        becauseComplexity: "4 criteria (more than 3)",
      },
    ],
    [
      "claude",
      {
        domain: "backend",
        because: "the task says so",
        complexity: "complex",
        becauseComplexity: "the task says so",
      },
    ],
    ["codex", undefined],
  ]);
});

describe("models by complexity", () => {
  const AGENTS = `agents:
  ui: { use: claude }
  own: { use: claude, model: opus }
  ui.small: { use: codex }
`;

  test("make an agent for each specialist and model, under an id that nobody has", async () => {
    const specialists =
      "{ frontend: ui, backend: own, models: { simple: small, complex: x/large } }";
    const tasks = [
      PAGE,
      TABLE,
      "{ id: wide, prompt: Lay the page out., complexity: complex }",
      "{ id: again, prompt: The page. }",
    ];
    const plan = await folder.plan(planOf(specialists, tasks, AGENTS));
    expect(agentTasks(plan).map(({ id, agent, routed }) => [id, agent, routed!.model])).toEqual([
      ["page", "ui.small.2", "small"],
      // An agent for which the plan names a model keeps it.
      ["schema", "own", undefined],
      ["wide", "ui.x-large", "x/large"],
      ["again", "ui.small.2", "small"],
    ]);
    expect(Object.values(plan.agents!).map(({ id, use, model }) => [id, use, model])).toEqual([
      ["ui", "claude", undefined],
      ["own", "claude", "opus"],
      ["ui.small", "codex", undefined],
      ["ui.small.2", "claude", "small"],
      ["ui.x-large", "claude", "x/large"],
    ]);
  });

  test("come before the model of a file, and the one that an agent has makes no other", async () => {
    folder.write({ ".claude/agents/l2-frontend-specialist.md": "---\nmodel: small\n---\nPages." });
    const tasks = [PAGE, "{ id: wide, prompt: Lay the page out., complexity: complex }"];
    const plan = await folder.plan(planOf("{ models: { simple: small, complex: large } }", tasks));
    expect(agentTasks(plan).map(({ agent, routed }) => [agent, routed!.model])).toEqual([
      ["l2-frontend-specialist", "small"],
      ["l2-frontend-specialist.large", "large"],
    ]);
  });

  test("hold for the reviews that a task's own agent makes", async () => {
    const specialists = "{ frontend: ui, models: { simple: small } }";
    const pipeline = "pipeline: { review_quality: own }";
    const task = `{ id: page, prompt: The page., ${pipeline} }`;
    const { plan } = await folder.read(planOf(specialists, [task], AGENTS));
    expect(agentTasks(plan!)[0]).toMatchObject({
      agent: "ui.small.2",
      pipeline: { reviewSpec: "ui.small.2", reviewQuality: "own" },
    });
  });
});

test("tasks of an expression's list are routed by what is asked of all of them", async () => {
  const plan = await folder.plan(`pawl: 1
name: x
params: { pages: { default: "a" } }
specialists: { frontend: claude, models: { simple: small } }
phases:
  - id: p
    tasks: { from: "[params.pages]", prompt: "Lay out the page \${{ item }}." }
`);
  expect(plan.phases[0]!.tasksFrom!.template).toMatchObject({
    agent: "claude.small",
    routed: { domain: "frontend", model: "small" },
  });
  expect(plan.agents!["claude.small"]).toMatchObject({ use: "claude", model: "small" });
});

test("a phase of a single task is routed as a task is", async () => {
  const plan = await folder.plan(`pawl: 1
name: x
specialists: { testing: claude }
phases: [{ id: p, prompt: Write it., domain: testing }]
`);
  expect(agentTasks(plan)[0]).toMatchObject({ agent: "claude", routed: { domain: "testing" } });
});

test("what is wrong is told with its place", async () => {
  expect(await folder.told(planOf("{ backend: claude }", [PAGE]))).toMatchInlineSnapshot(`
    "plan.yaml:8:21  error  this task is of the domain frontend (its title says "page"), and there is no specialist for that, nor a general one
              - { id: page, prompt: Lay the page out. }
                            ^~~~~~
        add "frontend: <an agent>" under "specialists", or the file .claude/agents/l2-frontend-specialist.md"
  `);
  expect(await folder.told(planOf("{ frontend: cluade }", [PAGE]))).toMatchInlineSnapshot(`
    "plan.yaml:4:26  error  there is no agent "cluade"
        specialists: { frontend: cluade }
                                 ^~~~~~
        did you mean "claude"?"
  `);
  expect(
    await folder.told(
      planOf("{ general: claude, rules: [{ domain: backend }, { domain: bakend, words: [x] }] }", [
        PAGE,
      ]),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:41  error  this rule fits no task
        specialists: { general: claude, rules: [{ domain: backend }, { domain: bakend, words: [x] }] }
                                                ^~~~~~~~~~~~~~~~~~~
        give it "files" or "words": such as files: [src/ui/**], or words: [checkout]

    plan.yaml:4:72  error  "domain" is "bakend", expected frontend, backend, testing, deployment or general
        specialists: { general: claude, rules: [{ domain: backend }, { domain: bakend, words: [x] }] }
                                                                               ^~~~~~
        did you mean "backend"?"
  `);
  expect(
    await folder.told(
      planOf("{ general: claude }", ["{ id: a, agent: codex, prompt: x, domain: backend }"]),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:14  warning  "specialists" do the tasks that name no agent, and every task names one
        specialists: { general: claude }
                     ^~~~~~~~~~~~~~~~~~~

    plan.yaml:8:43  warning  "domain" says which specialist does a task, and this one names its agent
              - { id: a, agent: codex, prompt: x, domain: backend }
                                                  ^~~~~~"
  `);
  expect(
    await folder.told(
      "pawl: 1\nname: x\nphases: [{ id: a, run: echo a, complexity: simple }, { id: b, agent: claude, prompt: x, domain: testing }]\n",
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:3:32  warning  "complexity" says which specialist does a task, and this is no agent's
        …hases: [{ id: a, run: echo a, complexity: simple }, { id: b, agent: claude, prompt: x, domain: testi…
                                       ^~~~~~~~~~

    plan.yaml:3:89  warning  "domain" says which specialist does a task, and the plan has no "specialists"
        …: [{ id: a, run: echo a, complexity: simple }, { id: b, agent: claude, prompt: x, domain: testing }]
                                                                                           ^~~~~~"
  `);
  expect(
    await folder.told(
      "pawl: 1\nname: x\nphases: [{ id: a, domain: backend, tasks: [{ id: b, run: echo a }] }]\n",
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:3:19  error  "domain" is a task's, not a phase's
        phases: [{ id: a, domain: backend, tasks: [{ id: b, run: echo a }] }]
                          ^~~~~~
        give it to a task"
  `);
});

test("a specialist's file that holds no agent, or leads out of the project, is told with its place", async () => {
  folder.write({ ".claude/agents/l2-frontend-specialist.md": "/somewhere/else/specialist.md" });
  expect(await folder.told(planOf("{}", [PAGE]))).toMatchInlineSnapshot(`
    ".claude/agents/l2-frontend-specialist.md:1:1  error  an agent's file begins with front matter, and this one does not begin with a line "---"
        /somewhere/else/specialist.md
        ^~~
        for a file that is all prompt, write "system: <the file>" under "agents""
  `);
  symlinkSync("/etc/hosts", join(folder.path, ".claude/agents/l2-backend-specialist.md"));
  expect(await folder.told(planOf("{}", [TABLE]))).toMatchInlineSnapshot(`
    "plan.yaml:4:14  error  ".claude/agents/l2-backend-specialist.md" is outside of the plan's folder and its repository
        specialists: {}
                     ^
        a plan reads only files from there"
  `);
});
