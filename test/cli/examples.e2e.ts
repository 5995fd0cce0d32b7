import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { Workspace } from "./rig.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  // A copy: what examples leave behind is not to stay in the checkout.
  cpSync(join(ROOT, "examples"), join(place.dir, "examples"), { recursive: true });
});
afterEach(() => place.remove());

/** The events of one type, in order. */
const events = <T extends Event["type"]>(type: T): Extract<Event, { type: T }>[] =>
  place
    .events()
    .map((each) => each.event)
    .filter((each): each is Extract<Event, { type: T }> => each.type === type);

const output = async (task: string): Promise<string> =>
  (await place.pawl("logs", place.run(), task)).stdout;

test("every folder of examples is run by a test of this file, or of the one named after it", () => {
  expect(readdirSync(join(ROOT, "examples")).filter((each) => !each.includes("."))).toEqual([
    "conditions",
    "discovery",
    "fan-out",
    "flaky",
    "hello",
    "long-session",
    "progress",
    "progress-commands",
    "seed-004",
    "self",
    "specialists",
    "tdd",
    "workers",
  ]);
});

test("hello: an output and a parameter reach a command", async () => {
  const ended = await place.pawl("run", "examples/hello/pawl.yaml", "-p", "who=Ada");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(await output("greet")).toContain("Hello, Ada!\n");
});

test("progress: what is left of a PROGRESS.json is done, and the file says so", async () => {
  const file = join(place.dir, "examples/progress/PROGRESS.json");
  const before = readFileSync(file, "utf8");
  const ended = await place.pawl("run", "examples/progress/pawl.yaml", "--json");
  expect(ended).toMatchObject({ code: 0 });
  expect(events("attempt-started").map((each) => each.task)).toEqual(["P2-T1", "P2-T2", "P3-T1"]);
  const after = readFileSync(file, "utf8");
  expect(JSON.parse(after)).toMatchObject({
    current_phase: 3,
    completion_percentage: 100,
    phases: [
      { status: "completed", completed_at: "2026-01-12T09:00:00Z" },
      {
        status: "completed",
        summary: "One book is listed with its price.; The shelves are written down.",
        successCount: 2,
        totalCount: 2,
        tasks: [{ completedBy: "builder" }, { completedBy: "writer" }],
      },
      { status: "completed", tasks: [{ completedBy: "robot" }] },
    ],
  });
  // What Pawl does not know stays as it is written.
  const unknown = before
    .split("\n")
    .filter((each) => /"(?:scale|success_target|metadata)"/.test(each));
  expect(unknown).toHaveLength(3);
  for (const line of unknown) expect(after).toContain(line);
  const state = readFileSync(
    join(place.dir, "examples/progress/.claude/orchestrator/state.json"),
    "utf8",
  );
  expect(JSON.parse(state)).toMatchObject({
    planPath: "pawl.yaml",
    status: "completed",
    completedTasks: ["P1-T1", "P2-T1", "P2-T2", "P3-T1"],
    pendingTasks: [],
    metrics: { tasksCompleted: 4, tasksFailed: 0, totalAgentsSpawned: 3 },
  });
});

test("progress-commands: a PROGRESS.json is run as it stands, from its first phase that is not complete", async () => {
  const file = join(place.dir, "examples/progress-commands/PROGRESS.json");
  const before = readFileSync(file, "utf8");
  const ended = await place.pawl("run", file, "--json");
  expect(ended).toMatchObject({ code: 0 });
  expect(events("attempt-started").map((each) => each.task)).toEqual([
    "node",
    "git",
    "both",
    "hello",
  ]);
  const after = readFileSync(file, "utf8");
  const done = { status: "complete", completedAt: expect.any(String) as string };
  expect(JSON.parse(after)).toMatchObject({
    current_phase: 3,
    completion_percentage: 100,
    final_summary: "All 3 phases completed successfully",
    phases: [
      { completedAt: "2026-01-12T09:00:00Z" },
      { ...done, successCount: 3, totalCount: 3, tasks: [done, done, done] },
      { ...done, tasks: [{ ...done, completedBy: "command" }] },
    ],
  });
  const owner = before.split("\n").find((each) => each.includes('"owner"'))!;
  expect(after).toContain(owner);
});

test("long-session: it is said how full it is, and it becomes a memory before it is too full", async () => {
  const ended = await place.pawl("run", "examples/long-session/pawl.yaml", "--no-live");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(
    events("context-measured").map(({ task, share, action }) => [task, share, action]),
  ).toEqual([
    ["third", 0.72, "warned"],
    ["fourth", 0.86, "compacted"],
  ]);
  expect(ended.stdout).toContain(
    "its session with agent builder takes up 8,600 of 10,000 tokens of toy (86 %); the session is made compact first\n",
  );
  const begun = events("attempt-started").filter(({ task }) => task === "fourth");
  const [asked] = events("attempt-succeeded").filter(({ task }) => task === "fourth");
  expect(begun).toMatchObject([{ stage: "compact" }, { memory: asked!.memory!.sha256 }]);
  const file = join(place.dir, ".pawl/runs", place.run(), "memory/build/fourth@1.md");
  expect(readFileSync(file, "utf8")).toContain("Three looks were asked for, and taken.\n");
});

