import { describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { evolve } from "../../src/core/evolve.ts";
import { phaseId, runId } from "../../src/core/ids.ts";
import { replay } from "../../src/core/replay.ts";
import { findTask } from "../../src/core/run.ts";
import { given, record, started } from "../../src/testing/given.ts";
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
} from "./plans.ts";

/** a: x, y after x; b after a: z */
const two = plan([
  phase("a", ["x", task("y", { dependsOn: ["x"] })], { checkpoint: true }),
  phase("b", ["z"], { dependsOn: ["a"] }),
]);

/** The run after these events, the n-th of which happened at n seconds. */
const after = (...events: readonly Event[]) =>
  replay([started(two), ...events].map((event, n) => ({ seq: n + 1, at: n * 1_000, event })))!;

const taskOf = (run: ReturnType<typeof after>, address: string) => {
  const { phase, task } = of(address);
  return findTask(run, phase, task);
};

const addresses = (tasks: Iterable<{ address: string }>) => [...tasks].map((each) => each.address);

describe("run-started", () => {
  test("lays out the plan, everything pending", () => {
    const run = given([started(two, { options: { concurrency: 2 }, params: { v: "1" } })]).run!;
    expect(run).toMatchObject({
      id: runId("run-1"),
      plan: two,
      params: { v: "1" },
      version: "0.0.0",
      options: { concurrency: 2 },
      seq: 1,
      status: "running",
      startedAt: 0,
      updatedAt: 0,
      abortRequested: false,
      stopping: false,
      openPhases: 2,
    });
    expect(run.tasks.map((each) => [each.index, each.address, each.status, each.open])).toEqual([
      [0, "a/x", "pending", 0],
      [1, "a/y", "pending", 1],
      [2, "b/z", "pending", 0],
    ]);
    expect(run.phases.map((each) => [each.index, each.status, each.open])).toEqual([
      [0, "pending", 0],
      [1, "pending", 1],
    ]);
  });

  test("must come first", () => {
    expect(() => replay(record([phaseStarted("a")]))).toThrow(
      "a journal begins with run-started, not phase-started",
    );
    expect(replay([])).toBeUndefined();
  });

  test("of a plan that depends on what it does not have is a fault", () => {
    const broken = plan([phase("a", ["x"], { dependsOn: ["z"] })]);
    expect(() => given(broken)).toThrow(
      "the frozen plan depends on phase z, which it does not have",
    );
    const inPhase = plan([phase("a", [task("x", { dependsOn: ["z"] })])]);
    expect(() => given(inPhase)).toThrow(
      "the frozen plan depends on task z, which it does not have",
    );
  });
});

test("each event moves the run's place in its journal and its clock", () => {
  const run = after(phaseStarted("a"), begun("a/x"));
  expect(run).toMatchObject({ seq: 3, updatedAt: 2_000, startedAt: 0 });
});

test("a run is folded in place, also from where it was", () => {
  const run = after(phaseStarted("a"));
  expect(evolve(run, { seq: 3, at: 9, event: begun("a/x") })).toBe(run);
  expect(replay([{ seq: 4, at: 10, event: done("a/x")[1]! }], run)).toBe(run);
  expect(run.seq).toBe(4);
});

test("what the frozen plan does not have is a fault of the journal", () => {
  expect(() => after(phaseStarted("q"))).toThrow(
    "the journal names phase q, which the frozen plan does not have",
  );
  expect(() => after(begun("a/q"))).toThrow(
    "the journal names a/q, which the frozen plan does not have",
  );
  expect(() => after(phaseStarted("a"), done("a/x")[1]!)).toThrow(
    "attempt 1 of a/x was never started",
  );
});

