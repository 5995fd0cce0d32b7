import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openMirror } from "../../src/cli/mirror/mirror.ts";
import type { Event, Recorded } from "../../src/core/events.ts";
import { evolve } from "../../src/core/evolve.ts";
import { phaseId } from "../../src/core/ids.ts";
import { replay } from "../../src/core/replay.ts";
import type { Run } from "../../src/core/run.ts";
import type { Store } from "../../src/journal/store.ts";
import { begun, done, of, phase, phaseStarted, plan } from "../core/plans.ts";
import { recordedOf } from "../views/told.ts";
import { Workspace } from "./rig.ts";
import { keep } from "./told.ts";

let place: Workspace;
const said: string[] = [];
beforeEach(() => {
  place = new Workspace();
  said.length = 0;
});
afterEach(() => place.remove());

const STATUS = "docs/office/build";

const EVENTS: readonly Event[] = [
  phaseStarted("one"),
  ...done("one/cart"),
  begun("one/till"),
  { type: "task-completed", ...of("one/till") },
  { type: "phase-completed", phase: phaseId("one") },
];

const WHOLE_LOG = [
  "PHASE_START",
  "TASK_START:cart",
  "TASK_DONE:cart",
  "TASK_START:till",
  "TASK_DONE:till",
  "PHASE_COMPLETE",
];

/** A journal that ends after so many events, as a crash leaves it, and what comes after. */
async function begin(
  count: number,
  status = STATUS,
): Promise<{ store: Store; run: Run; rest: Recorded[] }> {
  const shop = plan([phase("one", ["cart", "till"])], { mirror: { status } });
  const all = recordedOf(shop, EVENTS).map((each) => here(each));
  const events = all.slice(0, count);
  const run = replay(events)!;
  return { store: await keep(place, { is: run, events }), run, rest: all.slice(count) };
}

function here(recorded: Recorded): Recorded {
  const { event } = recorded;
  if (event.type !== "run-started") return recorded;
  return { ...recorded, event: { ...event, source: { ...event.source, dir: place.dir } } };
}

/** A driver that takes the run up after so many events, and takes it to its end. */
async function drive(count: number, status = STATUS): Promise<void> {
  const { store, run, rest } = await begin(count, status);
  const mirror = openMirror(store, run, (text) => said.push(text))!;
  for (const each of rest) mirror.event(each, evolve(run, each));
  await mirror.close();
}

const logged = (): string[] =>
  place
    .read(`${STATUS}/phase-one/progress.log`)
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ")[1]!);

test.each(Array.from({ length: EVENTS.length + 1 }, (_, at) => at + 1))(
  "after a crash at event %i the files are what they would have been without it",
  async (count) => {
    await drive(count);
    expect(logged()).toEqual(WHOLE_LOG);
    expect(place.read(`${STATUS}/phase-one/status.yaml`)).toBe(`phase: one
status: completed
started_at: "2026-03-01T12:00:01.000Z"
tasks:
  cart: completed
  till: completed
`);
    // No draft is left beside them.
    expect(readdirSync(join(place.dir, STATUS, "phase-one")).sort()).toEqual([
      "progress.log",
      "status.yaml",
    ]);
    expect(said).toEqual([]);
  },
);

test("files that were damaged or deleted are made anew", async () => {
  await drive(2);
  writeFileSync(join(place.dir, STATUS, "phase-one/progress.log"), "nonsense");
  rmSync(join(place.dir, STATUS, "phase-one/status.yaml"));
  rmSync(join(place.dir, ".pawl"), { recursive: true });
  await drive(4);
  expect(logged()).toEqual(WHOLE_LOG);
  expect(place.read(`${STATUS}/phase-one/status.yaml`)).toContain("status: completed");
});

test("a folder that leads out through a link is not written to, which is said once", async () => {
  const outside = new Workspace();
  try {
    mkdirSync(join(place.dir, "docs"));
    symlinkSync(outside.dir, join(place.dir, "docs/office"));
    await drive(1);
    expect(readdirSync(outside.dir)).toEqual([]);
    expect(said).toEqual([
      "the status files in docs/office/build cannot be written: docs/office/build/phase-one leads out of the plan's folder through a symbolic link; the run goes on without them",
    ]);
  } finally {
    outside.remove();
  }
});

test("a folder above the plan's is refused as well", async () => {
  await drive(1, "../elsewhere");
  expect(said).toEqual([
    "the status files in ../elsewhere cannot be written: ../elsewhere/phase-one leads out of the plan's folder; the run goes on without them",
  ]);
});

test("a link in a file's place is replaced, not followed", async () => {
  const secret = place.write("secret", "mine");
  mkdirSync(join(place.dir, STATUS, "phase-one"), { recursive: true });
  symlinkSync(secret, join(place.dir, STATUS, "phase-one/status.yaml"));
  await drive(1);
  expect(readFileSync(secret, "utf8")).toBe("mine");
  expect(place.read(`${STATUS}/phase-one/status.yaml`)).toContain("status: completed");
});
