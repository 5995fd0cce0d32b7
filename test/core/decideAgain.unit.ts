/* oxlint-disable vitest/expect-expect -- given, when, then asserts */
import { describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { phaseId } from "../../src/core/ids.ts";
import { given } from "../../src/testing/given.ts";
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
  restart,
  retry,
  seedPlan,
  skip,
  skipped,
  task,
} from "./plans.ts";

const completed = (id: string): Event => ({ type: "phase-completed", phase: phaseId(id) });
const phaseFailed = (id: string): Event => ({ type: "phase-failed", phase: phaseId(id) });
const givenUp = (id: string): Event => ({
  type: "phase-skipped",
  phase: phaseId(id),
  reason: "deps_not_met",
});
const checkpoint = (id: string): Event => ({ type: "checkpoint-recorded", phase: phaseId(id) });

/** a: x, y after x; b after a: z */
const chain = plan([
  phase("a", ["x", task("y", { dependsOn: ["x"] })]),
  phase("b", ["z"], { dependsOn: ["a"] }),
]);
const chainFailed: Event[] = [
  phaseStarted("a"),
  ...failed("a/x"),
  skipped("a/y", "deps_not_met"),
  phaseFailed("a"),
  givenUp("b"),
  { type: "run-failed" },
];
const chainDone: Event[] = [
  phaseStarted("a"),
  ...done("a/x"),
  ...done("a/y"),
  completed("a"),
  phaseStarted("b"),
  ...done("b/z"),
  completed("b"),
  { type: "run-completed" },
];
const aborted: Event[] = [{ type: "abort-requested", by: ann }, { type: "run-aborted" }];
const abortedText = "run run-1 was aborted and does not go on; start a new run of its plan";

describe("skip", () => {
  const byAnn = (address: string): Event => ({ ...skipped(address), by: ann }) as Event;

  test("passes over a task, begun or not", () => {
    given(chain, [phaseStarted("a")])
      .when(skip("x"))
      .then([byAnn("a/x")]);
    given(chain)
      .when(skip("z"))
      .then([byAnn("b/z")]);
    given(chain, chainFailed)
      .when(skip("a/x"))
      .then([byAnn("a/x")]);
    given(chain, chainFailed)
      .when(skip("a/y"))
      .then([byAnn("a/y")]);
  });

  test("passes over what is left of a phase", () => {
    given(chain, [phaseStarted("a"), ...done("a/x")])
      .when(skip("a"))
      .then([byAnn("a/y")]);
    given(chain)
      .when(skip("a"))
      .then([byAnn("a/x"), byAnn("a/y")]);
  });

  test("passes over a task that rests before another try", () => {
    const resting: Event = {
      type: "attempt-failed",
      ...of("a/x"),
      attempt: 1,
      failure: failure(),
      retry: { at: 9_000, delayMs: 9_000 },
    };
    const run = given(chain, [phaseStarted("a"), begun("a/x"), resting])
      .when(skip("x"))
      .then([byAnn("a/x")]);
    expect(run.resting.size).toBe(0);
  });

  test("of a task that runs, or of a phase of which one does, is refused", () => {
    const text = "a/x is running; wait for it to end, or abort the run";
    for (const target of ["x", "a"]) {
      given(chain, [phaseStarted("a"), begun("a/x")])
        .when(skip(target))
        .thenRefused("still-running", text);
    }
  });

  test("of what is done or was skipped before is refused", () => {
    given(chain, [phaseStarted("a"), ...done("a/x")])
      .when(skip("x"))
      .thenRefused("already-settled", "x is already completed");
    given(chain, [phaseStarted("a"), skipped("a/x")])
      .when(skip("a/x"))
      .thenRefused("already-settled", "a/x is already skipped");
    given(chain, [phaseStarted("a"), skipped("a/x", "condition")])
      .when(skip("x"))
      .thenRefused("already-settled", "x is already skipped");
  });

  test("in a run that has ended well or was aborted is refused", () => {
    given(chain, chainDone)
      .when(skip("x"))
      .thenRefused("run-ended", "run run-1 has ended: it is completed");
    given(chain, aborted)
      .when(skip("x"))
      .thenRefused("run-ended", "run run-1 has ended: it is aborted");
  });

  test("of an unknown target is refused", () => {
    given(chain)
      .when(skip("nothing"))
      .thenRefused("unknown-task", 'run run-1 has no task or phase "nothing"; its phases are a, b');
  });
});