describe("phases", () => {
  test("phase-started makes ready what waits for nothing", () => {
    const run = after(phaseStarted("a"));
    expect(run.phases[0]).toMatchObject({ status: "running", startedAt: 1_000 });
    expect(run.tasks.map((each) => each.ready)).toEqual([true, false, false]);
  });

  test("checkpoint-recorded makes a restore point", () => {
    const run = after({ type: "checkpoint-recorded", phase: phaseId("a") });
    expect(run.phases.map((each) => each.checkpointed)).toEqual([true, false]);
  });

  test("phase-completed and phase-failed close it", () => {
    const past = [phaseStarted("a"), ...done("a/x"), ...done("a/y")];
    for (const type of ["phase-completed", "phase-failed"] as const) {
      const run = after(...past, { type, phase: phaseId("a") });
      const status = type === "phase-failed" ? "failed" : "completed";
      expect(run.phases[0]).toMatchObject({ status, endedAt: 8_000 });
      expect(run).toMatchObject({ openPhases: 1 });
      expect(run.phases[1]).toMatchObject({ open: 0 });
    }
  });

  test("phase-skipped skips what is left in it", () => {
    const run = after({ type: "phase-skipped", phase: phaseId("a"), reason: "deps_not_met" });
    expect(run.phases[0]).toMatchObject({ status: "skipped", skipReason: "deps_not_met" });
    expect(taskOf(run, "a/y")).toMatchObject({
      status: "skipped",
      skipReason: "deps_not_met",
      settledAt: 1_000,
    });
    expect(run.openPhases).toBe(1);
  });
});

describe("attempts", () => {
  const open = phaseStarted("a");

  test("attempt-started", () => {
    const run = after(open, begun("a/x"));
    expect(taskOf(run, "a/x")).toMatchObject({
      status: "running",
      ready: false,
      attempts: [{ number: 1, status: "started", startedAt: 2_000 }],
    });
    expect(addresses(run.underway)).toEqual(["a/x"]);
  });

  test("attempt-started says on which machine", () => {
    const run = after(open, { ...begun("a/x"), host: "builder" } as Event);
    expect(taskOf(run, "a/x").attempts[0]!.host).toBe("builder");
  });

  test("attempt-succeeded keeps its outputs", () => {
    const success = { type: "attempt-succeeded", ...of("a/x"), attempt: 1 } as const;
    const run = after(open, begun("a/x"), { ...success, outputs: { version: "1" } });
    expect(taskOf(run, "a/x")).toMatchObject({
      outputs: { version: "1" },
      attempts: [{ number: 1, status: "succeeded", endedAt: 3_000 }],
    });
    expect(run.underway.size).toBe(0);
  });

  test.each([
    ["transient", "failed", 1],
    ["fatal", "failed", 1],
    ["timed-out", "timed-out", 1],
    ["lost", "lost", 0],
  ] as const)("attempt-failed, %s, is a %s attempt that uses up %i tries", (kind, status, used) => {
    const retry = { at: 9_000, delayMs: 7_000 };
    const fail = { type: "attempt-failed", ...of("a/x"), attempt: 1 } as const;
    const run = after(open, begun("a/x"), { ...fail, failure: failure(kind), retry });
    expect(taskOf(run, "a/x")).toMatchObject({
      status: "pending",
      tries: used,
      lastSignature: `a/x ${kind} exit status #`,
      retry,
      attempts: [{ status, failure: failure(kind) }],
    });
    expect(addresses(run.resting)).toEqual(["a/x"]);
    const again = evolve(run, { seq: 5, at: 9_000, event: begun("a/x", 2) });
    expect(addresses(again.resting)).toEqual([]);
    expect(taskOf(again, "a/x").retry).toBeUndefined();
  });

  test("attempt-cancelled leaves the task to be done", () => {
    const cancel = { type: "attempt-cancelled", ...of("a/x"), attempt: 1, reason: "" } as const;
    const run = after(open, begun("a/x"), cancel);
    expect(taskOf(run, "a/x")).toMatchObject({
      status: "pending",
      ready: true,
      tries: 0,
      attempts: [{ status: "cancelled", endedAt: 3_000 }],
    });
  });
});

