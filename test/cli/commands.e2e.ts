import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PAWL, until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const THREE = `pawl: 1
name: three
params: { who: world, loud: false }
phases:
  - id: first
    tasks:
      - { id: hello, run: 'echo "hello $WHO $PAWL_PARAM_WHO"; echo "greeting=hello $WHO" >> "$PAWL_OUTPUT"', env: { WHO: { from: params.who } }, outputs: [greeting] }
      - { id: shout, run: 'echo "$TEXT" | tr a-z A-Z', depends_on: hello, when: params.loud, env: { TEXT: { from: outputs.hello.greeting } } }
  - id: second
    run: test -e ok
  - id: third
    run: echo third >> ran
`;

const json = (text: string): unknown => JSON.parse(text);

describe("run", () => {
  test("to the end: exit 0, and --json prints one document", async () => {
    place.write("plan.yaml", THREE);
    place.write("ok", "");
    const ended = await place.pawl(
      "run",
      "plan.yaml",
      "--json",
      "--param",
      "who=you",
      "-p",
      "loud=true",
    );
    expect(ended.code).toBe(0);
    expect(json(ended.stdout)).toMatchObject({
      run: place.run(),
      plan: "three",
      status: "completed",
      phases: [
        {
          id: "first",
          status: "completed",
          tasks: [
            { id: "hello", status: "completed", attempts: 1, outputs: { greeting: "hello you" } },
            { id: "shout", status: "completed" },
          ],
        },
        { id: "second", status: "completed" },
        { id: "third", status: "completed" },
      ],
      waitingFor: [],
    });
    expect((await place.pawl("logs", "hello")).stdout).toContain("hello you you\n");
    expect((await place.pawl("logs", "shout")).stdout).toContain("HELLO YOU\n");
  });

  test("a failure: exit 1, what depends on it is skipped, and why names the commands that go on", async () => {
    place.write("plan.yaml", THREE);
    expect((await place.pawl("run", "plan.yaml")).code).toBe(1);
    const why = await place.pawl("why");
    expect(why.code).toBe(0);
    expect(why.stdout).toContain(`Run ${place.run()} of "three" failed: second did not succeed.`);
    expect(why.stdout).toContain(`pawl resume ${place.run()}`);
    place.write("ok", "");
    expect((await place.pawl("resume")).code).toBe(0);
    expect(place.read("ran")).toBe("third\n");
    expect((await place.pawl("resume")).stderr).toBe(
      `pawl: run ${place.run()} is completed: there is nothing left to do\n`,
    );
  });

  test("parameters: unknown, malformed and of the wrong type are refused before anything is done", async () => {
    place.write("plan.yaml", THREE);
    const wrong: [string, string][] = [
      ["whoo=x", 'the plan has no parameter "whoo"'],
      ["who", '--param takes name=value, not "who"'],
      ["loud=perhaps", "loud"],
    ];
    for (const [given, text] of wrong) {
      const ended = await place.pawl("run", "plan.yaml", "--param", given);
      expect(ended.code, given).toBe(2);
      expect(ended.stderr).toContain(text);
    }
    expect(() => place.run()).toThrow();
  });

  test("--until stops after the phase with exit 0, and resume goes on", async () => {
    place.write("plan.yaml", THREE);
    expect((await place.pawl("run", "plan.yaml", "--until", "first")).code).toBe(0);
    expect(place.types().at(-1)).toBe("run-paused");
    place.write("ok", "");
    expect((await place.pawl("resume")).code).toBe(0);
    const unknown = await place.pawl("run", "plan.yaml", "--until", "fourth");
    expect(unknown).toMatchObject({
      code: 2,
      stderr:
        'pawl: --until: the plan has no phase "fourth"; its phases are first, second, third\n',
    });
  });

  test("--concurrency takes whole numbers only", async () => {
    place.write("plan.yaml", THREE);
    for (const wrong of ["0", "-1", "1.5", "many", "257"]) {
      const ended = await place.pawl("run", "plan.yaml", "--concurrency", wrong);
      expect(ended).toMatchObject({
        code: 2,
        stderr: `pawl: --concurrency takes a whole number from 1 to 256, not "${wrong}"\n`,
      });
    }
  });

  test("--dry-run shows order, commands and environment, and what would be skipped; it runs nothing", async () => {
    place.write("plan.yaml", THREE);
    const ended = await place.pawl("run", "plan.yaml", "--dry-run", "--until", "second");
    expect(ended.code).toBe(0);
    expect(ended.stdout).toBe(`three: would run, at most 4 side by side; nothing is run now

phase first
  1. first/hello
      $ echo "hello $WHO $PAWL_PARAM_WHO"; echo "greeting=hello $WHO" >> "$PAWL_OUTPUT"
      in ${place.dir}, timeout 30m 00s
      WHO=<params.who>
      PAWL_PARAM_WHO=world
      PAWL_PARAM_LOUD=false
  2. first/shout  (skipped: params.loud is false)
      $ echo "$TEXT" | tr a-z A-Z
      in ${place.dir}, timeout 30m 00s
      TEXT=<outputs.hello.greeting>
      PAWL_PARAM_WHO=world
      PAWL_PARAM_LOUD=false

phase second  after first
  1. second/second
      $ test -e ok
      in ${place.dir}, timeout 30m 00s
      PAWL_PARAM_WHO=world
      PAWL_PARAM_LOUD=false

phase third  after second  (not run: comes after --until second)
  1. third/third
      $ echo third >> ran
      in ${place.dir}, timeout 30m 00s
      PAWL_PARAM_WHO=world
      PAWL_PARAM_LOUD=false
`);
    expect(() => place.run()).toThrow();
  });
});