describe("retry", () => {
  const again = (addresses: readonly string[], forced = false): Event => ({
    type: "retry-requested",
    by: ann,
    tasks: addresses.map(of),
    forced,
  });

  test("of a failed task, or of its phase, does what failed", () => {
    for (const target of ["x", "a/x", "a"])
      given(chain, chainFailed)
        .when(retry(target))
        .then([again(["a/x"])]);
  });

  test("brings back what was given up because of it, across phases", () => {
    const run = given(chain, chainFailed)
      .when(retry("x"))
      .then([again(["a/x"])]);
    expect(run.status).toBe("running");
    expect(run.tasks.map((each) => each.status)).toEqual(["pending", "pending", "pending"]);
  });

  test("of what has not failed is refused, and says what would do it again", () => {
    const text = (what: string, status: string) =>
      `${what} has not failed: it is ${status}; --force does it again, with all that depends on it`;
    given(chain, chainDone).when(retry("x")).thenRefused("not-failed", text("x", "completed"));
    given(chain, chainDone).when(retry("a")).thenRefused("not-failed", text("a", "completed"));
    given(chain).when(retry("b/z")).thenRefused("not-failed", text("b/z", "pending"));
    given(chain, chainFailed).when(retry("b")).thenRefused("not-failed", text("b", "skipped"));
    given(plan([phase("a", [])]))
      .when(retry("a"))
      .thenRefused("not-failed", text("a", "empty"));
  });

  test("with force undoes what is done, with all that rests on it", () => {
    given(chain, chainDone)
      .when(retry("x", true))
      .then([again(["a/x", "a/y", "b/z"], true)]);
    given(chain, chainDone)
      .when(retry("y", true))
      .then([again(["a/y", "b/z"], true)]);
    given(chain, chainDone)
      .when(retry("b", true))
      .then([again(["b/z"], true)]);
    given(chain, chainDone)
      .when(retry("a", true))
      .then([again(["a/x", "a/y", "b/z"], true)]);
  });

  test("with force leaves alone what has not been begun", () => {
    given(chain, [phaseStarted("a"), ...done("a/x")])
      .when(retry("x", true))
      .then([again(["a/x"], true)]);
  });

  test("with force takes back what rests on it and waits for another try", () => {
    const resting: Event = {
      type: "attempt-failed",
      ...of("a/y"),
      attempt: 1,
      failure: failure(),
      retry: { at: 9_000, delayMs: 9_000 },
    };
    const run = given(chain, [phaseStarted("a"), ...done("a/x"), begun("a/y"), resting])
      .when(retry("x", true))
      .then([again(["a/x", "a/y"], true)]);
    expect(run.resting.size).toBe(0);
    expect(run.tasks.map((each) => each.ready)).toEqual([false, false, false]);
  });

  test("of a phase does what has failed in it, also while other tasks of it run", () => {
    const wide = plan([phase("a", ["x", "y"])]);
    const past = [phaseStarted("a"), begun("a/y"), ...failed("a/x")];
    given(wide, past)
      .when(retry("a"))
      .then([again(["a/x"])]);
    given(wide, past)
      .when(retry("a", true))
      .thenRefused("still-running", "a/y is running; there is nothing to retry yet");
  });

  test("of a task that runs is refused", () => {
    const past = [phaseStarted("a"), begun("a/x")];
    const text = "a/x is running; there is nothing to retry yet";
    given(chain, past).when(retry("x")).thenRefused("still-running", text);
    given(chain, past).when(retry("x", true)).thenRefused("still-running", text);
    given(chain, past).when(retry("a")).thenRefused("still-running", text);
  });

  test("with force is refused while something that rests on it runs", () => {
    given(chain, [phaseStarted("a"), ...done("a/x"), begun("a/y")])
      .when(retry("x", true))
      .thenRefused(
        "still-running",
        "a/y depends on it and is running; pause or abort the run first",
      );
  });

  test("while others run goes on beside them", () => {
    const wide = plan([phase("a", ["x", "y"])]);
    const run = given(wide, [phaseStarted("a"), begun("a/y"), ...failed("a/x")])
      .when(retry("x"))
      .then([again(["a/x"])]);
    expect([...run.underway].map((each) => each.address)).toEqual(["a/y"]);
    expect(run.tasks.map((each) => each.ready)).toEqual([true, false]);
  });

  test("leaves a paused run paused", () => {
    const past: Event[] = [phaseStarted("a"), ...failed("a/x")];
    const run = given(chain, [...past, { type: "run-paused", reason: "by-person" }])
      .when(retry("x"))
      .then([again(["a/x"])]);
    expect(run.status).toBe("paused");
  });

  test("of an unknown target is refused", () => {
    given(chain)
      .when(retry("nothing"))
      .thenRefused("unknown-task", 'run run-1 has no task or phase "nothing"; its phases are a, b');
  });

  test("in a run that was or is to be aborted is refused", () => {
    given(chain, [...chainFailed, ...aborted])
      .when(retry("x"))
      .thenRefused("run-aborted", abortedText);
    given(chain, [phaseStarted("a"), ...failed("a/x"), ...aborted.slice(0, 1)])
      .when(retry("x"))
      .thenRefused("run-aborted", abortedText);
  });
});

