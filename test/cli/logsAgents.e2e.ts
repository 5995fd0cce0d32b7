import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentTask, phase, plan, task, tries } from "../core/plans.ts";
import { given } from "../views/given.ts";
import type { Story } from "../views/given.ts";
import { until, Workspace } from "./rig.ts";
import { attemptFiles, keep } from "./told.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const builds = plan([
  phase("build", [{ ...agentTask("code"), retry: tries(2) }, agentTask("review"), task("compile")]),
]);

const PROMPT = "# Task\n\nWrite it.\n";
const RAW = '{"type":"system"}\n\u001B[31mred\u001B[0m\n';
const EVENTS = [
  { type: "started", session: "s-1", at: Date.UTC(2026, 10, 21, 12) },
  {
    type: "rate-limited",
    until: Date.UTC(2026, 10, 21, 14),
    text: "x",
    at: Date.UTC(2026, 10, 21, 13),
  },
]
  .map((each) => `${JSON.stringify(each)}\n`)
  .join("");

/** A run in which `build/code` was tried twice, and the rest once. */
async function ran(): Promise<Story> {
  const story = given(builds)
    .breaks("build/code")
    .after(1000)
    .does("build/code")
    .does("build/review")
    .does("build/compile");
  await keep(place, story);
  attemptFiles(place, "r-1", "build/code", 1, { "raw.log": "first\n", "stderr.log": "" });
  attemptFiles(place, "r-1", "build/code", 2, {
    "prompt.md": PROMPT,
    "raw.log": RAW,
    "stderr.log": "a warning\n",
    "events.jsonl": EVENTS,
  });
  attemptFiles(place, "r-1", "build/review", 1, {});
  return story;
}

describe("logs of an agent's attempt that has ended", () => {
  test("--raw is what it wrote, byte for byte, stdout and stderr apart", async () => {
    await ran();
    expect(await place.pawl("logs", "code", "--raw")).toMatchObject({
      code: 0,
      stdout: RAW,
      stderr: "a warning\n",
    });
    expect(await place.pawl("logs", "code", "--raw", "--attempt", "1")).toMatchObject({
      code: 0,
      stdout: "first\n",
      stderr: "",
    });
    const line = { run: "r-1", phase: "build", task: "code", attempt: 1, text: "first" };
    const { stdout } = await place.pawl("logs", "code", "--raw", "--attempt", "1", "--json");
    expect(JSON.parse(stdout)).toEqual(line);
  });

  test("--prompt is the prompt as it was sent", async () => {
    await ran();
    expect(await place.pawl("logs", "code", "--prompt")).toMatchObject({
      code: 0,
      stdout: PROMPT,
      stderr: "",
    });
  });

  test("--events is what it told, with times as in all documents", async () => {
    await ran();
    const { stdout, stderr, code } = await place.pawl("logs", "code", "--events");
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    const of = { run: "r-1", phase: "build", task: "code", attempt: 2 };
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((each) => JSON.parse(each) as unknown),
    ).toEqual([
      { ...of, type: "started", session: "s-1", at: "2026-11-21T12:00:00.000Z" },
      {
        ...of,
        type: "rate-limited",
        until: "2026-11-21T14:00:00.000Z",
        text: "x",
        at: "2026-11-21T13:00:00.000Z",
      },
    ]);
  });

  test("an event that is larger than a chunk comes whole, and one that broke off is said", async () => {
    await ran();
    const text = "é".repeat(200_000);
    const event = { type: "text", text, at: 0 };
    attemptFiles(place, "r-1", "build/code", 2, {
      "events.jsonl": `${JSON.stringify(event)}\n{"type":"te`,
    });
    const { stdout, stderr } = await place.pawl("logs", "code", "--events");
    expect((JSON.parse(stdout) as { text: string }).text).toBe(text);
    expect(stderr).toBe(
      "pawl: a line of the events of build/code, attempt 2, cannot be read and is left out\n",
    );
  });

  test("of all tasks: the agents' only, each under a header", async () => {
    await ran();
    const { stdout, stderr, code } = await place.pawl("logs", "--prompt");
    expect({ stdout, stderr, code }).toEqual({
      code: 0,
      stdout: [
        "==> build/code, attempt 2 of 2, succeeded after 1.0s <==",
        PROMPT,
        "==> build/review, attempt 1, succeeded after 1.0s <==",
        "",
      ].join("\n"),
      stderr: "pawl: there is nothing in prompt.md of build/review, attempt 1\n",
    });
  });
});

describe("what cannot be shown", () => {
  test("is said of a command", async () => {
    await ran();
    expect(await place.pawl("logs", "compile", "--raw")).toMatchObject({
      code: 2,
      stdout: "",
      stderr:
        "pawl: build/compile runs a command, and --raw is for tasks of agents; without it pawl logs shows what the command wrote\n",
    });
  });

  test("is said of a run without agents", async () => {
    await keep(
      place,
      given(plan([phase("a", ["x", "y"])]))
        .does("a/x")
        .does("a/y"),
    );
    expect(await place.pawl("logs", "--events")).toMatchObject({
      code: 2,
      stdout: "",
      stderr:
        "pawl: none of these 2 tasks is an agent's, and --events is for those; without it pawl logs shows what they wrote\n",
    });
  });

  test("is said of two things at once", async () => {
    await ran();
    expect(await place.pawl("logs", "code", "--events", "--raw")).toMatchObject({
      code: 2,
      stderr: "pawl: --raw and --events do not go together: say one of them\n",
    });
    expect(await place.pawl("logs", "code", "--prompt", "-f")).toMatchObject({
      code: 2,
      stderr: "pawl: --prompt and -f do not go together: a prompt is written at once\n",
    });
  });
});

test.each([
  ["--raw", "one\n", "two\n", "one\ntwo\n"],
  [
    "--events",
    '{"type":"text","text":"a","at":0}\n',
    '{"type":"text","text":"b","at":0}\n',
    ["a", "b"]
      .map(
        (text) =>
          `{"run":"r-1","phase":"build","task":"code","attempt":1,"type":"text","text":"${text}","at":"1970-01-01T00:00:00.000Z"}\n`,
      )
      .join(""),
  ],
])("%s -f goes on as more is written, until the task has settled", async (flag, one, two, all) => {
  const story = given(builds).starts("build/code");
  const store = await keep(place, story);
  const leased = await store.lease(story.is.id);
  if (!leased.ok) throw new Error("somebody else drives a run of a test");
  const name = flag === "--raw" ? "raw.log" : "events.jsonl";
  const folder = attemptFiles(place, "r-1", "build/code", 1, { [name]: one });
  const logs = place.start("logs", "code", flag, "-f");
  await until("the first line came", () => logs.stdout.includes("\n"));
  appendFileSync(join(folder, name), two);
  await until("the second line came", () => logs.stdout === all);
  const told = story.events.length;
  story.after(1000).succeeds("build/code");
  for (const { event, at, seq } of story.events.slice(told))
    await store.append(story.is.id, seq - 1, [event], at);
  expect(await logs.ended).toMatchObject({ code: 0, stdout: all, stderr: "" });
  await leased.lease.release();
  await store.close();
});
