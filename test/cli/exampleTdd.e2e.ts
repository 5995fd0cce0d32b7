import { execFileSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { Workspace } from "./rig.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let place: Workspace;
beforeEach(() => void (place = new Workspace()));
afterEach(() => place.remove());

const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    cwd: place.dir,
    encoding: "utf8",
  });

const nodeTest = (): number => {
  try {
    execFileSync(process.execPath, ["--test"], { cwd: place.dir, stdio: "ignore" });
    return 0;
  } catch {
    return 1;
  }
};

/** The events of one type, in order. */
const events = <T extends Event["type"]>(type: T): Extract<Event, { type: T }>[] =>
  place
    .events()
    .map((each) => each.event)
    .filter((each): each is Extract<Event, { type: T }> => each.type === type);

const TASKS = ["core-001", "core-002", "core-003"];
const STATS = ["stats-001", "stats-002", "stats-003"];
const EXPORT = ["export-001", "export-002", "export-003"];

test("tdd: nine tasks red before and green after, each committed once, two sent back", async () => {
  cpSync(join(ROOT, "examples/tdd"), place.dir, { recursive: true });
  git("init", "-qb", "main");
  git("config", "user.name", "a");
  git("config", "user.email", "a@b");
  git("add", ".");
  git("commit", "-qm", "begin");
  const [head, status] = [git("rev-parse", "HEAD"), git("status", "--porcelain")];

  const ended = await place.pawl("run", "pawl.yaml");
  expect(ended.stdout).toMatch(/run completed after/);
  expect(ended.code).toBe(0);

  // Every stage that Pawl carries out itself was gone through, and the reviews sent back what they were to.
  const entered = events("stage-entered");
  const tasks = [...TASKS, ...STATS, ...EXPORT];
  for (const stage of ["red", "implement", "green", "review-spec", "review-quality"])
    expect(
      new Set(entered.filter((each) => each.stage === stage).map((each) => each.task)),
    ).toEqual(new Set(tasks));
  expect(
    entered.filter((each) => each.because !== undefined).map(({ task, back }) => [task, back]),
  ).toEqual([
    ["core-001", "review-spec"],
    ["stats-002", "review-quality"],
  ]);

  // The user's own checkout is as it was; the run's branch has all commits, each once.
  expect([git("rev-parse", "HEAD"), git("status", "--porcelain")]).toEqual([head, status]);
  const branch = `pawl/${place.run()}`;
  const subjects = git("log", "--no-merges", "--format=%s", branch).trim().split("\n");
  const ids = subjects.map((each) => each.replace(/:.*/, ""));
  expect(ids.toSorted()).toEqual(["begin", ...tasks].toSorted());
  expect(git("worktree", "list").trim().split("\n")).toHaveLength(1);
  expect(git("branch", "--format=%(refname:short)").trim().split("\n")).toEqual(["main", branch]);

  // Nothing to be tested before; green after, and the types hold.
  expect(existsSync(join(place.dir, "src"))).toBe(false);
  git("merge", "-q", branch);
  expect(nodeTest()).toBe(0);
  execFileSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", "."], { cwd: place.dir });
  // A test of its own is worth something: it fails where the code does not do what it is to.
  git("rm", "-q", "src/pages.mjs");
  expect(nodeTest()).toBe(1);
}, 900_000);
