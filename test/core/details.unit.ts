import { describe, expect, test } from "vitest";
import type { DetailsFile } from "../../src/core/details.ts";
import type { Event } from "../../src/core/events.ts";
import { phaseId, taskId } from "../../src/core/ids.ts";
import type { Plan } from "../../src/core/plan.ts";
import { schedule } from "../../src/core/schedule.ts";
import { given } from "../../src/testing/given.ts";
import { agentTask, phase, plan } from "./plans.ts";

const look = phaseId("look");
const task = taskId("find");

const FILE: DetailsFile = {
  task,
  path: "attempts/look/find@1/details/report.md",
  bytes: 5,
  sha256: "ab".repeat(32),
};

const done: readonly Event[] = [
  { type: "phase-started", phase: look },
  { type: "attempt-started", phase: look, task, attempt: 1 },
  { type: "attempt-succeeded", phase: look, task, attempt: 1 },
  { type: "task-completed", phase: look, task },
  { type: "phase-completed", phase: look },
];

const looking = (more: Partial<Plan>, of: Parameters<typeof phase>[2] = {}): Plan =>
  plan([phase("look", [agentTask("find", "reader")], of)], more);

const noted: Event = { type: "details-recorded", phase: look, files: [FILE], kept: "kept" };

const due = (past: Plan, more: readonly Event[]): unknown[] =>
  schedule(given(past, more).run!, 0).filter((each) => each.type === "see-to-details");

describe("when a phase is completed", () => {
  test.each<[string, Plan]>([
    ["the plan", looking({ details: "until-phase-end" })],
    ["the phase", looking({}, { details: "keep" })],
    ["a mirror", looking({ mirror: { details: "out" } })],
  ])("its details are noted where %s says what becomes of them, before the run ends", (_, past) => {
    expect(due(past, done)).toEqual([{ type: "see-to-details", phase: look, step: "record" }]);
    given(past, done).when({ type: "proceed" }).thenNothingHappened();
  });

  test("nothing is done where nobody says anything", () => {
    expect(due(looking({}), done)).toEqual([]);
    given(looking({}), done)
      .when({ type: "proceed" })
      .then([{ type: "run-completed" }]);
  });

  test("nor where no agent was at work", () => {
    const past = plan([phase("look", ["find"])], { details: "archive" });
    expect(due(past, done)).toEqual([]);
  });
});

test.each(["keep", "until-phase-end", "archive"] as const)(
  "with %s, what is noted is all there is to do where there is nothing",
  (details) => {
    const none = { files: [], kept: "kept" } as const;
    const run = given(looking({ details }), done)
      .when({ type: "report-details", phase: look, step: "record", outcome: none })
      .then([{ type: "details-recorded", phase: look, ...none }]);
    expect(run.detailing.size).toBe(0);
  },
);

test("what is kept is noted, and the run ends", () => {
  const past = looking({ details: "keep" });
  expect(due(past, [...done, noted])).toEqual([]);
  given(past, [...done, noted])
    .when({ type: "proceed" })
    .then([{ type: "run-completed" }]);
});

describe("what is not to be kept", () => {
  const past = looking({ details: "until-phase-end" });

  test("is taken away only after it was noted", () => {
    expect(due(past, [...done, noted])).toEqual([
      { type: "see-to-details", phase: look, step: "clear" },
    ]);
    given(past, done)
      .when({
        type: "report-details",
        phase: look,
        step: "clear",
        outcome: { files: [FILE], kept: "removed" },
      })
      .thenRefused("not-ready", "the details of look are not to be seen to any more");
  });

  test("is seen to once, whatever came of it", () => {
    for (const outcome of [
      { files: [FILE], kept: "removed" },
      { files: [FILE], kept: "kept", notes: ["its details are let be: the disk is full"] },
    ] as const) {
      const run = given(past, [...done, noted])
        .when({ type: "report-details", phase: look, step: "clear", outcome })
        .then([{ type: "details-recorded", phase: look, ...outcome }]);
      expect(run.detailing.size).toBe(0);
      expect(run.phases[0]!.details).toEqual([FILE]);
    }
  });

  test("is seen to anew when the phase is done anew", () => {
    const by = { user: "ann", host: "laptop", pid: 1 };
    const removed: Event = {
      type: "details-recorded",
      phase: look,
      files: [FILE],
      kept: "removed",
    };
    const again: readonly Event[] = [
      { type: "retry-requested", by, tasks: [{ phase: look, task }], forced: true },
      { type: "attempt-started", phase: look, task, attempt: 2 },
      { type: "attempt-succeeded", phase: look, task, attempt: 2 },
      { type: "task-completed", phase: look, task },
      { type: "phase-completed", phase: look },
    ];
    expect(due(past, [...done, noted, removed, ...again])).toEqual([
      { type: "see-to-details", phase: look, step: "record" },
    ]);
  });

  test("is let be while the phase is being done anew", () => {
    const by = { user: "ann", host: "laptop", pid: 1 };
    const again: Event = {
      type: "retry-requested",
      by,
      tasks: [{ phase: look, task }],
      forced: true,
    };
    expect(due(past, [...done, noted, again])).toEqual([]);
  });
});
