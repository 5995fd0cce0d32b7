import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  mkdirSync(place.env["PAWL_WORKTREES"]!, { recursive: true });
  git("init", "-q", "-b", "main");
  place.write("pawl.yaml", PLAN);
  place.write("PROGRESS.json", PROGRESS);
  place.write("code.txt", "one\n");
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "first");
});
afterEach(() => place.remove());

const git = (...args: string[]): string =>
  execFileSync("git", args, { cwd: place.dir, env: place.env, encoding: "utf8" });

const PROGRESS = `{
  "current_phase": 1,
  "phases": [
    { "id": "build", "status": "pending", "tasks": [{ "id": "code", "title": "Code", "status": "pending" }] },
    { "id": "words", "status": "pending", "tasks": [{ "id": "words", "title": "Words", "status": "pending" }] }
  ]
}
`;

/** While the gate waits for a person, the file goes on to change: the other phase is told of in it. */
const PLAN = `pawl: 1
name: gated
mirror: { progress: PROGRESS.json, state: state/pawl.json, status: status }
phases:
  - id: build
    tasks: [{ id: code, run: "echo two >> code.txt" }]
    gate: { checks: [{ id: two, run: "grep -q two code.txt" }], approve: { phrase: go on } }
  - id: words
    depends_on: []
    tasks:
      - { id: wait, run: "until grep -q [g]ate-checked .pawl/runs/*/journal.jsonl; do sleep 0.02; done" }
      - { id: words, depends_on: [wait], run: "true" }
`;

test("what Pawl writes into its views makes no approval stale", async () => {
  expect(await place.pawl("run", "pawl.yaml", "--no-live")).toMatchObject({ code: 3, stderr: "" });
  const now = JSON.parse(place.read("PROGRESS.json")) as { phases: { status: string }[] };
  expect(now.phases.map(({ status }) => status)).toEqual(["in_progress", "completed"]);
  const shown = JSON.parse((await place.pawl("approve", "--json")).stdout) as {
    approving: { digest: string }[];
  };
  const { digest } = shown.approving[0]!;
  expect(await place.pawl("approve", "--phrase", "go on", "--evidence", digest)).toMatchObject({
    code: 0,
  });
  expect((await place.pawl("resume", "--json")).code).toBe(0);
  expect(git("status", "--porcelain").split("\n").sort()).toEqual([
    "",
    " M PROGRESS.json",
    " M code.txt",
    "?? state/",
    "?? status/",
  ]);
});

test("what anybody else changes does", async () => {
  expect(await place.pawl("run", "pawl.yaml", "--no-live")).toMatchObject({ code: 3, stderr: "" });
  const shown = JSON.parse((await place.pawl("approve", "--json")).stdout) as {
    approving: { digest: string }[];
  };
  place.write("code.txt", "two\nthree\n");
  const args = ["--phrase", "go on", "--evidence", shown.approving[0]!.digest];
  expect((await place.pawl("approve", ...args)).code).toBe(2);
});
