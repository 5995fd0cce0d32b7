import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gateFails } from "../views/gated.ts";
import { Workspace } from "./rig.ts";
import { keep } from "./told.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

/** A task that fails until its file is there; two agents of which the first finds out why. */
const PLAN = `pawl: 1
name: broken
agents:
  doctor:
    use: scripted
    permissions: full
    script:
      tasks:
        debug/compile:
          - expect_prompt: { contains: ["Change nothing", "build/compile", "no such header", "cat header"] }
          - report: { status: success, summary: "header is missing; write it first" }
        build/code:
          "1":
            - fail: { class: fatal, message: "I cannot" }
          default:
            - expect_prompt: { contains: "What was found out" }
            - report: { status: success, summary: "done" }
        build/good: [{ report: { status: success, summary: ok } }]
        debug/code:
          - expect_prompt: { contains: ["build/code", "I cannot", "Write the header"] }
          - run: { command: "echo written > by-debug", allow_fail: true }
          - report: { status: success, summary: "it lacks the header" }
  silent: { use: scripted, script: { tasks: { build/fine: [{ report: { status: success, summary: ok } }] }, default: [{ fail: { class: fatal, message: "no idea" } }] } }
phases:
  - id: build
    tasks:
TASKS`;

const plan = (tasks: string): string => place.write("pawl.yaml", PLAN.replace("TASKS", tasks));

const others = `      - { id: fine, agent: silent, prompt: "x" }\n      - { id: good, agent: doctor, prompt: "x" }\n`;

const compile = `      - { id: compile, run: 'echo no such header >&2; cat header' }\n`;
const code = `      - { id: code, agent: doctor, prompt: "Write the header." }\n`;

const SEEN = (agent: string, task: string, at = 1): string =>
  `pawl: agent ${agent} looks at build/${task} and changes nothing; its log is ${place.dir}/.pawl/runs/${place.run()}/debug/build/${task}@${at}/output.log\n`;

describe("debug", () => {
  test("of a command has an agent of the plan find out why", async () => {
    plan(compile + others);
    expect((await place.pawl("run", "pawl.yaml")).code).toBe(1);
    const run = place.run();
    const ended = await place.pawl("debug", "compile", "--agent", "doctor");
    expect(ended).toMatchObject({
      code: 0,
      stdout: `header is missing; write it first\n\nkept; the next attempt is told: pawl retry ${run} build/compile\n`,
      stderr: SEEN("doctor", "compile"),
    });
    expect(place.events(run).at(-1)!.event).toMatchObject({
      type: "diagnosis-recorded",
      phase: "build",
      task: "compile",
      agent: "doctor",
      text: "header is missing; write it first",
    });
    expect((await place.pawl("debug", "compile", "--agent", "doctor")).stderr).toBe(
      SEEN("doctor", "compile", 2),
    );
    const kept = await place.pawl("artifacts", run, "diagnosis", "--json");
    const versions = (JSON.parse(kept.stdout) as { artifacts: object[] }).artifacts;
    expect(versions).toMatchObject([
      { name: "diagnosis", version: 1, task: "compile" },
      { name: "diagnosis", version: 2, task: "compile" },
    ]);
    expect(JSON.parse((await place.pawl("artifacts", run, "diagnosis")).stdout)).toEqual({
      task: "build/compile",
      attempt: 1,
      agent: "doctor",
      diagnosis: "header is missing; write it first",
    });
  });

  test("takes any agent of the plan, also one that no task names", async () => {
    plan(compile);
    expect((await place.pawl("run", "pawl.yaml")).code).toBe(1);
    const ended = await place.pawl("debug", "compile", "--agent", "doctor");
    expect(ended).toMatchObject({ code: 0, stderr: SEEN("doctor", "compile") });
    expect(ended.stdout).toContain("header is missing; write it first");
  });

  test("of an agent's task is by that agent, which may only look; its next attempt is told", async () => {
    plan(code);
    expect((await place.pawl("run", "pawl.yaml")).code).toBe(1);
    const run = place.run();
    const { stdout } = await place.pawl("debug", run, "build", "--json");
    expect(JSON.parse(stdout)).toEqual({
      run,
      task: "build/code",
      agent: "doctor",
      diagnosis: "it lacks the header",
    });
    expect(existsSync(join(place.dir, "by-debug"))).toBe(false);
    expect((await place.pawl("retry", run, "build/code")).code).toBe(0);
  });

  test("that finds nothing out says why, and keeps nothing", async () => {
    plan(compile + others);
    await place.pawl("run", "pawl.yaml");
    const before = place.types();
    expect(await place.pawl("debug", "compile", "--agent", "silent")).toMatchObject({
      code: 1,
      stdout: "agent silent found nothing out: no idea\n",
    });
    expect(place.types()).toEqual(before);
  });
});

describe("what is refused", () => {
  test.each([
    [
      "an agent that there is not",
      ["compile", "--agent", "nobody"],
      '--agent: there is no agent "nobody"; there are doctor, silent, claude, codex, gemini, opencode, copilot, qwen, pi',
    ],
    [
      "nobody in particular, where there are several",
      ["compile"],
      "say which agent is to look at it: --agent NAME, one of doctor, silent, claude, codex, gemini, opencode, copilot, qwen, pi",
    ],
    [
      "a task that did not fail",
      ["fine", "--agent", "doctor"],
      "nothing has failed in fine of run RUN: build/fine is completed",
    ],
    ["nothing", [], "say what to debug: pawl debug [RUN] TASK, or a phase instead of the task"],
  ])("%s", async (_what, args, text) => {
    plan(compile + others);
    await place.pawl("run", "pawl.yaml");
    const ended = await place.pawl("debug", ...args);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr.replace(place.run(), "RUN")).toBe(`pawl: ${text}\n`);
  });

  test("from within an attempt", async () => {
    await keep(place, gateFails());
    place.env["PAWL_ATTEMPT_ID"] = "r-1/build/code@1";
    expect((await place.pawl("debug", "build")).stderr).toBe(
      "pawl: a look at a failure is a person's, and this is within attempt r-1/build/code@1: run pawl debug in a terminal of your own\n",
    );
  });
});
