import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  git("init", "-qb", "main");
  git("config", "user.name", "a");
  git("config", "user.email", "a@b");
  git("commit", "-qm", "begin", "--allow-empty");
});
afterEach(() => place.remove());

const git = (...args: readonly string[]): string =>
  execFileSync("git", args, { cwd: place.dir, encoding: "utf8" });

/** The events of one type, in order. */
const events = <T extends Event["type"]>(type: T): Extract<Event, { type: T }>[] =>
  place
    .events()
    .map((each) => each.event)
    .filter((each): each is Extract<Event, { type: T }> => each.type === type);

const json = (path: string): unknown => JSON.parse(place.read(path));

const TASKS = ["P1.1", "P1.2", "P2.1", "P2.2", "P3.1", "P4.1", "P4.2"];

/** All seven tasks are done, each once, whatever happened meanwhile. */
function expectDone(): void {
  // Each is committed once, by itself, and tested before it is merged; the user's branch stays where it is.
  const branch = `pawl/${place.run()}`;
  const subjects = git("log", "--no-merges", "--format=%s", branch).trim().split("\n");
  expect(subjects.map((each) => each.replace(/:.*/, "")).toSorted()).toEqual([...TASKS, "begin"]);
  // Its first report names a file that was never written; the next attempt is told, and writes it.
  expect(
    events("attempt-failed")
      // What Pawl did not live to start is begun again.
      .filter(({ failure }) => !failure.unstarted)
      .map(({ task, failure }) => [task, failure.class, failure.message]),
  ).toEqual([
    ["P4.2", "claim-refuted", "what it reports does not hold:\n- docs/sign-in.md is not there"],
  ]);
  // L2 asked L3: two workers, each an attempt of its own that only looked.
  const asked = events("workers-requested");
  expect(asked.map(({ task, workers }) => [task, workers.map(({ id }) => id)])).toEqual([
    ["P2.1", ["users", "tests"]],
  ]);
  const answers = events("worker-ended").filter(({ again }) => !again);
  expect(answers.map(({ worker, status }) => `${worker} ${status}`).toSorted()).toEqual([
    "tests succeeded",
    "users succeeded",
  ]);
  for (const { summary } of answers) expect(summary).toMatch(/src\/users\.mjs|test\/\*/);
  expect(
    events("gate-checked").map(({ phase, evidence }) => [
      phase,
      ...evidence.checks.map(({ id, passed }) => `${id} ${passed}`),
    ]),
  ).toEqual(["P1", "P2", "P3", "P4"].map((phase) => [phase, "tests true"]));
  expect(git("log", "--format=%s", "main").trim()).toBe("begin");
  expect(existsSync(join(place.dir, "src"))).toBe(false);

  expect(json("PROGRESS.json")).toMatchObject({
    completion_percentage: 100,
    final_summary: expect.any(String) as string,
    phases: [
      {
        status: "completed",
        validation: { passed: true },
        successCount: 2,
        totalCount: 2,
        tasks: [
          { status: "completed", completedBy: "l2-backend-specialist.small" },
          { status: "completed", completedBy: "l2-backend-specialist.large" },
        ],
      },
      { status: "completed" },
      { status: "completed" },
      { status: "completed" },
    ],
  });
  expect(json(".claude/orchestrator/state.json")).toMatchObject({
    status: "completed",
    completedTasks: TASKS,
    pendingTasks: [],
    failedTasks: [],
    tokenBudget: { used: 33_400, limit: 100_000, compactionThreshold: 0.8 },
  });
}

test("specialists: each task goes to its own, what is claimed is checked, and the files tell of it", async () => {
  const written = await place.pawl("init", "-t", "specialists");
  expect(written).toMatchObject({ code: 0, stderr: "" });
  const explained = await place.pawl("validate", "pawl.yaml", "--explain", "--json");
  const { routes } = JSON.parse(explained.stdout) as { routes: { task: string; agent: string }[] };
  expect(routes.map(({ task, agent }) => [task, agent])).toEqual([
    ["P1/P1.1", "l2-backend-specialist.small"],
    ["P1/P1.2", "l2-backend-specialist.large"],
    ["P2/P2.1", "l2-backend-specialist.large"],
    ["P2/P2.2", "l2-frontend-specialist.small"],
    ["P3/P3.1", "l2-testing-specialist.small"],
    ["P4/P4.1", "l2-deployment-specialist.small"],
    ["P4/P4.2", "l2-general-specialist.small"],
  ]);

  const ended = await place.pawl("run", "pawl.yaml");
  expect(ended.stdout).toMatch(/run completed after/);
  expect(ended.code).toBe(0);
  expectDone();

  // What came of it works: the tests pass, and fail where the code does not do what it is to.
  git("merge", "-q", `pawl/${place.run()}`);
  execFileSync(process.execPath, ["--test"], { cwd: place.dir, stdio: "ignore" });
  place.write(
    "src/users.mjs",
    place.read("src/users.mjs").replace("timingSafeEqual(hash", "!timingSafeEqual(hash"),
  );
  expect(() =>
    execFileSync(process.execPath, ["--test"], { cwd: place.dir, stdio: "ignore" }),
  ).toThrow("Command failed");
}, 900_000);

test("killed with SIGKILL while workers answer, while a task works, and between phases: all is done once", async () => {
  expect(await place.pawl("init", "-t", "specialists")).toMatchObject({ code: 0 });
  const moments: [string, () => boolean][] = [
    ["a task works", () => events("attempt-started").some(({ task }) => task === "P1.2")],
    ["workers are asked", () => events("worker-started").length > 0],
    ["a phase is merged", () => events("phase-landed").some(({ phase }) => phase === "P3")],
    ["a claim is refuted", () => events("attempt-failed").length > 0],
  ];
  let command = ["run", "pawl.yaml"];
  for (const [what, holds] of moments) {
    const pawl = place.start(...command);
    await until(what, holds, 300_000);
    pawl.kill("SIGKILL");
    await pawl.ended;
    command = ["resume"];
  }
  const last = await place.pawl("resume");
  expect(last.code, last.stdout + last.stderr).toBe(0);
  expectDone();
  expect(await place.pawl("audit", "--verify")).toMatchObject({ code: 0 });
}, 900_000);
