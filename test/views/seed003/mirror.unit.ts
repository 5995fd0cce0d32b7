import { load } from "js-yaml";
import { expect, test } from "vitest";
import type { Event } from "../../../src/core/events.ts";
import { phaseId } from "../../../src/core/ids.ts";
import { ProgressLog } from "../../../src/views/seed003/progressLog.ts";
import { statusYaml } from "../../../src/views/seed003/statusYaml.ts";
import {
  ann,
  begun,
  done,
  failed,
  failure,
  of,
  phase,
  phaseStarted,
  plan,
  skipped,
  task,
} from "../../core/plans.ts";
import { folded, recordedOf } from "../told.ts";

const shop = plan([
  phase("phase_1", ["cart", task("till", { dependsOn: ["cart"] }), task("no"), "docs"], {
    title: "1",
  }),
]);

function mirrored(events: readonly Event[]): { status: string; log: string } {
  const log = new ProgressLog();
  const run = folded(recordedOf(shop, events), (one) => log.add(one));
  const [only] = run.phases;
  return { status: statusYaml(run, only!), log: log.textOf(only!.spec.id) };
}

test("a phase that has just begun", () => {
  expect(mirrored([phaseStarted("phase_1")])).toEqual({
    status: `phase: "1"
status: in_progress
started_at: "2026-03-01T12:00:01.000Z"
tasks:
  cart: ready
  till: blocked
  "no": ready
  docs: ready
`,
    log: "2026-03-01T12:00:01.000Z PHASE_START\n",
  });
});

test("each task's way, and no end for a phase with a failed task", () => {
  const { status, log } = mirrored([
    phaseStarted("phase_1"),
    ...done("phase_1/cart"),
    begun("phase_1/till"),
    ...failed("phase_1/no"),
    skipped("phase_1/docs"),
    { type: "phase-failed", phase: phaseId("phase_1") },
  ]);
  expect(load(status)).toEqual({
    phase: "1",
    status: "failed",
    started_at: "2026-03-01T12:00:01.000Z",
    tasks: { cart: "completed", till: "in_progress", no: "failed", docs: "completed" },
  });
  expect(log.replace(/^\S+ /gm, "")).toBe(
    "PHASE_START\nTASK_START:cart\nTASK_DONE:cart\nTASK_START:till\nTASK_START:no\nTASK_FAIL:no\n",
  );
});

test("further attempts of a task are no news, another time that it is done is", () => {
  const again: Event = {
    type: "attempt-failed",
    ...of("phase_1/cart"),
    attempt: 1,
    failure: failure(),
    retry: { at: 0, delayMs: 0 },
  };
  const rejected: Event = {
    type: "gate-rejected",
    phase: phaseId("phase_1"),
    round: 1,
    reason: "no",
    by: ann,
  };
  const { log } = mirrored([
    phaseStarted("phase_1"),
    begun("phase_1/cart"),
    again,
    ...done("phase_1/cart", 2),
    rejected,
    ...done("phase_1/cart", 3),
    { type: "phase-completed", phase: phaseId("phase_1") },
  ]);
  expect(log.replace(/^\S+ /gm, "")).toBe(
    "PHASE_START\nTASK_START:cart\nTASK_DONE:cart\nTASK_START:cart\nTASK_DONE:cart\nPHASE_COMPLETE\n",
  );
});

test("dependants of a failed task stay blocked", () => {
  const { status } = mirrored([
    phaseStarted("phase_1"),
    ...failed("phase_1/cart"),
    skipped("phase_1/till", "deps_not_met"),
  ]);
  expect(status).toContain("  cart: failed\n  till: blocked\n");
});
