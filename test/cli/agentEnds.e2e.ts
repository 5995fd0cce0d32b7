import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { carrying, endProcess, until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const REPORT = "- report: { status: success, summary: done }";

interface Scripted {
  readonly agent?: string;
  readonly task?: string;
  readonly phase?: string;
}

/** A plan of one task, carried out by a scripted agent that takes these steps. */
function plan(steps: string, more: Scripted = {}): void {
  const script = steps
    .split("\n")
    .map((line) => `      ${line}`)
    .join("\n");
  place.write(
    "plan.yaml",
    `pawl: 1
name: agents
defaults: { grace: 1s, retry: { max_attempts: 3, backoff: none } }
agents:
  robot:
    use: scripted
    script:
${script}
${more.agent ?? ""}
phases:
  - id: work
${more.phase ?? ""}
    tasks:
      - id: task
        agent: robot
        prompt: Do it.
${more.task ?? ""}
`,
  );
}

const ofType = <Type extends Event["type"]>(type: Type): Extract<Event, { type: Type }>[] =>
  place
    .events()
    .map((each) => each.event)
    .filter((each): each is Extract<Event, { type: Type }> => each.type === type);

const failures = (): string[] =>
  ofType("attempt-failed").map(({ failure }) => `${failure.class}: ${failure.message}`);

const attemptFile = (name: string, attempt = 1): string =>
  join(place.dir, ".pawl", "runs", place.run(), "attempts", "work", `task@${attempt}`, name);

const survivors = (): number[] => carrying("PAWL_RUN", place.run());

const isThere = (name: string) => (): boolean => existsSync(join(place.dir, name));

describe("when Pawl is killed", () => {
  test("the agent goes on, and its work and its usage are taken over, not repeated", async () => {
    plan(
      `default:
  - write: { file: begun, text: "" }
  - run: 'while [ ! -e go ]; do sleep 0.02; done; echo once >> ran'
  - usage: { model: m, input: 1000, output: 50, cost: 0.25 }
  - submit: { artifact: found, value: { n: 1 } }
  ${REPORT}`,
      { phase: "    produces: { found: { type: object } }" },
    );
    const first = place.start("run", "plan.yaml");
    await until("the agent is at work", isThere("begun"));
    first.kill("SIGKILL");
    await first.ended;
    place.write("go", "");
    const resumed = await place.pawl("resume", "--json");
    expect(resumed).toMatchObject({ code: 0 });
    expect(place.read("ran")).toBe("once\n");
    expect(ofType("attempt-started")).toHaveLength(1);
    expect(ofType("attempt-succeeded")).toMatchObject([
      {
        artifacts: [{ name: "found", value: { n: 1 } }],
        account: {
          usage: { models: [{ model: "m", inputTokens: 1000, outputTokens: 50, costUsd: 0.25 }] },
          report: { status: "success", summary: "done", by: "tools" },
        },
      },
    ]);
  });

  test("an agent that ended meanwhile is not begun again", async () => {
    plan(`default:
  - write: { file: begun, text: "" }
  - run: 'while [ ! -e go ]; do sleep 0.02; done'
  ${REPORT}`);
    const first = place.start("run", "plan.yaml");
    await until("the agent is at work", isThere("begun"));
    first.kill("SIGKILL");
    await first.ended;
    place.write("go", "");
    await until("it has ended", () =>
      readFileSync(attemptFile("record"), "utf8").includes('"ended"'),
    );
    expect(await place.pawl("resume")).toMatchObject({ code: 0 });
    expect(ofType("attempt-started")).toHaveLength(1);
  });
});

describe("when an agent is killed", () => {
  const SLOW = `tasks:
  task:
    resume:
      - expect_prompt: { contains: killed by SIGKILL }
      ${REPORT}
    default:
      - usage: { model: m, input: 10, output: 1 }
      - write: { file: begun, text: "" }
      - hang`;

  test("the next attempt goes on in its session, and what it had used is counted", async () => {
    plan(SLOW);
    const run = place.start("run", "plan.yaml");
    await until("the agent is at work", isThere("begun"));
    const agent = carrying("PAWL_RUN", place.run()).find((pid) =>
      commandLine(pid).includes("scripted/main.js"),
    );
    endProcess(agent!);
    expect(await run.ended).toMatchObject({ code: 0 });
    const [failed] = ofType("attempt-failed");
    const [done] = ofType("attempt-succeeded");
    expect(failed).toMatchObject({
      failure: { class: "transient", signal: "SIGKILL" },
      account: { usage: { models: [{ inputTokens: 10 }] } },
    });
    expect(done!.account!.session).toBe(failed!.account!.session);
  });

  test("together with its runner, it is told by its events what it had used", async () => {
    plan(SLOW.replace("killed by SIGKILL", "SIGKILL"));
    const run = place.start("run", "plan.yaml");
    await until("the agent is at work", isThere("begun"));
    await until("its usage is noted", () =>
      readFileSync(attemptFile("events.jsonl"), "utf8").includes('"usage"'),
    );
    for (const pid of survivors()) endProcess(pid);
    expect(await run.ended).toMatchObject({ code: 0 });
    expect(ofType("attempt-failed")).toMatchObject([
      { account: { usage: { models: [{ inputTokens: 10 }], partial: true } } },
    ]);
  });
});

describe("nothing is left", () => {
  const STUBBORN = `default:
  - ignore_signals: [INT, TERM]
  - fork: sleep 1000
  - write: { file: begun, text: "" }
  - hang`;

  test("of an agent that is cancelled, whatever it ignores", async () => {
    plan(STUBBORN);
    const run = place.start("run", "plan.yaml");
    await until("the agent is at work", isThere("begun"));
    expect(await place.pawl("abort")).toMatchObject({ code: 0 });
    expect(await run.ended).toMatchObject({ code: 1 });
    expect(survivors()).toEqual([]);
    expect(ofType("attempt-cancelled")).toHaveLength(1);
  });

  test("of one whose time is over", async () => {
    plan(STUBBORN, { task: "        timeout: 2s\n        retry: 1" });
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
    expect(failures()).toEqual(["timed-out: timed out after 2s"]);
    expect(survivors()).toEqual([]);
  });

  test("of one that tells nothing", async () => {
    plan(STUBBORN, { agent: "    stall: 2s", task: "        retry: 1" });
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
    expect(failures()).toEqual(["timed-out: agent robot showed no sign of life for 2s"]);
    expect(survivors()).toEqual([]);
  });

  test("of what one that is done left running", async () => {
    plan(`default:
  - fork: sleep 1000
  ${REPORT}`);
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 0 });
    expect(survivors()).toEqual([]);
  });
});

