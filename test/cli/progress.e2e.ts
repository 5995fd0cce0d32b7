import { chmodSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MAPS, NUMBERED, TRUTHS } from "../plan/taskList/progressFiles.ts";
import { until, Workspace } from "./rig.ts";

const ANSWER = fileURLToPath(
  new URL("../executors/agent/recordings/claude/text/stdout", import.meta.url),
);

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  mkdirSync(join(place.dir, ".git"));
  place.write("PROGRESS.json", NUMBERED);
});
afterEach(() => place.remove());

/** A program called claude, which answers what the real one once did, when a file is there. */
function installClaude(): void {
  mkdirSync(join(place.dir, "bin"));
  const path = place.write(
    "bin/claude",
    `#!/bin/sh\nuntil test -e "${place.dir}/go"; do sleep 0.02; done\necho hello >> hello.txt\ncat '${ANSWER}'\n`,
  );
  chmodSync(path, 0o755);
  place.env["PATH"] = `${join(place.dir, "bin")}:${place.env["PATH"]}`;
}

interface Document {
  readonly phases: {
    status: string;
    tasks: { id: string; status: string; completedBy?: string }[];
  }[];
  readonly completion_percentage?: number;
  readonly final_summary?: string;
}

const document = (): Document => JSON.parse(place.read("PROGRESS.json")) as Document;

const statuses = (): string[] =>
  document().phases.flatMap(({ status, tasks }) => [status, ...tasks.map((each) => each.status)]);

const started = (): unknown[] =>
  place.events().flatMap(({ event }) => (event.type === "attempt-started" ? [event.task] : []));

/** The line of a key. */
const lineOf = (text: string, key: string): string =>
  text.split("\n").find((each) => each.includes(`"${key}"`))!;

test("pawl run PROGRESS.json runs what is left of it, and keeps it up to date", async () => {
  installClaude();
  place.write("go", "");
  const ended = await place.pawl("run", "PROGRESS.json", "--agent", "claude", "--no-live");
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stderr).toContain("PROGRESS.json is no plan; it is run in ");
  expect(started()).toEqual(["L2-A", "L2-B"]);
  expect(statuses()).toEqual(["completed", "pending", "completed", "completed", "completed"]);
  expect(document()).toMatchObject({ completion_percentage: 100 });
  expect(document().final_summary).toMatch(/^All 2 phases completed successfully/);
  expect(lineOf(place.read("PROGRESS.json"), "budget")).toBe('  "budget": 1.50,');
  const status = JSON.parse((await place.pawl("status", "--json")).stdout) as {
    phases: { tasks: { status: string }[] }[];
  };
  expect(status.phases.map(({ tasks }) => tasks.map((each) => each.status))).toEqual([
    ["imported-complete"],
    ["completed", "completed"],
  ]);
  expect((await place.pawl("run", "PROGRESS.json", "--agent", "claude", "--json")).code).toBe(0);
});

test("--fresh runs all of it", async () => {
  installClaude();
  place.write("go", "");
  const ended = await place.pawl("run", "PROGRESS.json", "--agent", "claude", "--fresh", "--json");
  expect(ended).toMatchObject({ code: 0 });
  expect(started()).toEqual(["L1-A", "L2-A", "L2-B"]);
});

test("killed with SIGKILL, changed by somebody else meanwhile, and resumed, it comes to its end", async () => {
  installClaude();
  const first = place.start("run", "PROGRESS.json", "--agent", "claude", "--json");
  await until(
    "the file says that the first task is at work",
    () =>
      statuses().includes("in_progress") &&
      document().phases[1]!.tasks[0]!.status === "in_progress",
  );
  first.kill("SIGKILL");
  await first.ended;
  expect(statuses()).toEqual(["completed", "pending", "in_progress", "in_progress", "pending"]);
  place.write(
    "PROGRESS.json",
    place.read("PROGRESS.json").replace('"budget": 1.50', '"budget": 2.00,\n  "mine": true'),
  );
  place.write("go", "");
  const resumed = await place.pawl("resume", "--json");
  expect(resumed).toMatchObject({ code: 0, stderr: "" });
  expect(started()).toEqual(["L2-A", "L2-B"]);
  expect(statuses()).toEqual(["completed", "pending", "completed", "completed", "completed"]);
  expect(place.read("PROGRESS.json")).toContain('  "budget": 2.00,\n  "mine": true,\n');
});

test("a status that somebody else has changed is left, and the run goes on", async () => {
  installClaude();
  const first = place.start("run", "PROGRESS.json", "--agent", "claude", "--json");
  await until(
    "the file says that the first task is at work",
    () => document().phases[1]!.tasks[0]!.status === "in_progress",
  );
  const theirs = place.read("PROGRESS.json").replace('"status": "in_progress"', '"status": "mine"');
  place.write("PROGRESS.json", theirs);
  place.write("go", "");
  const ended = await first.ended;
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain(
    'PROGRESS.json was changed by somebody else where Pawl keeps it: "status" of phase-2; it is left as it is from now on, and the run goes on\n',
  );
  expect(place.read("PROGRESS.json")).toBe(theirs);
});

test("deleted, it is made anew from the journal", async () => {
  installClaude();
  const first = place.start("run", "PROGRESS.json", "--agent", "claude", "--json");
  await until(
    "the file says that the first task is at work",
    () => document().phases[1]!.tasks[0]!.status === "in_progress",
  );
  rmSync(join(place.dir, "PROGRESS.json"));
  place.write("go", "");
  expect(await first.ended).toMatchObject({ code: 0, stderr: "" });
  expect(statuses()).toEqual(["completed", "pending", "completed", "completed", "completed"]);
});

test.each([
  ["true and false", TRUTHS, "2 phases, 4 tasks"],
  ["maps", MAPS, "3 phases, 4 tasks"],
])("validate and --dry-run read %s as well, and write nothing", async (_, text, counts) => {
  installClaude();
  place.write("PROGRESS.json", text);
  const valid = await place.pawl("validate", "PROGRESS.json", "--agent", "claude");
  expect(valid).toMatchObject({ code: 0 });
  expect(valid.stdout).toContain(`PROGRESS.json is valid: ${counts}`);
  expect((await place.pawl("run", "PROGRESS.json", "--agent", "claude", "--dry-run")).code).toBe(0);
  expect(readFileSync(join(place.dir, "PROGRESS.json"), "utf8")).toBe(text);
});

test("what cannot be read is refused with its place, and nothing is begun", async () => {
  place.write("PROGRESS.json", '{\n  "current_phase": 1,\n  "phases": { "a": {} }\n}\n');
  const ended = await place.pawl("run", "PROGRESS.json", "--agent", "claude");
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("PROGRESS.json:3:15");
  expect(ended.stderr).toContain(
    'the phase "a" has no "tasks", and nothing in it says what is to be done',
  );
});
