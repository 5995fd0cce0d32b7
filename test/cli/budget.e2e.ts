import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/core/error.ts";
import { Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const plan = (
  budget: string,
  usage = "{ model: pretend, input: 1000, output: 50, cost: 0.02 }",
) => `pawl: 1
name: held
budget: ${budget}
concurrency: 1
agents:
  actor:
    use: scripted
    script:
      default:
        - usage: ${usage}
        - report: { status: success, summary: "done" }
phases:
  - id: build
    tasks:
      - { id: one, agent: actor, prompt: "Do it." }
      - { id: two, agent: actor, prompt: "Do it." }
      - { id: three, agent: actor, prompt: "Do it." }
`;

test("a run that has used its tokens stops with exit 5, says what raises them, and goes on when they are", async () => {
  place.write("pawl.yaml", plan("{ tokens: 2k }"));
  const run = await place.pawl("run", "pawl.yaml");
  expect(run.code).toBe(EXIT.budget);
  const id = place.run();
  expect(run.stdout).toContain(
    `the run has used 2,100 of the 2,000 tokens that it may use; pawl resume ${id} --budget tokens=3k goes on\n`,
  );
  const why = await place.pawl("why");
  expect(why.stdout).toContain(
    `Run ${id} of "held" has used 2,100 of the 2,000 tokens that it may use.`,
  );
  expect(why.stdout).toContain(`pawl resume ${id} --budget tokens=3k`);
  const status = JSON.parse((await place.pawl("status", "--json")).stdout) as unknown;
  expect(status).toMatchObject({
    status: "budget-exceeded",
    budget: { limits: [{ of: "tokens", spent: 2_100, limit: 2_000 }], wrapUp: 0.8 },
    waitingFor: [{ type: "budget", of: "tokens", command: `pawl resume ${id} --budget tokens=3k` }],
  });
  const refused = await place.pawl("resume");
  expect(refused.code).toBe(EXIT.budget);
  expect(refused.stderr).toContain("--budget tokens=N raises it");
  const raised = await place.pawl("resume", "--budget", "tokens=+1k,tokens=+1k");
  expect(raised.code, raised.stderr).toBe(EXIT.completed);
  expect((await place.pawl("status")).stdout).toContain("Budget: 3,150 of 4,000 tokens");
  const audit = await place.pawl("audit", place.run());
  expect(audit.stdout).toContain("budget-exceeded");
  expect(audit.stdout).toContain("budget tokens=4000");
});

test("agents are told to come to an end from the share on that the plan says", async () => {
  place.write("pawl.yaml", plan("{ tokens: 10k, wrap_up: 0.2 }"));
  const run = await place.pawl("run", "pawl.yaml");
  expect(run.code).toBe(EXIT.completed);
  expect(run.stdout.split("agents are told to come to an end")).toHaveLength(2);
  const prompts = await Promise.all(
    ["one", "two", "three"].map(
      async (task) => (await place.pawl("logs", task, "--prompt")).stdout,
    ),
  );
  expect(prompts.map((each) => each.includes("## Come to an end"))).toEqual([false, false, true]);
  expect(prompts[2]).toContain("has used 2,100 of the 10,000 tokens that it may use");
});

test("what an agent does not tell is never nothing", async () => {
  place.write("pawl.yaml", plan("{ tokens: 100k }").replace(/ {8}- usage: .*\n/, ""));
  const run = await place.pawl("run", "pawl.yaml");
  expect(run.code).toBe(EXIT.budget);
  expect(run.stdout).toContain(
    "the run has used 0 of the 100,000 tokens that it may use, as far as is known: 1 attempt has not told what it used",
  );
  const raised = await place.pawl("resume", "--budget", "unknown=allow");
  expect(raised.code).toBe(EXIT.completed);
  expect((await place.pawl("status")).stdout).toContain("3 attempts did not tell all: not counted");
});

test("what is not counted is in no figure either", async () => {
  const quiet = '      tasks: { two: [{ report: { status: success, summary: "done" } }] }\n';
  const text = plan("{ tokens: 3k, unknown: allow }").replace(/^ {6}default:\n/m, `${quiet}$&`);
  place.write("pawl.yaml", text);
  expect((await place.pawl("run", "pawl.yaml")).code).toBe(EXIT.completed);
  expect((await place.pawl("status")).stdout).toContain(
    "Budget: 2,100 of 3,000 tokens; 1 attempt did not tell all: not counted",
  );
  const { budget } = JSON.parse((await place.pawl("status", "--json")).stdout) as {
    budget: { limits: unknown };
  };
  expect(budget.limits).toEqual([{ of: "tokens", spent: 2_100, limit: 3_000, untold: 1 }]);
});

test("where several limits are reached, the command that goes on raises them all", async () => {
  place.write("pawl.yaml", plan("{ tokens: 1k, launches: 1 }"));
  const run = await place.pawl("run", "pawl.yaml");
  const next = `pawl resume ${place.run()} --budget tokens=2k,launches=2`;
  expect(run.stdout).toContain(
    `has used 1,050 of the 1,000 tokens that it may use; ${next} goes on`,
  );
  expect((await place.pawl("why")).stdout).toContain(next);
  const resumed = await place.pawl("resume", "--budget", "tokens=2k,launches=2");
  expect(resumed.stdout).toContain("pawl resume");
  expect(resumed.code).toBe(EXIT.budget);
});

test("a run may be given a budget that its plan does not have", async () => {
  place.write("pawl.yaml", plan("{ tokens: 1M }"));
  const run = await place.pawl("run", "pawl.yaml", "--budget", "launches=1,time=1h");
  expect(run.code).toBe(EXIT.budget);
  expect(run.stdout).toContain("has used 1 of the 1 launches that it may use");
});

test.each([
  ["tokens=many"],
  ["tokens=0"],
  ["usd=-1"],
  ["wrap_up=2"],
  ["unknown=perhaps"],
  ["coins=3"],
  ["4000"],
  ["toString=3"],
])("--budget %s is refused, and nothing is begun", async (text) => {
  place.write("pawl.yaml", plan("{ tokens: 1M }"));
  const run = await place.pawl("run", "pawl.yaml", "--budget", text);
  expect(run.code).toBe(EXIT.usage);
  expect(run.stderr).toContain(
    `--budget takes tokens=400k, usd=20, time=2h, launches=50, wrap_up=0.9 or unknown=stop|estimate|allow, not "${text}"`,
  );
  expect(JSON.parse((await place.pawl("runs", "--json")).stdout)).toMatchObject({ runs: [] });
});

test("nothing can be added to a limit that is not there", async () => {
  place.write("pawl.yaml", plan("{ tokens: 1M }"));
  const run = await place.pawl("run", "pawl.yaml", "--budget", "usd=+5");
  expect(run.code).toBe(EXIT.usage);
  expect(run.stderr).toContain("the run has no limit of usd to add to; say usd=5");
});

test("no dollars are taken for a limit where an agent does not tell what it costs", async () => {
  const mute = "  mute: { use: command, command: [sh, agent.sh] }\n";
  place.write("pawl.yaml", plan("{ tokens: 1M }").replace(/^agents:\n/m, `$&${mute}`));
  const run = await place.pawl("run", "pawl.yaml", "--budget", "usd=5");
  expect(run.stderr).toContain(
    '--budget usd cannot be held: the agent "mute" uses command, which does not tell what it costs; use tokens or launches',
  );
  expect(run.code).toBe(EXIT.usage);
  expect(JSON.parse((await place.pawl("runs", "--json")).stdout)).toMatchObject({ runs: [] });
});

test("an attempt that goes beyond the tokens of its agent is stopped", async () => {
  place.write(
    "pawl.yaml",
    plan("{ tokens: 1M }")
      .replace("    use: scripted\n", "    use: scripted\n    budget: { tokens: 1k }\n")
      .replace(/ {8}- report: .*\n/, "        - hang: true\n")
      .replace(/\n.*id: two.*\n.*id: three.*/, ""),
  );
  const run = await place.pawl("run", "pawl.yaml");
  expect(run.code).toBe(EXIT.failed);
  expect(run.stdout).toContain(
    "failed: agent actor was stopped at its budget of 1,000 tokens: it had used 1,050 – set a larger budget.tokens for the agent, or split the task",
  );
});
