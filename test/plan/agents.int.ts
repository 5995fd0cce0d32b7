import { createHash } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import type { Agent } from "../../src/core/agent.ts";
import { plan, PlanFolder } from "./support.ts";

const folder = new PlanFolder();
afterAll(() => folder.remove());

const withAgents = (agents: string, phases: string): string =>
  `pawl: 1\nname: a plan\nagents:\n${agents}phases:\n${phases}`;

const DEFAULTS = { permissions: "edit", stallMs: 600_000, attemptTools: true };

async function agentsOf(text: string): Promise<Readonly<Record<string, Agent>> | undefined> {
  return (await folder.plan(text)).agents;
}

test("an agent as the plan defines it", async () => {
  folder.write({ "prompts/system.txt": "Be brief.\n" });
  const agents = await agentsOf(
    withAgents(
      `  builder:
    use: claude
    model: sonnet
    permissions: full
    args: [--x, "1"]
    env: [ANTHROPIC_API_KEY]
    budget: { usd: 2.5, turns: 40, tokens: 200k }
    system: prompts/system.txt
    tools: [Read, Edit]
    disallowed_tools: [Bash]
    program: ./claude
    stall: 5m
    attempt_tools: false
  codex: { env: { KEY: { pass: true }, LEVEL: 1.10 }, budget: { tokens: 1.5M } }
  other: { use: command, command: [mytool, --ask, "{prompt_file}"], stdin: false }
  talker: { use: acp, command: [gemini, --acp], stall: 0 }
  nobody: { use: pi }
`,
      `  - id: p
    tasks:
      - { id: a, agent: builder, prompt: x }
      - { id: b, agent: codex, prompt: x }
      - { id: c, agent: other, prompt: x }
      - { id: d, agent: talker, prompt: x }
      - { id: e, agent: qwen, prompt: x }
`,
    ),
  );
  expect(agents).toEqual({
    builder: {
      id: "builder",
      use: "claude",
      model: "sonnet",
      permissions: "full",
      args: ["--x", "1"],
      passEnv: ["ANTHROPIC_API_KEY"],
      budget: { usd: 2.5, turns: 40, tokens: 200_000 },
      system: "Be brief.\n",
      tools: ["Read", "Edit"],
      disallowedTools: ["Bash"],
      program: "./claude",
      stallMs: 300_000,
      attemptTools: false,
    },
    codex: {
      ...DEFAULTS,
      id: "codex",
      use: "codex",
      env: { KEY: { pass: "KEY" }, LEVEL: "1.10" },
      budget: { tokens: 1_500_000 },
    },
    // Whom no task names can still look at a failure.
    nobody: { ...DEFAULTS, id: "nobody", use: "pi" },
    other: {
      ...DEFAULTS,
      id: "other",
      use: "command",
      command: ["mytool", "--ask", "{prompt_file}"],
      stdin: false,
    },
    talker: { ...DEFAULTS, id: "talker", use: "acp", command: ["gemini", "--acp"], stallMs: 0 },
    qwen: { ...DEFAULTS, id: "qwen", use: "qwen" },
  });
});

test("a script stands in a file, in a map or in the text of the plan", async () => {
  folder.write({ "scripts/demo.yaml": "default: [{ say: hello }]\n" });
  const agents = await agentsOf(
    withAgents(
      `  a: { use: scripted, script: scripts/demo.yaml }
  b: { use: scripted, script: { default: [{ say: hello }] } }
  c:
    use: scripted
    script: |
      default: [{ say: hello }]
`,
      `  - id: p
    tasks:
      - { id: a, agent: a, prompt: x }
      - { id: b, agent: b, prompt: x }
      - { id: c, agent: c, prompt: x }
`,
    ),
  );
  const json = '{"default":[{"say":"hello"}]}';
  expect(["a", "b", "c"].map((each) => agents![each]!.script)).toEqual([json, json, json]);
});

test("files are frozen with the plan, each once, by their paths and hashes", async () => {
  const files = {
    "prompts/build.md": "\ufeffBuild it\r\n",
    "reviewer.prompt": "Review it",
    "schemas/done.json": '{ "type": "object" }',
  };
  folder.write(files);
  const { plan: made, source } = await folder.read(
    withAgents(
      "  a: { use: claude, system: ./prompts/../reviewer.prompt }\n",
      `  - id: p
    produces: { done: schemas/done.json, any: true }
    tasks:
      - { id: a, agent: a, prompt: prompts/build.md, produces: done }
      - { id: b, agent: a, prompt: ./prompts/build.md, produces: [any] }
      - { id: c, agent: a, prompt: see prompts/build.md }
`,
    ),
  );
  expect(source.files).toEqual(
    Object.entries(files).map(([path, content]) => ({
      path,
      sha256: createHash("sha256").update(content).digest("hex"),
    })),
  );
  const [phase] = made!.phases;
  expect(phase!.tasks[0]).toMatchObject({ prompt: "Build it\r\n", promptFile: "prompts/build.md" });
  expect(phase!.tasks[2]).not.toHaveProperty("promptFile");
  expect(phase!.produces).toEqual([
    { name: "done", schema: { type: "object" }, schemaFile: "schemas/done.json", maxBytes: 8_192 },
    { name: "any", schema: true, maxBytes: 8_192 },
  ]);
  expect((await folder.read(plan("  - { id: a, run: make }\n"))).source).not.toHaveProperty(
    "files",
  );
});

test("what tasks hand in need not be said where only one could be meant", async () => {
  const made = await folder.plan(
    plan(`  - id: one
    agent: claude
    prompt: x
    acceptance: [it works]
    produces: { a: true, b: { schema: { type: string }, max_size: 16KB } }
  - id: two
    needs: a
    run: make
    produces: { c: true }
  - id: three
    needs: [b, a]
    produces: { d: true, e: true }
    tasks:
      - { id: x, run: make, produces: d }
      - { id: y, agent: claude, prompt: x }
`),
  );
  expect(made.phases.map((phase) => phase.tasks.map((task) => task.produces))).toEqual([
    [["a", "b"]],
    [["c"]],
    [["d"], ["e"]],
  ]);
  expect(made.phases.map((phase) => phase.needs)).toEqual([undefined, ["a"], ["b", "a"]]);
  expect(made.phases[0]!.produces![1]).toEqual({
    name: "b",
    schema: { type: "string" },
    maxBytes: 16_000,
  });
  expect(made.phases[0]!.tasks[0]).toEqual({
    id: "one",
    kind: "agent",
    dependsOn: [],
    agent: "claude",
    prompt: "x",
    acceptance: ["it works"],
    produces: ["a", "b"],
    retry: {
      maxAttempts: 3,
      backoff: "exponential",
      delayMs: 1_000,
      maxDelayMs: 60_000,
      jitter: 0.2,
    },
  });
});

test("context: phase puts the agent tasks one after another, and only these", async () => {
  const made = await folder.plan(
    plan(`  - id: p
    context: phase
    tasks:
      - { id: a, agent: claude, prompt: x }
      - { id: make, run: make }
      - { id: b, agent: codex, prompt: x, depends_on: make }
      - { id: c, agent: claude, prompt: x, depends_on: b }
`),
  );
  expect(made.phases[0]!.context).toBe("phase");
  expect(made.phases[0]!.tasks.map((task) => task.dependsOn)).toEqual([
    [],
    [],
    ["make", "a"],
    ["b"],
  ]);
});
