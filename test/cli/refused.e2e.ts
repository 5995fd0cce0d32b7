import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RepositoryPlace } from "./repository.ts";

let place: RepositoryPlace;
beforeEach(() => (place = new RepositoryPlace()));
afterEach(() => place.remove());

const INITIAL =
  "git init -q n && git -C n -c user.name=n -c user.email=n@n commit -q --allow-empty -m n";

test("what a hook wrote that refuses a commit is shown by run and by why", async () => {
  place.write(".git/hooks/pre-commit", "#!/bin/sh\necho b.txt:1 is too long\nexit 1\n");
  chmodSync(join(place.dir, ".git/hooks/pre-commit"), 0o755);
  place.write(
    "plan.yaml",
    "pawl: 1\nname: hook\nworkspace: worktree\nphases: [{ id: build, run: echo b > b.txt }]\n",
  );
  const run = await place.pawl("run", "plan.yaml", "--no-live");
  expect(run.code).toBe(1);
  expect(run.stdout).toContain(
    "cannot be committed: the repository's hook pre-commit refuses the commit: exit 1\n          | b.txt:1 is too long\n",
  );
  const why = await place.pawl("why");
  expect(why.stdout).toContain("  what refused its commit wrote:\n    | b.txt:1 is too long\n");
});

test.each(["git init -q n", INITIAL])(
  "a repository that a failed task leaves is no fault of the tasks after it: %s",
  async (make) => {
    place.write(
      "plan.yaml",
      `pawl: 1
name: strangers
workspace: worktree
phases:
  - id: build
    tasks:
      - { id: clones, run: ${make} }
      - { id: works, run: echo w > works.txt }
`,
    );
    const run = await place.pawl("run", "plan.yaml", "--no-live");
    expect(run.stdout).toContain("build/clones  failed: a git repository within the repository");
    expect(run.stdout).toMatch(/build\/works +committed as \w+: 1 file, works\.txt\n/);
    await place.pawl("skip", place.run(), "clones");
    const resumed = await place.pawl("resume", "--no-live");
    expect(resumed.code, resumed.stdout).toBe(0);
    expect(place.git("worktree", "list").split("\n")).toHaveLength(1);
  },
);
