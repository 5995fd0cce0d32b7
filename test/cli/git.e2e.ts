import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const PLAN = "pawl: 1\nname: g\nphases:\n  - { id: a, run: 'true' }\n";
const git = (...args: string[]): string =>
  execFileSync("git", args, {
    cwd: place.dir,
    env: place.env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });

test("in a repository the state folder stands at its root, and git does not see it", async () => {
  git("init", "-q");
  mkdirSync(join(place.dir, "sub"));
  place.write("sub/plan.yaml", PLAN);
  expect((await place.pawl("-C", "sub", "run", "plan.yaml")).code).toBe(0);
  expect(git("status", "--porcelain")).toBe("?? sub/\n");
  expect(place.run()).toMatch(/^g-\d{8}-\w{4}$/);
  expect(place.read(".git/info/exclude")).toMatch(/\n\.pawl\/\n$/);
  await place.pawl("-C", "sub", "run", "plan.yaml");
  expect(place.read(".git/info/exclude").match(/\.pawl/g)).toHaveLength(1);
});

test("a repository that ignores it already is left as it is", async () => {
  git("init", "-q");
  place.write(".gitignore", ".pawl\n");
  place.write("plan.yaml", PLAN);
  const before = place.read(".git/info/exclude");
  expect((await place.pawl("run", "plan.yaml")).code).toBe(0);
  expect(place.read(".git/info/exclude")).toBe(before);
});