describe("an attempt that is no success", () => {
  test("is told to the next: what did not fit, and how to report", async () => {
    plan(
      `tasks:
  task:
    1:
      - submit: { artifact: found, value: { n: many } }
      ${REPORT}
    default:
      - expect_prompt: { contains: ['artifact "found"', '/n: found "many"'] }
      - submit: { artifact: found, value: { n: 2 } }
      ${REPORT}`,
      { phase: "    produces: { found: { properties: { n: { type: integer } } } }" },
    );
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 0 });
    expect(failures()).toEqual([
      'invalid-artifact: artifact "found" did not fit when it was handed in:\n' +
        '- /n: found "many", expected a whole number\n' +
        'artifact "found" was not handed in',
    ]);
  });

  test("says what an agent did that says nothing at its end", async () => {
    plan("default:\n  - say: I think I am done.", { task: "        retry: 1" });
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
    expect(failures()).toEqual([
      "invalid-artifact: invalid-report: no report was found in the last answer (18 characters). " +
        "End the answer with the report exactly as the instructions show it.",
    ]);
  });

  test("of a read-only agent names the files that changed while it worked", async () => {
    execFileSync("git", ["init", "-q"], { cwd: place.dir });
    plan(
      `default:
  - say: begun
  - sleep: 60s
  ${REPORT}`,
      { agent: "    permissions: read-only", task: "        retry: 1" },
    );
    writeFileSync(
      join(place.dir, "plan.yaml"),
      place.read("plan.yaml").replace("sleep: 60s", "sleep: 2s"),
    );
    const run = place.start("run", "plan.yaml");
    await until("it has begun", () =>
      readFileSync(attemptFile("events.jsonl"), "utf8").includes("begun"),
    );
    place.write("sneaked-in.txt", "x");
    expect(await run.ended).toMatchObject({ code: 1 });
    expect(failures()).toEqual([
      "fatal: agent robot is read-only, and files changed while it worked: sneaked-in.txt",
    ]);
  });

  test("of one that did what it may not names the tool", async () => {
    plan(
      `default:
  - write: { file: x, text: x }
  ${REPORT}`,
      { agent: "    permissions: read-only" },
    );
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
    expect(failures()).toEqual([
      "fatal: agent robot was not allowed to use write; its permissions are read-only",
    ]);
    expect(existsSync(join(place.dir, "x"))).toBe(false);
  });
});