test("fan-out: four at a time, then one that adds up", async () => {
  const ended = await place.pawl("run", "examples/fan-out/pawl.yaml");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(await output("total")).toContain("add up to 80200\n");
  const types = place.types();
  // All four are begun before the first of them ends: after "numbers", which is attempt 1 in all.
  const begun = types.flatMap((each, at) => (each === "attempt-started" ? [at] : []));
  const done = types.flatMap((each, at) => (each === "attempt-succeeded" ? [at] : []));
  expect(begun[4]!).toBeLessThan(done[1]!);
});

test("fan-out, with a concurrency of 1: one after the other", async () => {
  const ended = await place.pawl("run", "examples/fan-out/pawl.yaml", "--concurrency", "1");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  const turns = place.types().filter((each) => /^attempt-(started|succeeded)$/.test(each));
  expect(turns).toEqual(
    Array.from({ length: 6 }, () => ["attempt-started", "attempt-succeeded"]).flat(),
  );
});

test("flaky: rests that double, and a try that is stopped when its time is up", async () => {
  const ended = await place.pawl("run", "examples/flaky/pawl.yaml");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  const failed = events("attempt-failed");
  const rests = failed
    .filter((each) => each.task === "unsteady")
    .map((each) => each.retry!.delayMs);
  expect(rests).toHaveLength(2);
  expect(Math.abs(rests[0]! - 200)).toBeLessThanOrEqual(20);
  expect(Math.abs(rests[1]! - 400)).toBeLessThanOrEqual(40);
  expect(failed.find((each) => each.task === "slow")?.failure).toMatchObject({
    class: "timed-out",
    message: "timed out after 1s",
  });
  expect(await output("unsteady")).toContain("answered at attempt 3\n");
  expect(await output("slow")).toContain("in time at attempt 2\n");
});

/** What became of each task: `done`, `failed` or `skipped`. */
const became = (): Record<string, string> =>
  Object.fromEntries([
    ...events("task-completed").map((each) => [each.task, "done"]),
    ...events("task-failed").map((each) => [each.task, each.tolerated ? "allowed" : "failed"]),
    ...events("task-skipped").map((each) => [each.task, "skipped"]),
    ...events("phase-skipped").map((each) => [each.phase, "skipped"]),
  ]) as Record<string, string>;

test.each([
  [[], 0, { upload: "skipped", alarm: "skipped", advice: "done", test: "done" }],
  [["-p", "deploy=true"], 0, { upload: "done", alarm: "skipped", advice: "done", test: "done" }],
  [
    ["-p", "broken=true"],
    1,
    { deploy: "skipped", alarm: "done", advice: "skipped", test: "failed" },
  ],
])("conditions, with %j: exit %i", async (args, code, expected) => {
  const ended = await place.pawl("run", "examples/conditions/pawl.yaml", ...args);
  expect(ended).toMatchObject({ code, stderr: "" });
  expect(became()).toMatchObject({ ...expected, lint: "allowed", cleanup: "done" });
});

test("seed-004: the workflow JSON as it stands, executed, and recovered from a phase", async () => {
  const ended = await place.pawl("execute", "examples/seed-004/workflow.json");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  const notes = "examples/seed-004/out/notes.md";
  expect(place.read(notes)).toBe("# Changes\n- add a\n- fix b\n- add c\n");
  const again = await place.pawl("recover", "release-notes", "--from", "build");
  expect(again).toMatchObject({ code: 0, stderr: "" });
  const begun = events("attempt-started").map((each) => each.task);
  expect(begun).toEqual(["scout", "plan", "build", "test", "review", "build", "test", "review"]);
});

test("self: this repository through the five phases, and the checkout stays as it is", async () => {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: ROOT, encoding: "utf8" });
  const before = git("status", "--porcelain");
  const state = existsSync(join(ROOT, ".pawl"));
  const ended = await place.pawl("run", join(ROOT, "examples/self/pawl.yaml"));
  expect(ended.stdout).toMatch(/run completed after [\d.ms ]+\n$/);
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(events("phase-completed").map((each) => each.phase)).toEqual([
    "scout",
    "plan",
    "build",
    "test",
    "review",
  ]);
  expect(git("status", "--porcelain")).toBe(before);
  expect(existsSync(join(ROOT, ".pawl"))).toBe(state);
}, 300_000);

test("workers: a lead sums up what its workers say, of whom one found nothing", async () => {
  const ended = await place.pawl("run", "examples/workers/pawl.yaml", "--json");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(events("worker-ended").map(({ worker, status }) => [worker, status])).toEqual(
    expect.arrayContaining([
      ["entry", "succeeded"],
      ["tests", "succeeded"],
      ["colours", "failed"],
    ]),
  );
  expect(events("task-completed")[0]!.warning).toContain(
    "- tests: succeeded: test/main.test.ts, four of them",
  );
});