describe("retry, skip, pause", () => {
  test("retry of a failed task tries it again and goes on; of a completed one it is refused without --force", async () => {
    place.write("plan.yaml", THREE);
    await place.pawl("run", "plan.yaml");
    expect(await place.pawl("retry", "hello")).toMatchObject({
      code: 2,
      stderr:
        "pawl: hello has not failed: it is completed; --force does it again, with all that depends on it\n",
    });
    place.write("ok", "");
    expect((await place.pawl("retry", "second")).code).toBe(0);
    const forced = await place.pawl("retry", "--force", "second");
    expect(forced.code).toBe(0);
    expect(forced.stdout).toContain("to be done again: second/second, third/third");
    expect(place.read("ran")).toBe("third\nthird\n");
    expect(await place.pawl("retry")).toMatchObject({
      code: 2,
      stderr: "pawl: say what to retry: pawl retry [RUN] TASK, or a phase instead of the task\n",
    });
  });

  test("skip passes over a failed task, and resume goes on with what depends on it", async () => {
    place.write("plan.yaml", THREE);
    await place.pawl("run", "plan.yaml");
    const run = place.run();
    expect(await place.pawl("skip", run, "second")).toMatchObject({
      code: 0,
      stdout: `second is skipped; pawl resume ${run} goes on\n`,
    });
    expect((await place.pawl("resume", run.slice(0, -2))).code).toBe(0);
    expect(place.read("ran")).toBe("third\n");
    expect((await place.pawl("skip", "second")).stderr).toBe(
      `pawl: run ${run} has ended: it is completed\n`,
    );
  });

  test("pause from another terminal: what is under way ends, nothing new starts", async () => {
    place.write(
      "plan.yaml",
      THREE.replace("run: test -e ok", "run: 'while [ ! -e ok ]; do sleep 0.02; done'"),
    );
    const run = place.start("run", "plan.yaml");
    await until(
      "the second phase runs",
      () => place.types().filter((each) => each === "phase-started").length === 2,
    );
    const paused = await place.pawl("pause");
    expect(paused).toMatchObject({
      code: 0,
      stdout: `run ${place.run()} is paused: nothing new is started; second/second may end. pawl resume ${place.run()} goes on\n`,
    });
    place.write("ok", "");
    expect((await run.ended).code).toBe(3);
    expect(() => place.read("ran")).toThrow();
    expect((await place.pawl("resume")).code).toBe(0);
  });
});

describe("the workflow JSON", () => {
  const WORKFLOW = JSON.stringify({
    workflow_id: "nightly",
    phases: [
      { name: "scout", command: "echo scout >> ran" },
      { name: "build it", command: "test -e ok", retry_count: 1, depends_on: ["scout"] },
      { name: "test", command: "echo test >> ran", depends_on: ["build it"] },
      { name: "other", command: "echo other >> ran", checkpoint: false },
    ],
    state_backend: "json",
  });

  test("execute and recover, with their own shapes", async () => {
    place.write("workflow.json", WORKFLOW);
    const executed = await place.pawl("execute", "workflow.json", "--format", "seed");
    expect(executed.code).toBe(1);
    expect(json(executed.stdout)).toMatchObject({
      scout: { status: "completed" },
      "build it": { status: "failed", error: "exit 1" },
      test: { status: "skipped", reason: "deps_not_met" },
      other: { status: "completed" },
    });
    expect(place.read("ran")).toBe("scout\nother\n");
    place.write("ok", "");
    expect((await place.pawl("recover", "nightly")).code).toBe(0);
    expect(place.read("ran")).toBe("scout\nother\ntest\n");
    expect(
      (await place.pawl("recover", "nightly", "--from", "test", "--format", "seed")).code,
    ).toBe(0);
    expect(place.read("ran")).toBe("scout\nother\ntest\ntest\nother\n");
    expect(await place.pawl("recover", "nightly", "--from", "other")).toMatchObject({
      code: 2,
      stderr: `pawl: phase other is not a restore point of run ${place.run()}; its restore points are scout, build-it, test\n`,
    });
  });
});