describe("tasks", () => {
  const open = phaseStarted("a");

  test("task-completed lets go what depends on it", () => {
    const run = after(open, ...done("a/x"));
    expect(taskOf(run, "a/x")).toMatchObject({ status: "completed", settledAt: 4_000 });
    expect(taskOf(run, "a/y")).toMatchObject({ ready: true, open: 0 });
    expect(run.phases[0]).toMatchObject({ openTasks: 1 });
  });

  test("task-failed keeps its message, and leaves what depends on it to be skipped", () => {
    const run = after(open, ...failed("a/x"));
    expect(taskOf(run, "a/x")).toMatchObject({
      status: "failed",
      message: "exit status 1",
      tolerated: false,
      settledAt: 4_000,
    });
    expect(taskOf(run, "a/y").ready).toBe(false);
    expect([...run.skippable].map(([each, reason]) => [each.address, reason])).toEqual([
      ["a/y", "deps_not_met"],
    ]);
  });

  test("task-failed that is tolerated lets go what depends on it", () => {
    const run = after(open, ...failed("a/x", 1, true));
    expect(taskOf(run, "a/x")).toMatchObject({ status: "failed", tolerated: true });
    expect(taskOf(run, "a/y").ready).toBe(true);
  });

  test("task-failed with on_failure: stop stops what is new, unless it is tolerated", () => {
    const stop = plan(two.phases, { onFailure: "stop" });
    expect(given(stop, [open, ...failed("a/x")]).run!.stopping).toBe(true);
    expect(given(stop, [open, ...failed("a/x", 1, true)]).run!.stopping).toBe(false);
  });

  test("task-skipped, by a person or a condition, lets go what depends on it", () => {
    for (const reason of ["by-person", "condition"] as const) {
      const run = after(open, skipped("a/x", reason));
      expect(taskOf(run, "a/x")).toMatchObject({ status: "skipped", skipReason: reason });
      expect(taskOf(run, "a/y").ready).toBe(true);
    }
  });

  test("task-cancelled", () => {
    const run = after(open, begun("a/x"), { type: "task-cancelled", ...of("a/x") });
    expect(taskOf(run, "a/x").status).toBe("cancelled");
  });
});

describe("the run", () => {
  test.each([
    ["run-completed", "completed"],
    ["run-failed", "failed"],
    ["run-aborted", "aborted"],
  ] as const)("%s ends it", (type, status) => {
    expect(after({ type })).toMatchObject({ status, endedAt: 1_000 });
  });

  test("run-paused says why", () => {
    expect(after({ type: "run-paused", reason: "until" })).toMatchObject({
      status: "paused",
      pausedBecause: "until",
    });
  });

  test("abort-requested is remembered", () => {
    expect(after({ type: "abort-requested", by: ann }).abortRequested).toBe(true);
  });

  test("run-resumed goes on with the options it carries; only the concurrency stays without them", () => {
    const resumed = { type: "run-resumed", by: ann, interrupted: false } as const;
    const paused = { type: "run-paused", reason: "by-person" } as const;
    const until = { until: phaseId("a"), concurrency: 2 };
    const run = after(paused, { ...resumed, options: until });
    expect(run).toMatchObject({ status: "running", options: until });
    expect(run.pausedBecause).toBeUndefined();
    const again = evolve(run, { seq: 4, at: 4_000, event: { ...resumed, options: {} } });
    expect(again.options).toEqual({ concurrency: 2 });
  });

  test("run-resumed keeps what is under way and what rests", () => {
    const wide = plan([phase("a", ["x", "y"])]);
    const rest = { type: "attempt-failed", ...of("a/y"), attempt: 1, failure: failure() } as const;
    const run = given(wide, [
      phaseStarted("a"),
      begun("a/x"),
      begun("a/y"),
      { ...rest, retry: { at: 9, delayMs: 9 } },
      { type: "run-resumed", by: ann, interrupted: true, options: {} },
    ]).run!;
    expect(addresses(run.underway)).toEqual(["a/x"]);
    expect(addresses(run.resting)).toEqual(["a/y"]);
  });

  test("run-resumed after a failure gives what failed a fresh allowance; attempts keep their numbers", () => {
    const run = after(
      phaseStarted("a"),
      ...failed("a/x"),
      skipped("a/y", "deps_not_met"),
      { type: "phase-failed", phase: phaseId("a") },
      { type: "phase-skipped", phase: phaseId("b"), reason: "deps_not_met" },
      { type: "run-failed" },
      { type: "run-resumed", by: ann, interrupted: false, options: {} },
    );
    expect(run.status).toBe("running");
    expect(run.endedAt).toBeUndefined();
    expect(run.tasks.map((each) => [each.status, each.tries, each.attempts.length])).toEqual([
      ["pending", 0, 1],
      ["pending", 0, 0],
      ["pending", 0, 0],
    ]);
    expect(run.phases[1]!.skipReason).toBeUndefined();
  });

  test("run-resumed leaves a tolerated failure as it is", () => {
    const run = after(
      phaseStarted("a"),
      ...failed("a/x", 1, true),
      ...failed("a/y"),
      { type: "phase-failed", phase: phaseId("a") },
      { type: "run-failed" },
      { type: "run-resumed", by: ann, interrupted: false, options: {} },
    );
    expect(run.tasks.map((each) => each.status)).toEqual(["failed", "pending", "pending"]);
  });
});
