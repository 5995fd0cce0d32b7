import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const SCRIPT = "default: [{ say: done }]\n";

test("--dry-run tells of an agent's task who does it, what it is asked, given and hands in", async () => {
  place.write("build.md", `\nBuild ${"it ".repeat(40)}\nand test it\n`);
  place.write("script.yaml", SCRIPT);
  place.write(
    "plan.yaml",
    `pawl: 1
name: agents
agents:
  builder: { use: scripted, script: script.yaml, model: m-1, permissions: full }
  scripted: { script: { default: [hang] } }
phases:
  - { id: plan, produces: { steps: true }, agent: scripted, prompt: "Plan \${{ 1 + 1 }} steps" }
  - id: build
    needs: steps
    produces: { notes: true }
    agent: builder
    prompt: build.md
`,
  );
  const ended = await place.pawl("run", "plan.yaml", "--dry-run");
  expect(ended.stdout.replaceAll(place.dir, "HERE")).toMatchInlineSnapshot(`
    "agents: would run, at most 4 side by side; nothing is run now

    phase plan
      1. plan/plan
          agent scripted, permissions edit
          prompt (23B): Plan \${{ 1 + 1 }} steps
          hands in steps
          in HERE, timeout 30m 00s, up to 3 tries

    phase build  after plan
      1. build/build
          agent builder (scripted), model m-1, permissions full
          prompt build.md (140B): Build it it it it it it it it it it it it it it it it it it it it it it it it i…
          is given steps
          hands in notes
          in HERE, timeout 30m 00s, up to 3 tries
    "
  `);
  const shown = await place.pawl("run", "plan.yaml", "--dry-run", "--json");
  const { phases } = JSON.parse(shown.stdout) as { phases: { tasks: object[] }[] };
  expect(phases[1]!.tasks[0]).toMatchObject({
    task: "build/build",
    agent: {
      agent: "builder",
      driver: "scripted",
      model: "m-1",
      permissions: "full",
      prompt: { file: "build.md", bytes: 140 },
      needs: ["steps"],
      produces: ["notes"],
    },
  });
  expect(phases[1]!.tasks[0]).not.toHaveProperty("command");
});

test("files that the plan names are watched like the plan file", async () => {
  for (const name of ["a.md", "b.md"]) place.write(name, "Do it.\n");
  place.write(
    "plan.yaml",
    `pawl: 1
name: files
agents: { robot: { use: scripted, script: { default: [{ say: done }] } } }
phases:
  - { id: fails, run: "false" }
  - id: waits
    tasks:
      - { id: a, agent: robot, prompt: a.md }
      - { id: b, agent: robot, prompt: b.md }
`,
  );
  expect((await place.pawl("run", "plan.yaml")).code).toBe(1);
  expect((await place.pawl("why")).stdout).not.toContain("since the run started");
  place.write("a.md", "Do something else.\n");
  rmSync(join(place.dir, "b.md"));
  expect((await place.pawl("why")).stdout).toContain(
    `${place.dir}/a.md has changed since the run started; the run keeps to the plan as it was then.
${place.dir}/b.md is gone since the run started; the run keeps to the plan as it was then.
`,
  );
  expect((await place.pawl("resume")).stdout).toContain(
    `${place.dir}/a.md has changed since the run started; the run goes on with the plan as it was then
`,
  );
  expect((await place.pawl("audit")).stdout).toContain(" and 2 files that it names");
});