describe("restart", () => {
  const from = (id: string, phases: readonly string[]): Event => ({
    type: "restart-requested",
    by: ann,
    from: phaseId(id),
    phases: phases.map(phaseId),
  });
  const through = (...ids: readonly string[]): Event[] =>
    ids.flatMap((id) => [checkpoint(id), phaseStarted(id), ...done(`${id}/${id}`), completed(id)]);
  /** c after a; b after nothing. */
  const pawl = plan(seedPlan(["a", "b", ["c", ["a"]]]).phases);
  const seed = seedPlan(["a", "b", "c"]);

  test("does the phase again and what depends on it", () => {
    const run = given(pawl, [...through("a", "b", "c"), { type: "run-completed" }])
      .when(restart("a"))
      .then([from("a", ["a", "c"])]);
    expect(run.phases.map((each) => each.status)).toEqual(["pending", "completed", "pending"]);
    expect(run.status).toBe("running");
  });

  test("does all that comes after it in the list, in a plan of seed 004", () => {
    const run = given(seed, [...through("a", "b", "c"), { type: "run-completed" }])
      .when(restart("b"))
      .then([from("b", ["b", "c"])]);
    expect(run.phases.map((each) => each.status)).toEqual(["completed", "pending", "pending"]);
  });

  test("takes a phase's title too", () => {
    const titled = plan([phase("build-it", ["x"], { title: "Build it", checkpoint: true })]);
    given(titled, [checkpoint("build-it"), phaseStarted("build-it")])
      .when(restart("Build it"))
      .then([from("build-it", ["build-it"])]);
  });

  test("from an unknown phase is refused with the restore points there are", () => {
    given(seed)
      .when(restart("z"))
      .thenRefused("unknown-phase", 'run run-1 has no phase "z"; it has no restore point yet');
    given(seed, through("a", "b"))
      .when(restart("z"))
      .thenRefused("unknown-phase", 'run run-1 has no phase "z"; its restore points are a, b');
  });

  test("from a phase that is no restore point is refused with those there are", () => {
    given(seed)
      .when(restart("b"))
      .thenRefused(
        "not-a-checkpoint",
        "phase b is not a restore point of run run-1; it has no restore point yet",
      );
    given(seed, through("a"))
      .when(restart("b"))
      .thenRefused(
        "not-a-checkpoint",
        "phase b is not a restore point of run run-1; its restore points are a",
      );
  });

  test("while anything runs is refused", () => {
    given(seed, [...through("a"), checkpoint("b"), phaseStarted("b"), begun("b/b")])
      .when(restart("a"))
      .thenRefused("still-running", "b/b is still running; wait for it to end, or abort the run");
  });

  test("of a run that was aborted is refused", () => {
    given(seed, [...through("a"), ...aborted])
      .when(restart("a"))
      .thenRefused("run-aborted", abortedText);
  });
});

test("a chain of 20,000 phases or tasks is not too deep to be done again", () => {
  const ids = Array.from({ length: 20_000 }, (_, index) => `p${index}`);
  const before = (index: number) => (index === 0 ? [] : [ids[index - 1]!]);
  const phases = seedPlan(ids.map((id, index) => [id, before(index)] as const));
  const doneAll = ids.flatMap((id) => [phaseStarted(id), ...done(`${id}/${id}`), completed(id)]);
  const again = given(phases, doneAll).when(retry("p0", true)).decided as Event[];
  expect(again).toHaveLength(1);
  expect(again[0]).toMatchObject({ tasks: { length: 20_000 } });
  const inOne = plan([
    phase(
      "a",
      ids.map((id, index) => task(id, { dependsOn: before(index) })),
    ),
  ]);
  const tasks = given(inOne, [phaseStarted("a"), ...ids.flatMap((id) => done(`a/${id}`))]);
  expect(tasks.when(retry("p1", true)).decided).toMatchObject([{ tasks: { length: 19_999 } }]);
});
