import { describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { phaseId } from "../../src/core/ids.ts";
import { given } from "../../src/testing/given.ts";
import {
  ann,
  failed,
  phaseStarted,
  skipped,
  pause,
  phase,
  plan,
  resume,
  restart,
  retry,
  seedPlan,
  skip,
  task,
  tries,
} from "./plans.ts";
import { failing, Rig } from "./rig.ts";

/** a: x, y after x, z; b after a: v; c after b: w */
const base = plan([
  phase("a", ["x", task("y", { dependsOn: ["x"] }), "z"]),
  phase("b", ["v"], { dependsOn: ["a"] }),
  phase("c", ["w"], { dependsOn: ["b"] }),
]);

const count = (rig: Rig, type: string) => rig.events.filter((each) => each.type === type).length;

describe("what was given up comes back to life", () => {
  test.each([
    ["a resume", resume],
    ["a retry of the task", retry("a/x")],
    ["a retry of the phase", retry("a")],
  ])("with %s, across phases", (_, request) => {
    const rig = new Rig(base).drive(failing("a/x"));
    expect(rig.phases()).toMatchObject({
      b: "skipped (deps_not_met)",
      c: "skipped (deps_not_met)",
    });
    rig.must(request);
    rig.drive();
    expect(rig.order).toEqual(["a/x", "a/z", "a/x", "a/y", "b/v", "c/w"]);
    expect(rig.run.status).toBe("completed");
    expect(rig.run.phases[0]!.skipReason).toBeUndefined();
  });

  test("with a skip of the failure, when the run is resumed", () => {
    const rig = new Rig(base).drive(failing("a/x"));
    rig.must(skip("a/x"));
    expect(rig.statuses()).toMatchObject({ "a/y": "pending", "b/v": "pending", "c/w": "pending" });
    rig.must(resume);
    rig.drive();
    expect(rig.order).toEqual(["a/x", "a/z", "a/y", "b/v", "c/w"]);
    expect(rig.run.status).toBe("completed");
  });

  test("with a skip of the failure while others are under way, at once", () => {
    const rig = new Rig(base);
    rig.turn(failing("a/x"));
    rig.advance();
    expect(rig.statuses()).toMatchObject({ "a/y": "skipped (deps_not_met)", "a/z": "running" });
    rig.must(skip("a/x"));
    rig.drive();
    expect(rig.statuses()).toMatchObject({ "a/y": "completed", "c/w": "completed" });
  });

  test("with a skip of the failure before what depends on it is given up", () => {
    const rig = new Rig(base);
    rig.turn(failing("a/x"));
    rig.must(skip("a/x"));
    rig.drive();
    expect(rig.statuses()).toMatchObject({ "a/y": "completed" });
    expect(count(rig, "task-skipped")).toBe(1);
  });

  test("and is given up again where it fails again", () => {
    const rig = new Rig(base).drive(failing("a/x"));
    rig.must(resume);
    rig.drive(failing("a/x"));
    expect(rig.phases()).toEqual({
      a: "failed",
      b: "skipped (deps_not_met)",
      c: "skipped (deps_not_met)",
    });
    expect(rig.run.status).toBe("failed");
    expect(count(rig, "run-failed")).toBe(2);
  });

  test("in its own phase, also while another failure is left there", () => {
    const two = plan([
      phase("a", ["x", task("y", { dependsOn: ["x"] }), "z"]),
      phase("b", ["v"]),
      phase("c", ["w"], { dependsOn: ["a"] }),
    ]);
    const rig = new Rig({ ...two, concurrency: 3 });
    const behave = failing("a/x", "a/z");
    rig.turn((address, n) => (address === "b/v" ? null : behave(address, n)));
    rig.turn((address, n) => (address === "b/v" ? null : behave(address, n)));
    rig.advance();
    expect(rig.phases()).toMatchObject({ a: "failed", b: "running" });
    rig.must(skip("a/x"));
    rig.drive(behave);
    expect(rig.statuses()).toEqual({
      "a/x": "skipped (by-person)",
      "a/y": "completed",
      "a/z": "failed",
      "b/v": "completed",
      "c/w": "skipped (deps_not_met)",
    });
    expect(rig.run.status).toBe("failed");
  });
});

describe("a phase that is opened again", () => {
  test("starts over where nothing in it is left done", () => {
    const rig = new Rig(seedPlan(["a", ["b", ["a"]]])).drive(failing("a/a"));
    rig.must(retry("a"));
    expect(rig.phases()).toEqual({ a: "pending", b: "pending" });
    expect(rig.run.phases[0]!.startedAt).toBeUndefined();
    rig.drive();
    expect(count(rig, "phase-started")).toBe(3);
  });

  test("goes on where something is", () => {
    const rig = new Rig(base).drive(failing("a/x"));
    rig.must(retry("a/x"));
    expect(rig.phases()).toMatchObject({ a: "running", b: "pending" });
    rig.drive();
    expect(count(rig, "phase-started")).toBe(4 - 1);
  });

  test("does not go on before what it depends on has settled again", () => {
    const always = plan([
      phase("a", ["x", "y"]),
      phase("b", ["v", "w"], { dependsOn: ["a"], when: "always" }),
    ]);
    const rig = new Rig(always).drive(failing("a/x", "b/v"));
    expect(rig.order).toEqual(["a/x", "a/y", "b/v", "b/w"]);
    rig.must(resume);
    rig.advance();
    expect(rig.statuses()).toMatchObject({ "a/x": "running", "b/v": "pending" });
    rig.drive();
    expect(rig.order.slice(4)).toEqual(["a/x", "b/v"]);
    expect(rig.run.status).toBe("completed");
  });

  test("stays open for what is under way or rests in it", () => {
    const rig = new Rig(
      plan([phase("a", ["x", task("y", { retry: tries(2) })])], { concurrency: 2 }),
    );
    const fail = failing("a/x", "a/y");
    rig.turn(fail);
    rig.must(retry("x"));
    expect(rig.phases()).toEqual({ a: "running" });
    rig.turn((address, n) => (address === "a/y" ? fail(address, n) : null));
    rig.turn((address, n) => (address === "a/x" ? fail(address, n) : null));
    expect([...rig.run.resting].map((each) => each.address)).toEqual(["a/y"]);
    rig.must(retry("x"));
    expect(rig.phases()).toEqual({ a: "running" });
    rig.drive();
    expect(rig.run.status).toBe("completed");
    expect(count(rig, "phase-started")).toBe(1);
  });
});

test("what rests is not also ready when what it depends on settles again", () => {
  const tolerant = plan([
    phase("a", [
      task("x", { continueOnError: true }),
      task("y", { dependsOn: ["x"], retry: tries(2) }),
    ]),
  ]);
  const rig = new Rig(tolerant);
  rig.turn(failing("a/x"));
  rig.turn(failing("a/y"));
  rig.must(retry("a/x"));
  rig.turn();
  expect([...rig.run.resting].map((each) => each.address)).toEqual(["a/y"]);
  expect(rig.run.tasks.map((each) => each.ready)).toEqual([false, false]);
  rig.drive();
  expect(rig.order).toEqual(["a/x", "a/y", "a/x", "a/y"]);
});

describe("what a person passed over", () => {
  test("stays passed over when its phase comes back to life, and does not let the phase start early", () => {
    const two = plan([phase("a", ["x"]), phase("b", ["v", "w"], { dependsOn: ["a"] })]);
    const rig = new Rig(two);
    rig.must(skip("b/v"));
    rig.drive(failing("a/x"));
    expect(rig.statuses()).toMatchObject({
      "b/v": "skipped (by-person)",
      "b/w": "skipped (deps_not_met)",
    });
    rig.must(resume);
    rig.advance();
    expect(rig.phases()).toEqual({ a: "running", b: "pending" });
    expect(rig.statuses()).toEqual({
      "a/x": "running",
      "b/v": "skipped (by-person)",
      "b/w": "pending",
    });
    rig.drive();
    expect(rig.order).toEqual(["a/x", "a/x", "b/w"]);
    expect(rig.phases()).toEqual({ a: "completed", b: "completed" });
  });

  test("of a phase, all of it, lets go what depends on the phase, whatever became of what it depends on", () => {
    const rig = new Rig(base);
    rig.must(skip("b"));
    rig.drive(failing("a/x"));
    expect(rig.phases()).toEqual({ a: "failed", b: "skipped (by-person)", c: "completed" });
    expect(rig.order).toEqual(["a/x", "a/z", "c/w"]);
  });

  test("of a phase that was given up, lets go what depends on it", () => {
    const rig = new Rig(base).drive(failing("a/x"));
    rig.must(skip("b"));
    expect(rig.phases()).toEqual({ a: "failed", b: "pending", c: "pending" });
    rig.must(retry("a"));
    rig.drive(failing("a/x"));
    expect(rig.phases()).toEqual({ a: "failed", b: "skipped (by-person)", c: "completed" });
  });

  test("in a run whose phases were not skipped is a phase without work, and completes", () => {
    const rig = new Rig(base);
    rig.must(skip("b"));
    rig.drive();
    expect(rig.phases()).toEqual({ a: "completed", b: "completed", c: "completed" });
  });

  test("is done after all with a retry by force", () => {
    const rig = new Rig(base);
    rig.must(skip("b"));
    rig.drive();
    rig.must(retry("b", true));
    rig.drive();
    expect(rig.order).toEqual(["a/x", "a/z", "a/y", "c/w", "b/v", "c/w"]);
  });

  test("a failure passed over is no failure for what is there for that case", () => {
    const rig = new Rig(
      plan([phase("a", ["x", task("y", { dependsOn: ["x"], when: "failure" }), "z"])], {
        concurrency: 2,
      }),
    );
    rig.turn(failing("a/x"));
    rig.must(skip("x"));
    rig.drive();
    expect(rig.statuses()).toMatchObject({ "a/y": "skipped (condition)" });
  });
});

test("skipping thousands of failures, each with what was given up because of it, takes no time", () => {
  const tasks = Array.from({ length: 10_000 }, (_, n) => [
    task(`a${n}`),
    task(`b${n}`, { dependsOn: [`a${n}`] }),
  ]).flat();
  const events: Event[] = [
    phaseStarted("p"),
    ...tasks.flatMap(({ id, dependsOn }) =>
      dependsOn.length === 0 ? failed(`p/${id}`) : [skipped(`p/${id}`, "deps_not_met")],
    ),
    { type: "phase-failed", phase: phaseId("p") },
    { type: "run-failed" },
  ];
  const past = given(plan([phase("p", tasks)]), events);
  expect(past.run!.failures).toBe(10_000);
  const after = past
    .when(skip("p"))
    .then(tasks.map(({ id }) => ({ ...skipped(`p/${id}`), by: ann }) as Event));
  expect(after.failures).toBe(0);
  expect(after.phases[0]).toMatchObject({ status: "running", openTasks: 0 });
});

describe("doing completed work again", () => {
  test("a forced retry undoes what rests on it, in order", () => {
    const rig = new Rig(base).drive();
    expect(rig.run.status).toBe("completed");
    rig.must(retry("a/y", true));
    expect(rig.run.status).toBe("running");
    expect(rig.phases()).toEqual({ a: "running", b: "pending", c: "pending" });
    rig.drive();
    expect(rig.order.slice(5)).toEqual(["a/y", "b/v", "c/w"]);
    expect(rig.run.status).toBe("completed");
  });

  test("a restart takes its phases back and leaves the others", () => {
    const rig = new Rig(seedPlan(["a", "b", ["c", ["a"]], "d"], { format: "pawl" })).drive();
    rig.must(restart("a"));
    expect(rig.phases()).toEqual({ a: "pending", b: "completed", c: "pending", d: "completed" });
    rig.drive();
    expect(rig.order.slice(4)).toEqual(["a/a", "c/c"]);
    const seed = new Rig(seedPlan(["a", "b", ["c", ["a"]], "d"])).drive();
    seed.must(restart("b"));
    seed.drive();
    expect(seed.order.slice(4)).toEqual(["b/b", "c/c", "d/d"]);
    expect(seed.run.status).toBe("completed");
  });

  test("a restart takes back phases without tasks as well", () => {
    const rig = new Rig(
      plan([phase("a", ["x"], { checkpoint: true }), phase("b", [], { dependsOn: ["a"] })]),
    ).drive();
    rig.must(restart("a"));
    expect(rig.phases()).toEqual({ a: "pending", b: "pending" });
    rig.drive();
    expect(rig.run.status).toBe("completed");
  });

  test("a restart of a failed run leaves earlier failures", () => {
    const rig = new Rig(seedPlan(["a", "b"])).drive(failing("a/a"));
    rig.must(restart("b"));
    rig.drive();
    expect(rig.order).toEqual(["a/a", "b/b", "b/b"]);
    expect(rig.run.status).toBe("failed");
  });
});

test("a retry, a restart or a skip in a paused run waits for the resume", () => {
  const rig = new Rig(base);
  rig.turn(failing("a/x"));
  rig.must(pause);
  rig.must(retry("a/x"));
  rig.turn();
  expect(rig.run.status).toBe("paused");
  expect(rig.order).toEqual(["a/x", "a/z"]);
  rig.must(resume);
  rig.drive();
  expect(rig.run.status).toBe("completed");
});
