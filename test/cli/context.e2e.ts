import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { killedBefore } from "./killedBefore.ts";
import { Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

interface Setting {
  readonly context: string;
  /** Tokens in the session when its first task has ended. */
  readonly tokens?: number;
  /** What is done when the session is asked for its memory. */
  readonly compact?: readonly string[];
  readonly prompt?: string;
}

const MEMORY = [
  `submit: { artifact: memory, value: { summary: "One was done.", next: [two] } }`,
  "report: { status: success, summary: handed in the memory }",
];

/** Two tasks in one session of an agent, whose model has room for 1,000 tokens. */
function write({ context, tokens = 100, compact = MEMORY, prompt = "Do two." }: Setting): void {
  const script = {
    tasks: {
      one: [
        `usage: { input: ${tokens - 10}, output: 10 }`,
        "report: { status: success, summary: one }",
      ],
      two: ["usage: { input: 20, output: 10 }", "report: { status: success, summary: two }"],
    },
  };
  const steps = (list: readonly string[]): string =>
    list.map((each) => `      - ${each}\n`).join("");
  place.write(
    "robot.yaml",
    `tasks:\n  one:\n    default:\n${steps(script.tasks.one)}  two:\n    default:\n${steps(script.tasks.two)}    compact:\n${steps(compact)}`,
  );
  place.write(
    "plan.yaml",
    `pawl: 1
name: long
context: ${context}
agents: { robot: { use: scripted, script: robot.yaml, model: toy } }
defaults: { retry: { max_attempts: 3, backoff: none } }
phases:
  - id: work
    context: phase
    tasks:
      - { id: one, agent: robot, prompt: Do one. }
      - { id: two, agent: robot, prompt: ${JSON.stringify(prompt)} }
`,
  );
}

const ofType = <T extends Event["type"]>(type: T): Extract<Event, { type: T }>[] =>
  place
    .events()
    .map((each) => each.event)
    .filter((each): each is Extract<Event, { type: T }> => each.type === type);

const turnsOf = (task: string): readonly (string | undefined)[] =>
  ofType("attempt-started")
    .filter((each) => each.task === task)
    .map(({ stage, memory }) => stage ?? (memory === undefined ? undefined : "from memory"));

/** The prompts of all sessions, in each of its turns. */
function prompts(): string[] {
  const attempts = join(place.dir, ".pawl/runs", place.run(), "attempts/work");
  return readdirSync(attempts).flatMap((attempt) => {
    const folder = join(attempts, attempt, "driver");
    // One that was never begun has none.
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((each) => each.startsWith("session-"))
      .flatMap((each) => readFileSync(join(folder, each), "utf8").trim().split("\n"))
      .map((line) => (JSON.parse(line) as { prompt: string }).prompt);
  });
}

const asked = (): number =>
  prompts().filter((each) => each.includes("This session has become long")).length;

describe("a run is paused before a session goes on that takes up much", () => {
  test("and a resume goes on in it", async () => {
    write({ context: "{ on: pause, windows: { toy: 1000 } }", tokens: 750 });
    const paused = await place.pawl("run", "plan.yaml", "--no-live");
    expect(paused.code).toBe(3);
    expect(paused.stdout).toContain(
      "its session with agent robot takes up 750 of 1,000 tokens of toy (75 %); the run is paused\n",
    );
    expect(paused.stdout).toMatch(
      /run paused before a session goes on that takes up much of its model's window; pawl resume \S+ goes on\n/,
    );
    const why = await place.pawl("why");
    expect(why.stdout).toContain(
      'of "long" is paused before work/two goes on: its session with agent robot takes up 750 of 1,000 tokens of toy (75 %).\n',
    );
    expect(why.stdout).toMatch(/ {2}pawl resume \S+ {2}goes on in that session\n/);
    const status = JSON.parse((await place.pawl("status", "--json")).stdout) as object;
    expect(status).toMatchObject({
      status: "paused",
      pausedBecause: "context",
      waitingFor: [{ type: "person", reason: "context" }],
    });
    const ended = await place.pawl("resume", "--no-live");
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(turnsOf("two")).toEqual([undefined]);
    expect(asked()).toBe(0);
  });

  test("and a resume makes it compact first where it is too full", async () => {
    write({ context: "{ on: pause, windows: { toy: 1000 } }", tokens: 900 });
    expect((await place.pawl("run", "plan.yaml", "--no-live")).code).toBe(3);
    const why = await place.pawl("why");
    expect(why.stdout).toMatch(
      / {2}pawl resume \S+ {2}goes on: the session is made compact first\n/,
    );
    expect((await place.pawl("resume", "--no-live")).code).toBe(0);
    expect(turnsOf("two")).toEqual(["compact", "from memory"]);
    expect(prompts().at(-1)).toContain("One was done.\n\nStill open:\n\n- two\n");
  });

  test("and before a prompt that does", async () => {
    const prompt = "Look at this. ".repeat(40);
    write({ context: '{ on: pause, windows: { "t*": 500 } }', prompt });
    place.write("plan.yaml", place.read("plan.yaml").replace("context: phase", "order: sequence"));
    expect((await place.pawl("run", "plan.yaml", "--no-live")).code).toBe(3);
    const why = await place.pawl("why");
    expect(why.stdout).toMatch(
      /is paused before work\/two goes on: its prompt for agent robot takes up about \d+ of 500 tokens of toy \([\d.]+ %\)\.\n/,
    );
    expect(why.stdout).toMatch(/ {2}pawl resume \S+ {2}goes on with that prompt\n/);
    expect((await place.pawl("resume", "--no-live")).code).toBe(0);
  });
});

test("what is not known is said once", async () => {
  write({ context: "{}", tokens: 999_999 });
  const ended = await place.pawl("run", "plan.yaml", "--no-live");
  expect(ended.code).toBe(0);
  const text =
    'how full its session with agent robot is, is not known: the window of toy is not known; "context: { windows: { toy: TOKENS } }" says it; it goes on';
  expect(ended.stdout.split(text)).toHaveLength(2);
  expect(ofType("context-measured").map(({ action, session }) => [action, !session])).toEqual([
    ["none", true],
    ["none", false],
  ]);
});

test("a session that hands in no memory ends its task, which is never begun without", async () => {
  write({
    context: "{ windows: { toy: 1000 } }",
    tokens: 900,
    compact: ["report: { status: success, summary: nothing worth telling }"],
  });
  const ended = await place.pawl("run", "plan.yaml", "--no-live");
  expect(ended.code).toBe(1);
  const message =
    'its session could not be made compact: artifact "memory" was not handed in (asked 3 times)';
  expect(ofType("task-failed")).toMatchObject([{ task: "two", message }]);
  expect(turnsOf("two")).toEqual(["compact", "compact", "compact"]);
  const why = await place.pawl("why");
  expect(why.stdout).toContain(`work/two failed: ${message}\n  attempt 1 (compact)  failed`);
  expect(prompts().at(-1)).toContain("The attempt before this one failed");
});

test("what it hands in is a memory only if it fits, and it may change no file", async () => {
  write({
    context: "{ windows: { toy: 1000 } }",
    tokens: 900,
    compact: [
      "write: { file: more.txt, text: more }",
      `submit: { artifact: memory, value: { summary: "  " } }`,
    ],
  });
  const ended = await place.pawl("run", "plan.yaml", "--no-live");
  expect(ended.code).toBe(1);
  expect(ofType("task-failed")).toMatchObject([
    { message: expect.stringContaining("its session could not be made compact: ") as string },
  ]);
  expect(readdirSync(place.dir)).not.toContain("more.txt");
});

/** Places among all changes that a resume makes on the disk, from the first to after the last. */
const MOMENTS = [1, 4, 8, 11, 14, 18, 22, 33];

test.each(MOMENTS)(
  "killed before its change %i on the disk, the session is made compact once, and no try is used up",
  { timeout: 120_000 },
  async (moment) => {
    write({ context: "{ on: pause, windows: { toy: 1000 } }", tokens: 900 });
    expect((await place.pawl("run", "plan.yaml", "--no-live")).code).toBe(3);
    await killedBefore(place, moment, "resume", "--no-live");
    const ended = await place.pawl("resume", "--no-live");
    const done = ended.code === 0 || /there is nothing left to do/.test(ended.stderr);
    expect(done, ended.stdout + ended.stderr).toBe(true);
    expect(asked()).toBe(1);
    expect(ofType("attempt-succeeded").filter(({ memory }) => memory)).toHaveLength(1);
    expect(ofType("context-measured").map(({ action }) => action)).toEqual(["paused", "compacted"]);
    const turns = turnsOf("two");
    expect(turns.at(-1)).toBe("from memory");
    expect(new Set(turns)).toEqual(new Set(["compact", "from memory"]));
    expect((await place.pawl("audit", "--verify")).code).toBe(0);
  },
);