test("words that are no command, and options that are none, are told with what was likely meant", async () => {
  const cases: [string[], string][] = [
    [["staus"], "error: unknown command 'staus'\n(Did you mean status?)\n"],
    [
      ["run", "plan.yaml", "--dryrun"],
      "error: unknown option '--dryrun'\n(Did you mean --dry-run?)\n",
    ],
    [["run"], "error: missing required argument 'plan'\n"],
    [["-C", "nowhere", "runs"], "pawl: there is no folder nowhere to work in\n"],
    [["status"], `pawl: there is no run in ${place.dir}/.pawl yet; pawl run PLAN starts one\n`],
  ];
  for (const [args, text] of cases) {
    const ended = await place.pawl(...args);
    expect(ended.code, args.join(" ")).toBe(2);
    expect(ended.stderr).toContain(text);
  }
});

test("a folder that is gone is told as one", () => {
  const line = `mkdir gone && cd gone && rmdir ../gone && "${process.execPath}" "${PAWL}" status`;
  const { status, stderr } = spawnSync("sh", ["-c", line], {
    cwd: place.dir,
    env: place.env,
    encoding: "utf8",
  });
  expect(status).toBe(2);
  expect(stderr).toBe(
    "pawl: the folder that you are in is not there any more; go to another (cd)\n",
  );
});

test("--format takes seed and nothing else; with --json what is wrong is one document too", async () => {
  place.write("plan.yaml", THREE);
  expect((await place.pawl("validate", "plan.yaml", "--format", "nope")).stderr).toBe(
    'pawl: --format takes seed, not "nope"\n',
  );
  for (const [args, message] of [
    [["runs", "--jsn", "--json"], "unknown option '--jsn'"],
    [["validate", "--json"], "missing required argument 'plan'"],
    [["status", "--json"], `there is no run in ${place.dir}/.pawl yet; pawl run PLAN starts one`],
  ] as const) {
    const ended = await place.pawl(...args);
    expect(ended.code).toBe(2);
    expect((json(ended.stdout) as { error: { message: string } }).error.message).toContain(message);
  }
});

describe("where the output goes", () => {
  const started = (...args: string[]): string =>
    `"${process.execPath}" "${PAWL}" ${args.join(" ")}`;
  const bash = (script: string): string => {
    const done = spawnSync("bash", ["-c", script], {
      cwd: place.dir,
      env: place.env,
      encoding: "utf8",
    });
    return done.stdout + done.stderr;
  };

  test("a run whose reader goes away goes on to its end, with its own exit status", () => {
    place.write("plan.yaml", THREE);
    place.write("ok", "");
    expect(
      bash(`${started("run", "plan.yaml")} | head -1 > /dev/null; echo "status \${PIPESTATUS[0]}"`),
    ).toBe("status 0\n");
    expect(place.types().at(-1)).toBe("run-completed");
  });

  test("a full disk under the output: a reader says so, and a run goes on", () => {
    place.write("plan.yaml", THREE);
    expect(bash(`${started("run", "plan.yaml")} > /dev/full; echo "status $?"`)).toBe("status 1\n");
    expect(place.types().at(-1)).toBe("run-failed");
    const text =
      "pawl: the output cannot be written: there is no space left where it goes\nstatus 2\n";
    for (const args of [["runs"], ["--version"], ["why"], ["validate", "plan.yaml"]])
      expect(
        bash(`exec 3>&1; ${started(...args)} > /dev/full 2>&3; echo "status $?"`),
        args.join(" "),
      ).toBe(text);
  });
});

test("commands are named as the person must type them: with the folder and the store that were given", async () => {
  place.write("plan.yaml", THREE);
  const store = `json:${place.dir}/kept`;
  await place.pawl("run", "plan.yaml", "--state", store);
  const why = await place.pawl("-C", place.dir, "--state", store, "why");
  const call = `pawl -C ${place.dir} --state ${store}`;
  expect(why.stdout).toContain(`  ${call} resume `);
  expect(why.stdout).not.toMatch(/\bpawl resume/);
  expect((await place.pawl("-C", place.dir, "--state", store, "skip", "hello")).stderr).toContain(
    "already completed",
  );
});

test("without RUN the latest that is not finished is meant, and it is said where that is not the latest", async () => {
  place.write("plan.yaml", THREE);
  expect((await place.pawl("run", "plan.yaml", "--until", "first")).code).toBe(0);
  const paused = place.run();
  expect((await place.pawl("run", "plan.yaml")).code).toBe(1);
  const failed = JSON.parse((await place.pawl("status", "--json")).stdout) as {
    run: string;
    status: string;
  };
  expect(failed.status).toBe("failed");
  place.write("ok", "");
  expect((await place.pawl("resume", failed.run)).code).toBe(0);
  const status = await place.pawl("status", "--json");
  expect(JSON.parse(status.stdout)).toMatchObject({ run: paused, status: "paused" });
  expect(status.stderr).toBe(
    `pawl: this is ${paused}, which is not finished; the latest, ${failed.run}, is completed\n`,
  );
});

test("init and demo print one document with --json", async () => {
  const made = await place.pawl("init", "--json", "-o", "made.yaml");
  expect(json(made.stdout)).toEqual({ file: "made.yaml", template: "starter" });
  const shown = await place.pawl("demo", "--json", "--dir", `${place.dir}/demo`);
  expect(shown.code, shown.stderr).toBe(0);
  expect(json(shown.stdout)).toMatchObject({ status: "completed" });
});
