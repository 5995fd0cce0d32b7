import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { StatusView } from "../../src/views/status.ts";
import { hasTmux, Terminal } from "../tui/terminal.ts";
import { carrying, PAWL, until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const GATED = `pawl: 1
name: gated
phases:
  - id: build
    tasks:
      - { id: compile, run: 'echo "step one"; while [ ! -e go ]; do sleep 0.05; done' }
  - id: test
    tasks:
      - { id: unit, run: 'test -e ok || { echo "no ok" >&2; exit 3; }' }
`;

/** A run whose first task waits for the file `go`. */
async function begun() {
  place.write("plan.yaml", GATED);
  const run = place.start("run", "plan.yaml");
  await until("the task writes", () => place.types().includes("attempt-started"));
  return run;
}

const status = async (): Promise<StatusView> =>
  JSON.parse((await place.pawl("status", "--json")).stdout) as StatusView;

describe("status", () => {
  test("of a run that is driven by another process names that process", async () => {
    const run = await begun();
    expect(await status()).toMatchObject({
      run: place.run(),
      status: "running",
      driver: { pid: run.child.pid },
      waitingFor: [{ type: "attempt", phase: "build", task: "compile", attempt: 1 }],
    });
    const { stdout } = await place.pawl("status");
    expect(stdout).toContain("● compile");
    expect(stdout).toContain(`driven by process ${run.child.pid} on `);
    place.write("go", "");
    place.write("ok", "");
    await run.ended;
  });

  test("--watch --json: a document for each change, until the run has ended", async () => {
    const run = await begun();
    const watch = place.start("status", "--watch", "--json");
    await until("the first document came", () => watch.stdout.includes("\n"));
    place.write("ok", "");
    place.write("go", "");
    const { code, stdout } = await watch.ended;
    expect(code).toBe(0);
    const documents = stdout
      .trimEnd()
      .split("\n")
      .map((each) => JSON.parse(each) as StatusView);
    expect(documents[0]).toMatchObject({ status: "running" });
    expect(documents.at(-1)).toMatchObject({ status: "completed" });
    expect(new Set(documents.map((each) => each.run))).toEqual(new Set([place.run()]));
    await run.ended;
  });

  test("--watch into a pipe: lines, from where the run is", async () => {
    const run = await begun();
    const watch = place.start("status", "--watch");
    await until("the heading came", () => watch.stdout.includes("\n"));
    place.write("ok", "");
    place.write("go", "");
    const { code, stdout } = await watch.ended;
    expect(code).toBe(0);
    const lines = stdout.replace(/^\d\d:\d\d:\d\d/gm, "hh:mm:ss").replace(/\d+(\.\d)?m?s$/gm, "#s");
    expect(lines).toBe(
      [
        `hh:mm:ss  run ${place.run()} of "gated": 2 phases, 2 tasks`,
        "hh:mm:ss  build/compile  completed in #s",
        "hh:mm:ss  build          phase completed in #s",
        "hh:mm:ss  test           phase started: 1 task",
        "hh:mm:ss  test/unit      started",
        "hh:mm:ss  test/unit      completed in #s",
        "hh:mm:ss  test           phase completed in #s",
        "hh:mm:ss  run completed after #s",
        "",
      ].join("\n"),
    );
    await run.ended;
  });

  test.runIf(hasTmux)(
    "--watch on a terminal: the live screen, also while another process drives the run",
    async () => {
      const run = await begun();
      const terminal = new Terminal(80, 24, place.dir);
      try {
        terminal.type(`clear; node ${PAWL} status --watch`);
        terminal.press("Enter");
        await terminal.until((lines) =>
          lines.some((each) => /● compile +\d+s .*step one$/.test(each)),
        );
        run.kill("SIGKILL");
        await run.ended;
        const goesOn = `nobody drives the run: pawl resume ${place.run()} goes on`;
        await terminal.until((lines) => lines.includes(goesOn));
        place.write("ok", "");
        place.write("go", "");
        const resumed = place.start("resume");
        const lines = await terminal.until((lines) =>
          lines.some((each) => each.includes("✓ unit")),
        );
        expect(lines.some((each) => each.startsWith("completed"))).toBe(true);
        expect((await resumed.ended).code).toBe(0);
      } finally {
        terminal.close();
      }
    },
  );

  test.runIf(hasTmux)("--watch is left with Ctrl-C, and the terminal is as it was", async () => {
    const run = await begun();
    const terminal = new Terminal(80, 24, place.dir);
    try {
      terminal.type(`clear; node ${PAWL} status --watch`);
      terminal.press("Enter");
      await terminal.until((lines) => lines.some((each) => each.includes("● compile")));
      terminal.press("C-c");
      await terminal.until((lines) => /^[#$]/.test(lines.at(-1)!));
      terminal.type('echo "left with $?"');
      terminal.press("Enter");
      const lines = await terminal.until((lines) => lines.includes("left with 130"));
      expect(lines.filter((each) => each.includes("● compile"))).toHaveLength(1);
      expect(terminal.isCursorShown()).toBe(true);
      expect(run.child.exitCode).toBeNull();
    } finally {
      terminal.close();
      place.write("go", "");
      await run.ended;
    }
  });
});

test("runs and why tell a run that was killed from one that goes on", async () => {
  const run = await begun();
  expect((await place.pawl("runs")).stdout).toMatch(/ {2}running {2}/);
  run.kill("SIGKILL");
  await run.ended;
  const id = place.run();
  expect((await place.pawl("runs")).stdout).toMatch(/ {2}interrupted {2}/);
  expect(JSON.parse((await place.pawl("runs", "--json")).stdout)).toMatchObject({
    runs: [{ run: id, plan: "gated", status: "running" }],
  });
  place.write("plan.yaml", GATED.replace("gated", "changed"));
  const { code, stdout } = await place.pawl("why");
  expect(code).toBe(0);
  expect(stdout)
    .toBe(`Run ${id} of "gated" was interrupted: nobody drives it. What is done stays done.

build/compile was at attempt 1: step one

1 attempt may still be at work on its own; resume takes the result.
${place.dir}/plan.yaml has changed since the run started; the run keeps to the plan as it was then.

To go on:
  pawl resume ${id}  goes on where it stopped
  pawl abort ${id}   ends the run for good
`);
  place.write("go", "");
  await until("nothing is left at work", () => carrying("PAWL_RUN", id).length === 0);
});

test("metrics count a run that was killed and resumed as a failure that was recovered from", async () => {
  const run = await begun();
  run.kill("SIGKILL");
  await run.ended;
  place.write("ok", "");
  place.write("go", "");
  expect((await place.pawl("resume", "--json")).code).toBe(0);
  expect(JSON.parse((await place.pawl("metrics", "--json")).stdout)).toMatchObject({
    executions: 1,
    successes: 1,
    successRate: 1,
    failures: 1,
    recoveries: 1,
    recoveryRate: 1,
  });
  expect(JSON.parse((await place.pawl("metrics", place.run(), "--json")).stdout)).toMatchObject({
    status: "completed",
    interruptions: 1,
    criticalPath: { tasks: ["build/compile", "test/unit"] },
  });
  expect((await place.pawl("metrics", "--format", "seed")).stdout).toMatch(
    /^{"success_rate":1,"recovery_rate":1,/,
  );
  expect((await place.pawl("metrics")).stdout).toMatch(
    /^Executions {6}1: 1 completed\nSuccess rate {4}100 % /,
  );
});

describe("audit --verify", () => {
  async function ended(): Promise<string> {
    place.write("ok", "");
    place.write("go", "");
    place.write("plan.yaml", GATED);
    await place.pawl("run", "plan.yaml", "--json");
    return place.journalPath();
  }

  test("of a whole journal", async () => {
    await ended();
    const count = place.events().length;
    expect(await place.pawl("audit", "--verify")).toMatchObject({
      code: 0,
      stdout: `${place.run()}: ${count} events, chain intact\n`,
      stderr: "",
    });
    const rows = (await place.pawl("audit")).stdout.trimEnd().split("\n");
    expect(rows).toHaveLength(count);
    expect(rows[0]).toMatch(
      /^1 +\S+Z {2}run-started +plan "gated" of 2 phases, 2 tasks; from .*; by .*@.* \(pid \d+\)$/,
    );
  });

  test("of one whose last event is gone: told, and exit 2", async () => {
    const path = await ended();
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    writeFileSync(path, `${lines.slice(0, -1).join("\n")}\n`);
    const verified = await place.pawl("audit", "--verify");
    expect(verified).toMatchObject({ code: 2, stdout: "" });
    expect(verified.stderr).toContain(`event ${lines.length} had been recorded`);
    expect((await place.pawl("audit")).code).toBe(0);
  });

  test("of one that was changed: which events are whole, and exit 2", async () => {
    const path = await ended();
    const lines = readFileSync(path, "utf8").split("\n");
    lines[3] = lines[3]!.replace(/"at":\d/, '"at":9');
    writeFileSync(path, lines.join("\n"));
    const verified = await place.pawl("audit", "--verify");
    expect(verified).toMatchObject({
      code: 2,
      stdout: `${place.run()}: events 1 to 3 are whole\n`,
    });
    expect(verified.stderr).toContain("journal.jsonl:4");
  });
});

test("where nothing has run yet, that is said", async () => {
  expect(await place.pawl("runs")).toMatchObject({
    code: 0,
    stdout: `no run in ${place.dir}/.pawl yet; pawl run PLAN starts one\n`,
  });
  expect(JSON.parse((await place.pawl("runs", "--json")).stdout)).toEqual({ runs: [] });
  expect(JSON.parse((await place.pawl("metrics", "--json")).stdout)).toMatchObject({
    executions: 0,
    successRate: null,
  });
  for (const command of ["status", "why", "logs", "audit"]) {
    expect(await place.pawl(command)).toMatchObject({
      code: 2,
      stderr: `pawl: there is no run in ${place.dir}/.pawl yet; pawl run PLAN starts one\n`,
    });
  }
});
