import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentTask, phase, plan } from "../core/plans.ts";
import { hasTmux, Terminal } from "../tui/terminal.ts";
import { given } from "../views/given.ts";
import type { Story } from "../views/given.ts";
import { PAWL, Workspace } from "./rig.ts";
import { keep } from "./told.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const builds = plan([phase("build", [agentTask("code"), agentTask("review")])]);

const one = (): Story => given(builds).does("build/review").asks("build/code", "Which?\nA or B");
const two = (): Story => given(builds).asks("build/code", "A?").asks("build/review", "B?");

const answers = (): (string | undefined)[] =>
  place.events().flatMap(({ event }) => (event.type === "flag-answered" ? [event.text] : []));

describe("an answer", () => {
  test.each([
    ["alone, where one task asks", ["use B"]],
    ["after the task", ["code", "use B"]],
    ["after the task's address", ["build/code", "use B"]],
    ["after the run", ["r-1", "use B"]],
    ["after both", ["r-1", "build/code", "use B"]],
  ])("%s", async (_how, args) => {
    await keep(place, one());
    expect(await place.pawl("answer", ...args)).toMatchObject({
      code: 0,
      stdout: "build/code is answered; pawl resume r-1 goes on\n",
      stderr: "",
    });
    expect(answers()).toEqual(["use B"]);
  });

  test("as short as the beginning of a run's id is an answer all the same", async () => {
    await keep(place, one());
    expect((await place.pawl("answer", "r")).code).toBe(0);
    expect(answers()).toEqual(["r"]);
  });

  test("says what else waits for one", async () => {
    await keep(place, two());
    expect(await place.pawl("answer", "code", "yes")).toMatchObject({
      code: 0,
      stdout:
        "build/code is answered; pawl resume r-1 goes on\n" +
        "build/review still waits for an answer: pawl answer r-1 build/review TEXT\n",
    });
  });

  test("while a process drives the run is that process's to go on with", async () => {
    const story = one();
    const store = await keep(place, story);
    const leased = await store.lease(story.is.id);
    expect(await place.pawl("answer", "use B")).toMatchObject({
      code: 0,
      stdout:
        "build/code is answered; the process that drives the run goes on with it; pawl status r-1 --watch follows it\n",
    });
    if (leased.ok) await leased.lease.release();
  });

  test("as JSON gives the run's status", async () => {
    await keep(place, one());
    const { stdout } = await place.pawl("answer", "use B", "--json");
    const view = JSON.parse(stdout) as { run: string; waitingFor: unknown[] };
    expect(view.run).toBe("r-1");
    expect(JSON.stringify(view.waitingFor)).not.toContain('"answer"');
  });
});

describe("without a text", () => {
  test("it is shown what is asked", async () => {
    await keep(place, two());
    expect(await place.pawl("answer")).toMatchObject({
      code: 0,
      stdout: [
        "build/code asks (attempt 1, question):",
        "  | A?",
        "  pawl answer r-1 build/code TEXT",
        "",
        "build/review asks (attempt 1, question):",
        "  | B?",
        "  pawl answer r-1 build/review TEXT",
        "",
      ].join("\n"),
      stderr: "",
    });
    expect((await place.pawl("answer", "r-1", "code")).stdout).toBe(
      "build/code asks (attempt 1, question):\n  | A?\n  pawl answer r-1 build/code TEXT\n",
    );
    const { stdout } = await place.pawl("answer", "r-1", "--json");
    expect(JSON.parse(stdout)).toEqual({
      run: "r-1",
      status: "blocked",
      asking: ["code", "review"].map((id, at) => ({
        task: `build/${id}`,
        name: `build/${id}`,
        attempt: 1,
        flags: [{ type: "question", text: at === 0 ? "A?" : "B?" }],
        command: `pawl answer r-1 build/${id} TEXT`,
      })),
    });
    expect(answers()).toEqual([]);
  });

  test("where nothing is asked, that is said", async () => {
    await keep(place, given(builds).does("build/code").does("build/review"));
    expect(await place.pawl("answer")).toMatchObject({
      code: 0,
      stdout: "nothing is asked in run r-1, which is completed\n",
    });
  });

  test.runIf(hasTmux)("a terminal asks for each; an empty line leaves it open", async () => {
    await keep(place, two());
    const shown = new Terminal(100, 24, place.dir);
    try {
      shown.type(`clear; node ${PAWL} answer; echo over`);
      shown.press("Enter");
      await shown.until((lines) => lines.at(-1) === "answer (empty: none):");
      shown.press("Enter");
      await shown.until(
        (lines) => lines.includes("  | B?") && lines.at(-1) === "answer (empty: none):",
      );
      shown.type("take B");
      shown.press("Enter");
      const lines = await shown.until((lines) => lines.includes("over"));
      expect(lines[lines.indexOf("over") - 1]).toMatch(
        /^1 of 2 answered; .*pawl resume r-1 goes on$/,
      );
      expect(answers()).toEqual(["take B"]);
    } finally {
      shown.close();
    }
  });
});

const none = (): Story => given(builds).does("build/code").does("build/review");

describe("what is refused", () => {
  test.each([
    [
      "an answer of which it is not clear what it answers",
      two,
      ["yes"],
      "more than one task waits for an answer: build/code, build/review; say which",
    ],
    [
      "one to a task that asks nothing",
      one,
      ["review", "yes"],
      '"review" of run r-1 waits for no answer; these wait for an answer: build/code',
    ],
    ["one that says nothing", one, [" "], "an answer must say something; the text given is empty"],
    [
      "one where nothing is asked",
      none,
      ["yes"],
      "run r-1 waits for no answer; no task of the run does",
    ],
    [
      "one to a task where nothing is asked",
      none,
      ["code", "yes"],
      '"code" of run r-1 waits for no answer; nothing in it is asked',
    ],
  ])("%s", async (_what, story, args, text) => {
    await keep(place, story());
    const ended = await place.pawl("answer", ...args);
    expect(ended).toMatchObject({ code: 2, stdout: "", stderr: `pawl: ${text}\n` });
    expect(answers()).toEqual([]);
  });

  test("one from within an attempt", async () => {
    await keep(place, one());
    place.env["PAWL_ATTEMPT_ID"] = "r-1/build/code@1";
    expect(await place.pawl("answer", "use B")).toMatchObject({
      code: 2,
      stdout: "",
      stderr:
        "pawl: an answer is a person's, and this is within attempt r-1/build/code@1: run pawl answer in a terminal of your own\n",
    });
    expect(answers()).toEqual([]);
  });
});

test("a run that stops on a question exits with 4 and names the command", async () => {
  await keep(place, one());
  const resumed = await place.pawl("resume", "r-1");
  expect(resumed.code).toBe(4);
  expect(resumed.stdout).toMatch(
    /run is blocked: build\/code must be answered; pawl answer r-1 build\/code TEXT\n$/,
  );
  const status = await place.pawl("status", "r-1");
  expect(status.stdout.trimEnd().split("\n").at(-1)).toBe(
    "pawl answer r-1 build/code TEXT answers it; then pawl resume r-1 goes on",
  );
  await place.pawl("answer", "use B");
  expect((await place.pawl("status", "r-1")).stdout).toMatch(/\npawl resume r-1 goes on\n$/);
});