test("a limit is waited for across a kill, and uses up no try", async () => {
  plan(
    `tasks:
  task:
    1:
      - fail: { class: rate-limited, after: 3s }
    default:
      ${REPORT}`,
    { task: "        retry: 1" },
  );
  const run = place.start("run", "plan.yaml");
  await until("it waits", () => place.types().includes("attempt-failed"));
  run.kill("SIGKILL");
  await run.ended;
  const [limited] = ofType("attempt-failed");
  expect(limited).toMatchObject({ failure: { class: "rate-limited" }, retry: { limited: true } });
  expect((await place.pawl("why")).stdout).toMatch(/limit of agent robot/);
  expect(await place.pawl("resume")).toMatchObject({ code: 0 });
  const begun = place.events().filter((each) => each.event.type === "attempt-started");
  expect(begun).toHaveLength(2);
  expect(begun[1]!.at).toBeGreaterThanOrEqual(limited!.retry!.at);
});

test("a flag blocks the run until a person answers, and the answer reaches the agent", async () => {
  plan(`tasks:
  task:
    1:
      - flag: { type: clarifier_blocked, text: Which port? }
    default:
      - expect_prompt: { contains: [Which port?, "8080"] }
      ${REPORT}`);
  expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 4 });
  expect(await place.pawl("answer", "8080")).toMatchObject({ code: 0 });
  expect(await place.pawl("resume")).toMatchObject({ code: 0 });
});

test("no secret is in any file of a run, wherever the agent put it", async () => {
  const secret = "s3cr3t-value-of-the-key";
  place.env["ROBOT_API_KEY"] = secret;
  plan(
    `default:
  - run: 'echo "key $ROBOT_API_KEY"; echo "$ROBOT_API_KEY" >&2; printf %s "$ROBOT_API_KEY" | base64'
  - say: "it is ${secret}"
  - progress: "${secret}"
  - report: { status: success, summary: "used ${secret}" }`,
    { agent: "    env: [ROBOT_API_KEY]" },
  );
  // The script of a scripted agent is a part of the plan, which holds what its author wrote.
  const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
  expect({ code, said: stdout + stderr }).toMatchObject({ code: 0 });
  expect(stdout + stderr).not.toContain(secret);
  const folder = join(place.dir, ".pawl");
  const forms = [secret, Buffer.from(secret).toString("base64")];
  const leaks = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .filter((path) => !/script\.yaml$|order\.json$|journal/.test(path))
    .filter((path) => forms.some((form) => readFileSync(path, "utf8").includes(form)));
  expect(leaks).toEqual([]);
  expect(JSON.stringify(ofType("attempt-succeeded"))).not.toContain(secret);
});

test("a command hands in an artifact too, which must fit", async () => {
  place.write(
    "plan.yaml",
    `pawl: 1
name: commands
phases:
  - id: make
    produces: { found: { type: object, required: [n] } }
    run: 'echo "{\\"n\\": 3}" > "$PAWL_ARTIFACTS/found.json"'
  - id: use
    needs: found
    run: echo "$N" > n
    env: { N: { from: artifacts.found.n } }
  - id: wrong
    produces: { other: { type: object } }
    run: echo "[]" > "$PAWL_ARTIFACTS/other.json"
`,
  );
  expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
  expect(place.read("n")).toBe("3\n");
  expect(failures()).toEqual([
    'invalid-artifact: artifact "other": the whole value: found a list of 0, expected an object',
  ]);
});

/** Empty where the process has ended meanwhile. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
