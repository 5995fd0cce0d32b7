import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  mkdirSync(join(place.dir, ".git"));
});
afterEach(() => place.remove());

const FILE = "PROGRESS.json";

/** Needs nobody: its tasks are commands. */
const SHOP = `{
  "project_name": "Shop",
  "phases": [
    { "id": "build", "status": "pending", "tasks": [
      { "id": "cart", "title": "A cart", "status": "pending", "command": "echo cart >> ran" },
      { "id": "till", "title": "A till", "status": "pending", "command": "test -e key && echo till >> ran" },
      { "id": "sign", "title": "A sign", "status": "pending", "command": "echo sign >> ran", "blockedBy": ["till"] }
    ] },
    { "id": "ship", "status": "pending", "tasks": [
      { "id": "load", "title": "Load it", "status": "pending", "command": "echo load >> ran" }
    ] }
  ]
}
`;

const document = (): unknown => JSON.parse(place.read(FILE));
const ran = (): string[] => place.read("ran").trim().split("\n");
const TIME = expect.stringMatching(/^\d{4}-/) as string;

test("what a run left because something failed, the next run of the file does, and nothing else", async () => {
  place.write(FILE, SHOP);
  expect((await place.pawl("run", FILE)).code).toBe(1);
  const dependency = { type: "dependency", text: "what it depends on failed" };
  expect(document()).toMatchObject({
    current_phase: 1,
    final_summary: "Failed at phase build: till: exit 1",
    phases: [
      {
        status: "failed",
        validation: { passed: false, reason: "till: exit 1" },
        tasks: [
          { status: "completed" },
          { status: "failed", blocker: { type: "failed", text: "exit 1" } },
          { status: "blocked", blocker: dependency },
        ],
      },
      { status: "blocked", tasks: [{ status: "blocked", blocker: dependency }] },
    ],
  });

  place.write("key", "");
  expect((await place.pawl("run", FILE)).code).toBe(0);
  expect(ran()).toEqual(["cart", "till", "sign", "load"]);
  // Nothing of what the first run said stands where it no longer holds.
  expect(document()).toMatchObject({
    completion_percentage: 100,
    final_summary: "All 2 phases completed successfully",
    phases: [
      {
        status: "completed",
        completedAt: TIME,
        successCount: 3,
        validation: { passed: true, reason: null },
        tasks: [
          { status: "completed" },
          { status: "completed", completedAt: TIME, blocker: null },
          { status: "completed", completedAt: TIME, blocker: null },
        ],
      },
      { status: "completed", tasks: [{ status: "completed", blocker: null }] },
    ],
  });
});

test("--fresh says of nothing that it is complete before it is so again", async () => {
  place.write("key", "");
  place.write(FILE, SHOP);
  await place.pawl("run", FILE);
  const done = place.read(FILE);
  place.write("key", "");
  const text = done.replace(
    "echo cart >> ran",
    "until grep -q '[i]n_progress' PROGRESS.json; do sleep 0.02; done; cp PROGRESS.json seen; false",
  );
  place.write(FILE, text);
  expect((await place.pawl("run", FILE, "--fresh")).code).toBe(1);
  const seen = JSON.parse(place.read("seen")) as { phases: { tasks: object[] }[] };
  expect(seen).toMatchObject({ completion_percentage: 0, final_summary: null });
  expect(seen.phases[0]).toMatchObject({ status: "in_progress", completedAt: null });
  expect(seen.phases[0]!.tasks[0]).toMatchObject({ completedAt: null, completedBy: null });
  expect(seen.phases[1]).toMatchObject({ status: "pending", completedAt: null });
  expect(seen.phases[1]!.tasks[0]).toMatchObject({ status: "pending", completedAt: null });
});

test("drafts that a killed process left beside the file are taken away, and no others", async () => {
  const gone = spawnSync("true").pid;
  const left = [
    `${FILE}.${gone}-0123abcd.tmp`,
    `${FILE}.${process.pid}-0123abcd.tmp`,
    `${FILE}.mine.tmp`,
  ];
  place.write(FILE, SHOP);
  for (const each of left) place.write(each, "{");
  await place.pawl("run", FILE);
  expect(left.map((each) => existsSync(join(place.dir, each)))).toEqual([false, true, true]);
});

test("a file that a run keeps which has not ended is not run a second time", async () => {
  const waits = "echo cart >> ran; until test -e go; do sleep 0.02; done";
  place.write(FILE, SHOP.replace("echo cart >> ran", waits));
  place.write("key", "");
  const first = place.start("run", FILE);
  await until("the first task is at work", () => existsSync(join(place.dir, "ran")));
  const second = await place.pawl("run", FILE);
  expect(second.code).toBe(6);
  expect(second.stderr).toMatch(
    /pawl: run shop-\S+ is at work on PROGRESS\.json, driven by process \d+ on \S+; pawl status shop-\S+ --watch follows it\n$/,
  );
  first.kill("SIGKILL");
  await first.ended;
  const third = await place.pawl("run", FILE);
  const id = place.run();
  expect(third.code).toBe(2);
  expect(third.stderr).toContain(
    `pawl: run ${id} of PROGRESS.json has not ended: pawl resume ${id} goes on with it; pawl abort ${id} ends it, and another can begin\n`,
  );
  place.write("go", "");
  expect((await place.pawl("resume")).code).toBe(0);
  expect(ran()).toEqual(["cart", "till", "sign", "load"]);
  expect((await place.pawl("run", FILE)).code).toBe(0);
});
