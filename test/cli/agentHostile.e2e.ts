import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { Workspace } from "./rig.ts";

/*
 * Agents that reach into what surrounds them: an attempt can write to its own folder and can end its own runner. It
 * must not succeed by that, nor keep Pawl from going on, nor make it try again without end.
 */

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

/** A plan of one agent, which is this shell text. `$folder` is the attempt's folder. */
function plan(shell: string, more = ""): void {
  place.write("agent.sh", `folder=$(dirname "$PAWL_OUTPUT")\n${shell}\n`);
  place.write(
    "plan.yaml",
    `pawl: 1
name: hostile
defaults: { grace: 1s, retry: { max_attempts: 2, backoff: none } }
agents:
  tool: { use: command, permissions: full, command: [sh, agent.sh] }
phases:
  - id: work
    tasks: [{ id: task, agent: tool, prompt: Do it.${more} }]
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

const REPORTS = 'echo "[AOP:SUMMARY] done"; echo "[AOP:STATUS] success"';

describe("an account that the attempt wrote itself", () => {
  test("makes no success where the runner was seen to be killed", async () => {
    plan(`echo '{"type":"succeeded"}' > "$folder/account.json"
kill -9 $PPID`);
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
    expect(failures()).toEqual(["transient: killed by SIGKILL", "transient: killed by SIGKILL"]);
  });

  test("is not waited for where it is a pipe", async () => {
    plan(`mkfifo "$folder/account.json"; kill -9 $PPID`);
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
    expect(failures()[0]).toBe("transient: killed by SIGKILL");
  });

  test("does not keep Pawl from going on, whatever it holds", async () => {
    plan(`echo 'no JSON {' > "$folder/account.json"
echo '{"type":"usage","usage":{"models":7}}' >> "$folder/events.jsonl"
kill -9 $PPID`);
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1, stderr: "" });
    expect(failures()).toEqual(["transient: killed by SIGKILL", "transient: killed by SIGKILL"]);
    expect(await place.pawl("metrics", place.run())).toMatchObject({ code: 0 });
  });
});

describe("an attempt that nobody told to stop", () => {
  test("is not begun again without end if it says so itself", async () => {
    plan('echo enough > "$folder/stop"; sleep 60');
    const { code, stdout } = await place.pawl("run", "plan.yaml");
    expect(code).toBe(1);
    // The next attempt begins in the same breath; what is told is how long this one took.
    expect(stdout).toMatch(/attempt 1 of 2 was lost after [1-9]/);
    expect(failures()).toEqual([
      "lost: something other than Pawl made it stop: enough",
      "lost: something other than Pawl made it stop: enough",
    ]);
    expect(ofType("attempt-cancelled")).toEqual([]);
  });

  test("keeps its runner where what lies there is no file", async () => {
    plan('mkfifo "$folder/stop"; sleep 60');
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
    expect(failures()[0]).toMatch(
      /^lost: something other than Pawl made it stop: the file stop cannot be read: it is not a file$/,
    );
  });
});

test.runIf(process.platform === "linux")(
  "nothing is left of an agent that is done, also of what hides its mark",
  async () => {
    plan(
      `env -i "$(command -v setsid)" sh -c 'echo $$ > hidden.pid; exec sleep 1000' > log 2>&1 < /dev/null &
while [ ! -s hidden.pid ]; do sleep 0.02; done; ${REPORTS}`,
    );
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 0 });
    expect(existsSync(`/proc/${place.read("hidden.pid").trim()}`)).toBe(false);
  },
);

test("a prompt that no argument can hold is told, and not tried again", async () => {
  place.write("long.md", "a".repeat(300_000));
  plan(REPORTS);
  const text = place.read("plan.yaml");
  place.write(
    "plan.yaml",
    text
      .replace("[sh, agent.sh]", '[sh, agent.sh, "{prompt}"]')
      .replace("prompt: Do it.", "prompt: long.md"),
  );
  expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
  expect(failures()).toEqual([
    expect.stringMatching(
      /^fatal: the command cannot be run: sh: its arguments are too long for this system \(the longest has 300\d\d\d bytes\); give the prompt on stdin or as \{prompt_file\}$/,
    ),
  ]);
});

test("outputs that an agent's task promised must be there", async () => {
  plan(REPORTS, ", outputs: [total], retry: 1");
  expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
  expect(failures()).toEqual([
    "fatal: it promised the output total and did not write total to $PAWL_OUTPUT",
  ]);
});

test("the last of many lines are read for the report, and the first are not kept", async () => {
  plan(`yes 'a line of no importance' | head -n 60000; ${REPORTS}`);
  expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 0 });
  const account = join(place.dir, ".pawl/runs", place.run(), "attempts/work/task@1/account.json");
  expect(JSON.parse(readFileSync(account, "utf8"))).toMatchObject({
    account: { report: { status: "success", summary: "done" } },
  });
});

describe("a secret that an agent hands in", () => {
  const filesWith = (text: string): string[] =>
    readdirSync(join(place.dir, ".pawl"), { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name))
      .filter((path) => readFileSync(path, "utf8").includes(text));

  const withSecret = (shell: string, schema: string): void => {
    plan(shell, ", retry: 1");
    place.env["APP_TOKEN"] = "correct-horse-battery";
    const text = place
      .read("plan.yaml")
      .replace("permissions: full,", "permissions: full, env: [APP_TOKEN],")
      .replace("    tasks:", `    produces: { found: ${schema} }\n    tasks:`);
    place.write("plan.yaml", text);
  };

  const TOOLS = `mkdir -p "$folder/artifacts" "$folder/details"
printf '{"key":"%s"}' "$APP_TOKEN" > "$folder/artifacts/found.json"
printf '{"status":"success","summary":"used %s"}' "$APP_TOKEN" > "$folder/report.json"
printf '{"at":1,"text":"using %s"}\\n' "$APP_TOKEN" > "$folder/progress.jsonl"
echo "details: $APP_TOKEN" > "$folder/details/report.md"`;

  test("is in no file of the run, and the digest is that of what is handed on", async () => {
    withSecret(TOOLS, "{ type: object }");
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 0 });
    expect(filesWith("correct-horse-battery")).toEqual([]);
    const text = '{"key":"***"}';
    const sha256 = createHash("sha256").update(text).digest("hex");
    expect(ofType("attempt-succeeded")[0]!.artifacts).toEqual([
      { name: "found", sha256, bytes: text.length, value: { key: "***" } },
    ]);
  });

  test("is told where the artifact does not fit without it", async () => {
    withSecret(TOOLS, "{ properties: { key: { minLength: 8 } } }");
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
    expect(failures()[0]).toMatch(
      /^invalid-artifact: artifact "found" holds a secret, which is not handed on, and does not fit without it: \/key: /,
    );
  });
});

test.each(["command", "succeeded", "success", "artifacts", "transient"])(
  "a secret that is %j, one of Pawl's own words, spoils no attempt",
  async (word) => {
    plan(`echo "it is $ODD_PASSWORD"; ${REPORTS}`, ", retry: 1");
    place.env["ODD_PASSWORD"] = word;
    const text = place.read("plan.yaml");
    place.write("plan.yaml", text.replace("full,", "full, env: [ODD_PASSWORD],"));
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 0 });
    expect((await place.pawl("logs")).stdout).toContain("it is ***");
  },
);
