import { chmodSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RepositoryPlace } from "./repository.ts";

let place: RepositoryPlace;
beforeEach(() => (place = new RepositoryPlace()));
afterEach(() => place.remove());

test("what hooks of the repository wrote at a commit is shown by pawl logs --hooks", async () => {
  place.write(
    ".git/hooks/pre-commit",
    "#!/bin/sh\necho looking\nprintf 'a\\033[2Jb\\n' >&2; exit 1\n",
  );
  chmodSync(`${place.dir}/.git/hooks/pre-commit`, 0o755);
  place.write(
    "plan.yaml",
    `pawl: 1
name: hooked
workspace: { mode: worktree }
phases: [{ id: p, tasks: [{ id: t, run: echo b > b.txt }, { id: u, run: "true", depends_on: [t] }] }]
`,
  );
  expect((await place.pawl("run", "plan.yaml", "--no-live")).code).toBe(1);
  const shown = await place.pawl("logs", "p/t", "--hooks");
  expect(shown.stdout).toBe("== p/t, pre-commit after attempt 1\nlooking\nab\n");
  expect((await place.pawl("logs", "p/t", "--hooks", "--attempt", "1")).stdout).toBe(shown.stdout);
  const none = await place.pawl("logs", "p/u", "--hooks");
  expect([none.stdout, none.stderr]).toEqual([
    "",
    "pawl: no hook of the repository was run for this\n",
  ]);
  const both = await place.pawl("logs", "p/t", "--hooks", "--raw");
  expect([both.code, both.stderr]).toEqual([
    2,
    "pawl: --hooks and --raw do not go together: say one of them\n",
  ]);
}, 120_000);
