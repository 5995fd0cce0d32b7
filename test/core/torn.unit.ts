/* oxlint-disable vitest/expect-expect -- given, when, then asserts */
import { describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { schedule } from "../../src/core/schedule.ts";
import { given } from "../../src/testing/given.ts";
import {
  ann,
  begin,
  begun,
  failure,
  of,
  phase,
  phaseStarted,
  plan,
  proceed,
  report,
  resume,
  retry,
  task,
} from "./plans.ts";

/** A batch of events may be cut off after any of them; what is missing then follows from what is there. */
const one = plan([phase("a", ["x"])]);
const resumed: Event = { type: "run-resumed", by: ann, interrupted: true, options: {} };
const open = [phaseStarted("a"), begun("a/x")];
const succeeded: Event = { type: "attempt-succeeded", ...of("a/x"), attempt: 1 };
const fails: Event = {
  type: "attempt-failed",
  ...of("a/x"),
  attempt: 1,
  failure: failure("fatal", "no such folder"),
};
const cancelled: Event = { type: "attempt-cancelled", ...of("a/x"), attempt: 1, reason: "" };
const aborting: Event = { type: "abort-requested", by: ann };

describe.each([
  ["as it was", []],
  ["after a resume", [resumed]],
])("a journal that breaks off after an attempt has ended, %s", (_, then) => {
  test("a success completes the task, which is not started again", () => {
    const past = [...open, succeeded, ...then];
    expect(schedule(given(one, past).run!, 0)).toEqual([]);
    given(one, past)
      .when(begin("a/x", 2))
      .thenRefused("not-ready", "a/x is pending and cannot be started");
    given(one, past)
      .when(proceed)
      .then([{ type: "task-completed", ...of("a/x") }]);
  });

  test("a failure for good fails the task", () => {
    const past = [...open, fails, ...then];
    expect(schedule(given(one, past).run!, 0)).toEqual([]);
    given(one, past)
      .when(proceed)
      .then([{ type: "task-failed", ...of("a/x"), message: "no such folder", tolerated: false }]);
    const tolerant = plan([phase("a", [task("x", { continueOnError: true })])]);
    given(tolerant, past)
      .when(proceed)
      .then([{ type: "task-failed", ...of("a/x"), message: "no such folder", tolerated: true }]);
  });

  test("what an abort cancelled is cancelled before the run ends", () => {
    const past = [...open, aborting, cancelled, ...then];
    const run = given(one, past)
      .when(proceed)
      .then([{ type: "task-cancelled", ...of("a/x") }]);
    expect(run.tasks[0]).toMatchObject({ status: "cancelled" });
    given(one, [...past, { type: "task-cancelled", ...of("a/x") }])
      .when(proceed)
      .then([{ type: "run-aborted" }]);
  });
});

test("what has ended cannot be retried before it is recorded, nor reported again", () => {
  const text =
    "a has not failed: it is pending; --force does it again, with all that depends on it";
  given(one, [...open, fails])
    .when(retry("a"))
    .thenRefused("not-failed", text);
  given(one, [...open, fails])
    .when(report("a/x"))
    .thenRefused("stale-attempt", "attempt 1 of a/x is not under way");
});

test("a retry with force, or a skip, settles it otherwise", () => {
  const forced: Event = { type: "retry-requested", by: ann, tasks: [of("a/x")], forced: true };
  expect(schedule(given(one, [...open, succeeded, forced]).run!, 0)).toEqual([]);
  given(one, [...open, succeeded, forced])
    .when(proceed)
    .then([phaseStarted("a")]);
  given(one, [...open, fails, { type: "task-skipped", ...of("a/x"), reason: "by-person" }])
    .when(proceed)
    .then([{ type: "phase-completed", phase: of("a/x").phase }]);
});

test("a paused run is put right when it goes on", () => {
  const paused: Event = { type: "run-paused", reason: "by-person" };
  given(one, [...open, paused, succeeded])
    .when(proceed)
    .thenNothingHappened();
  const run = given(one, [...open, paused, succeeded])
    .when(resume)
    .then([{ ...resume, type: "run-resumed", options: { concurrency: 4 } }]);
  expect([...run.undecided].map((each) => each.address)).toEqual(["a/x"]);
});

test("a restore point that was recorded without its phase starting is recorded again", () => {
  const checkpoint: Event = { type: "checkpoint-recorded", phase: of("a/x").phase };
  given(plan([phase("a", ["x"], { checkpoint: true })]), [checkpoint])
    .when(proceed)
    .then([checkpoint, phaseStarted("a")]);
});

test("a run that stops after a failure is put right if only its phase was failed", () => {
  const stop = plan([phase("a", ["x", "y"])], { onFailure: "stop", concurrency: 1 });
  const failed: Event = { type: "task-failed", ...of("a/x"), message: "no", tolerated: false };
  const phaseFailed: Event = { type: "phase-failed", phase: of("a/x").phase };
  given(stop, [...open, fails, failed, phaseFailed])
    .when(proceed)
    .then([{ type: "run-failed" }]);
});
