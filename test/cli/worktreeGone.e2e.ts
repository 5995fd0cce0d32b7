import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RepositoryPlace } from "./repository.ts";

let place: RepositoryPlace;
beforeEach(() => (place = new RepositoryPlace()));
afterEach(() => place.remove());

const PLAN = `pawl: 1
name: gone
workspace: worktree
phases:
  - id: build
    tasks:
      - { id: first, run: echo 1 > first.txt }
      - { id: wild, run: 'test -e ../calm || { touch ../calm; rm -rf "$PWD"; }; echo w > wild.txt', depends_on: first }
      - { id: next, run: echo n > next.txt, depends_on: first }
`;

test("tasks that do not depend on one that took the worktree away go on in a new one; so does a resume", async () => {
  place.write("plan.yaml", PLAN);

  const run = await place.pawl("run", "plan.yaml", "--no-live");

  expect(run.code).toBe(1);
  expect(run.stdout).toContain("build/next   committed as ");
  const resumed = await place.pawl("resume", "--no-live");
  expect(resumed.code, resumed.stdout).toBe(0);
  const branch = `pawl/${place.run()}`;
  expect(place.git("ls-tree", "--name-only", branch).split("\n")).toEqual([
    "a.txt",
    "first.txt",
    "next.txt",
    "wild.txt",
  ]);
});

test("worktrees that were taken away while nobody drove the run are made anew by a resume", async () => {
  place.write("plan.yaml", PLAN.replace("test -e ../calm", "test -e calm; exit 1 # "));
  const run = await place.pawl("run", "plan.yaml", "--no-live");
  expect(run.code).toBe(1);
  rmSync(place.worktrees, { recursive: true });

  const resumed = await place.pawl("resume", "--no-live");

  expect(resumed.stdout).toContain("build/wild   failed: exit 1");
  expect(resumed.stdout).not.toContain("cannot be entered");
});
