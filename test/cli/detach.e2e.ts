import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isThere, until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

/** Its task goes on until there is a file. */
const plan = (name: string): string =>
  place.write(
    "plan.yaml",
    `pawl: 1
name: ${name}
phases:
  - { id: build, run: 'until test -e go; do sleep 0.02; done; echo built' }
  - { id: ship, run: 'true' }
`,
  );

interface Detached {
  readonly run: string;
  readonly pid: number;
  readonly output: string;
}

async function detached(...args: readonly string[]): Promise<Detached> {
  const { stdout, code, stderr } = await place.pawl(...args, "--detach", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as Detached;
}

const sessionOf = (pid: number): string =>
  readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ")[3]!;

describe("a run that is detached", () => {
  test("goes on in a session of its own, and can be waited for", async () => {
    plan("two");
    const { run, pid, output } = await detached("run", "plan.yaml");
    expect(isThere(pid)).toBe(true);
    expect(sessionOf(pid)).toBe(String(pid));
    const waiting = place.start("wait", run);
    place.write("go", "");
    expect(await waiting.ended).toMatchObject({ code: 0, stdout: `run ${run} is completed\n` });
    await until("its process has ended", () => !isThere(pid));
    expect(output).toBe(join(place.dir, ".pawl/runs", run, "driver.log"));
    expect(readFileSync(output, "utf8")).toMatch(/run completed after/);
    expect(place.events(run).filter((each) => each.event.type === "run-resumed")).toMatchObject([
      { event: { interrupted: false } },
    ]);
  });

  test("tells its id, and the commands besides", async () => {
    plan("two");
    place.write("go", "");
    const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "-d");
    const run = place.run();
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${run}\n` });
    expect(stderr.replace(/\d+/, "PID")).toBe(
      `pawl: process PID drives it without this terminal, and writes to ${place.dir}/.pawl/runs/${run}/driver.log\n` +
        `pawl: pawl status ${run} --watch follows it; pawl wait ${run} waits for its end\n`,
    );
    expect((await place.pawl("wait", run)).code).toBe(0);
  });

  test("keeps to --until, and is taken up again", async () => {
    plan("two");
    place.write("go", "");
    const { run } = await detached("run", "plan.yaml", "--until", "build");
    expect(await place.pawl("wait", run)).toMatchObject({
      code: 0,
      stdout: `run ${run} is paused; pawl why ${run} says more\n`,
    });
    await detached("resume", run);
    expect((await place.pawl("wait", run)).stdout).toBe(`run ${run} is completed\n`);
  });

  test("has the budget that it is given, once", async () => {
    const run = (id: string) => `{ id: ${id}, agent: actor, prompt: Do it. }`;
    place.write(
      "held.yaml",
      `pawl: 1
name: held
budget: { launches: 1 }
concurrency: 1
agents: { actor: { use: scripted, script: { default: [{ report: { status: success, summary: done } }] } } }
phases:
  - { id: build, tasks: [${["one", "two", "three"].map(run).join(", ")}] }
`,
    );
    const { run: id } = await detached("run", "held.yaml", "--budget", "launches=+1");
    expect((await place.pawl("wait", id)).code).toBe(5);
    const limits = async (): Promise<unknown> =>
      (JSON.parse((await place.pawl("status", id, "--json")).stdout) as { budget: object }).budget;
    expect(await limits()).toMatchObject({ limits: [{ of: "launches", spent: 2, limit: 2 }] });
    await detached("resume", id, "--budget", "launches=+5");
    expect((await place.pawl("wait", id)).code).toBe(0);
    expect(await limits()).toMatchObject({ limits: [{ of: "launches", spent: 3, limit: 7 }] });
  });

  test("can be several, side by side", async () => {
    plan("one");
    const first = await detached("run", "plan.yaml");
    plan("other");
    const second = await detached("run", "plan.yaml");
    expect(first.run).not.toBe(second.run);
    place.write("go", "");
    const both = await Promise.all([place.pawl("wait", first.run), place.pawl("wait", second.run)]);
    expect(both.map((each) => each.code)).toEqual([0, 0]);
  });
});

describe("what keeps it from that is told at once", () => {
  test("a plan that is wrong", async () => {
    place.write("plan.yaml", "pawl: 1\nname: x\nphases: []\n");
    const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--detach");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("plan.yaml:3");
  });

  test("another process that drives the run", async () => {
    plan("two");
    const { run, pid } = await detached("run", "plan.yaml");
    const again = await place.pawl("resume", run, "--detach");
    expect(again).toMatchObject({ code: 6, stdout: "" });
    expect(again.stderr).toMatch(
      new RegExp(
        `^pawl: run ${run} is driven by process ${pid} on .*; pawl status ${run} --watch follows it\n$`,
      ),
    );
    place.write("go", "");
    await place.pawl("wait", run);
  });

  test("a run that is completed", async () => {
    plan("two");
    place.write("go", "");
    await place.pawl("run", "plan.yaml");
    const run = place.run();
    const again = await place.pawl("resume", run, "--detach");
    expect(again.code).toBe(2);
    expect(again.stderr).toBe(`pawl: run ${run} is completed: there is nothing left to do\n`);
  });
});

test("wait says when nobody is there who could go on", async () => {
  plan("two");
  const { run, pid } = await detached("run", "plan.yaml");
  await until("the task is at work", () => place.types(run).includes("attempt-started"));
  process.kill(pid, "SIGKILL");
  expect(await place.pawl("wait", run)).toMatchObject({
    code: 1,
    stdout: `run ${run} is running; pawl why ${run} says more\n`,
    stderr: `pawl: nobody drives the run: pawl resume ${run} goes on\n`,
  });
});
