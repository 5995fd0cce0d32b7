import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const BUILD = "docs/office/build/phase-one";

const planOf = (till: string): string => `pawl: 1
name: shop
mirror: { status: docs/office/build }
phases:
  - id: one
    tasks:
      - { id: cart, run: "true" }
      - { id: till, run: "${till}", depends_on: [cart] }
  - { id: two, run: "true" }
`;

const logged = (): string[] =>
  place
    .read(`${BUILD}/progress.log`)
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /, ""));

const DONE = ["PHASE_START", "TASK_START:cart", "TASK_DONE:cart", "TASK_START:till"];

test("--format seed tells each task as it ends, and status tells them again", async () => {
  place.write("plan.yaml", planOf("true"));
  const lines = [
    "TASK_DONE: cart",
    "TASK_STATUS: cart DONE",
    "TASK_DONE: till",
    "TASK_STATUS: till DONE",
    "PHASE_COMPLETE: one",
    "TASK_DONE: two",
    "TASK_STATUS: two DONE",
    "PHASE_COMPLETE: two",
    "",
  ].join("\n");
  expect(await place.pawl("run", "plan.yaml", "--format", "seed")).toMatchObject({
    code: 0,
    stdout: lines,
  });
  expect((await place.pawl("status", "--format", "seed")).stdout).toBe(lines);
  expect(logged()).toEqual([...DONE, "TASK_DONE:till", "PHASE_COMPLETE"]);
});

test("a failed task ends no phase, and a resume prints only what is new", async () => {
  place.write("plan.yaml", planOf("test -e there"));
  const first = await place.pawl("run", "plan.yaml", "--format", "seed");
  expect(first).toMatchObject({
    code: 1,
    stdout:
      "TASK_DONE: cart\nTASK_STATUS: cart DONE\nTASK_STATUS: till FAILED\nTASK_STATUS: two SKIPPED\n",
  });
  expect(logged()).toEqual([...DONE, "TASK_FAIL:till"]);
  expect(place.read(`${BUILD}/status.yaml`)).toContain("status: failed\n");
  place.write("there", "");
  const second = await place.pawl("resume", "--format", "seed");
  expect(second).toMatchObject({ code: 0 });
  expect(second.stdout).toBe(
    "TASK_DONE: till\nTASK_STATUS: till DONE\nPHASE_COMPLETE: one\nTASK_DONE: two\nTASK_STATUS: two DONE\nPHASE_COMPLETE: two\n",
  );
  expect(logged().slice(-3)).toEqual(["TASK_START:till", "TASK_DONE:till", "PHASE_COMPLETE"]);
});

test("after kill -9 the files go on where the journal is, and no line is missing", async () => {
  place.write("plan.yaml", planOf("until test -e there; do sleep 0.05; done"));
  const killed = place.start("run", "plan.yaml", "--no-live");
  await until(
    "till is under way",
    () => place.types().filter((each) => each === "attempt-started").length === 2,
  );
  killed.kill("SIGKILL");
  await killed.ended;
  place.write("there", "");
  expect(await place.pawl("resume", "--no-live")).toMatchObject({ code: 0 });
  expect(logged()).toEqual([...DONE, "TASK_DONE:till", "PHASE_COMPLETE"]);
});

test("files that cannot be written stop no run, and it is said once", async () => {
  place.write("docs", "a file where a folder is to be");
  place.write("plan.yaml", planOf("true"));
  const { code, stdout } = await place.pawl("run", "plan.yaml", "--no-live");
  expect(code).toBe(0);
  expect(stdout.match(/the status files in .*/g)).toEqual([
    expect.stringMatching(
      /^the status files in docs\/office\/build cannot be written: ENOTDIR: .*; the run goes on without them$/,
    ),
  ]);
  expect(existsSync(join(place.dir, BUILD))).toBe(false);
});
