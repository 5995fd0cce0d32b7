import { describe, expect, test } from "vitest";
import type { Phase } from "../../src/core/plan.ts";
import { pause, phase, plan, resume, retry, skip, task, tries } from "./plans.ts";
import { failing, Rig, succeed } from "./rig.ts";

const stop = (phases: readonly Phase[], concurrency = 1) =>
  plan(phases, { onFailure: "stop", concurrency });

/** Phases a (u, v after u, w) and b on its own, and c after a. */
const base = [
  phase("a", ["u", task("v", { dependsOn: ["u"] }), "w"]),
  phase("b", ["x"]),
  phase("c", ["y"], { dependsOn: ["a"] }),
];

describe("on_failure: stop", () => {
  test("starts nothing new; what depends on the failure is given up, the rest stays pending", () => {
    const rig = new Rig(stop(base)).drive(failing("a/u"));
    expect(rig.order).toEqual(["a/u"]);
    expect(rig.statuses()).toEqual({
      "a/u": "failed",
      "a/v": "skipped (deps_not_met)",
      "a/w": "pending",
      "b/x": "pending",
      "c/y": "skipped (deps_not_met)",
    });
    expect(rig.phases()).toEqual({ a: "failed", b: "pending", c: "skipped (deps_not_met)" });
    expect(rig.run.status).toBe("failed");
  });

  test("lets what is under way end, also other phases", () => {
    const rig = new Rig(stop([phase("a", ["u"]), phase("b", ["x", "z"])], 2));
    rig.drive(failing("a/u"));
    expect(rig.order).toEqual(["a/u", "b/x"]);
    expect(rig.statuses()).toEqual({ "a/u": "failed", "b/x": "completed", "b/z": "pending" });
    expect(rig.phases()).toEqual({ a: "failed", b: "running" });
  });

  test("a tolerated failure stops nothing", () => {
    const rig = new Rig(stop([phase("a", [task("u", { continueOnError: true }), "v"])]));
    rig.drive(failing("a/u"));
    expect(rig.run.status).toBe("completed");
  });

  test("a condition that cannot be worked out stops as well", () => {
    const broken = task("u", { when: { type: "expression", source: "?", readsTasks: false } });
    const rig = new Rig(stop([phase("a", [broken, "v"])]));
    rig.condition = () => "no such key";
    rig.drive();
    expect(rig.statuses()).toEqual({ "a/u": "failed", "a/v": "pending" });
  });

  test("a resume tries again what failed and goes on with the rest", () => {
    const rig = new Rig(stop(base)).drive(failing("a/u"));
    rig.must(resume);
    rig.drive();
    expect(rig.order).toEqual(["a/u", "a/u", "a/v", "a/w", "b/x", "c/y"]);
    expect(rig.run.status).toBe("completed");
  });

  test("a pause in between does not make it forget", () => {
    const rig = new Rig(stop([phase("a", ["u", "v", "w"])], 2));
    rig.turn(failing("a/u"));
    rig.must(pause);
    rig.must(resume);
    rig.drive();
    expect(rig.statuses()).toEqual({ "a/u": "failed", "a/v": "completed", "a/w": "pending" });
    expect(rig.run.status).toBe("failed");
  });

  test("nor does a driver that takes over", () => {
    const rig = new Rig(stop([phase("a", ["u", "v", "w"])], 2));
    rig.turn(failing("a/u"));
    rig.crash();
    rig.must({ ...resume, interrupted: true });
    rig.drive();
    expect(rig.statuses()).toMatchObject({ "a/w": "pending" });
  });

  test("a retry while others are under way goes on with everything", () => {
    const rig = new Rig(stop([phase("a", ["u", "v", "w"])], 2));
    rig.turn(failing("a/u"));
    rig.must(retry("u"));
    rig.drive();
    expect(rig.run.status).toBe("completed");
    expect(rig.order).toEqual(["a/u", "a/v", "a/u", "a/w"]);
  });

  test("a retry of one of two failures runs it, and what waits for neither", () => {
    const rig = new Rig(stop([phase("a", ["u", "v", "w"])], 2)).drive(failing("a/u", "a/v"));
    expect(rig.statuses()).toMatchObject({ "a/u": "failed", "a/v": "failed", "a/w": "pending" });
    rig.must(retry("u"));
    rig.drive();
    expect(rig.statuses()).toEqual({ "a/u": "completed", "a/v": "failed", "a/w": "completed" });
    expect(rig.run.status).toBe("failed");
  });

  test("a retry goes on with what was not begun in other phases that failed", () => {
    const rig = new Rig(stop([phase("a", ["u", "v"]), phase("b", ["x", "y"])], 2));
    rig.turn(failing("a/u"));
    rig.drive(failing("a/v"));
    expect(rig.phases()).toEqual({ a: "failed", b: "pending" });
    const two = new Rig(stop([phase("a", ["u", "v", "w"]), phase("b", ["x", "y", "z"])], 4));
    two.drive(failing("a/u", "b/x"));
    expect(two.phases()).toEqual({ a: "failed", b: "failed" });
    expect(two.statuses()).toMatchObject({ "a/w": "completed", "b/y": "pending" });
    two.must(retry("a/u"));
    two.drive();
    expect(two.statuses()).toMatchObject({
      "a/u": "completed",
      "b/x": "failed",
      "b/z": "completed",
    });
  });

  test("does not end the run before what rests has had its other try", () => {
    const retries = tries(2);
    const rig = new Rig(stop([phase("a", ["u", task("v", { retry: retries }), "w"])], 2));
    rig.drive((address, attempt) =>
      (attempt === 1 ? failing("a/u", "a/v") : succeed)(address, attempt),
    );
    expect(rig.order).toEqual(["a/u", "a/v", "a/v"]);
    expect(rig.statuses()).toEqual({ "a/u": "failed", "a/v": "completed", "a/w": "pending" });
  });

  test("a skip of the only failure lifts the stop", () => {
    const rig = new Rig(stop([phase("a", ["u", "v", "w"])], 2));
    rig.turn(failing("a/u"));
    rig.must(skip("u"));
    rig.drive();
    expect(rig.statuses()).toMatchObject({ "a/v": "completed", "a/w": "completed" });
    expect(rig.run.status).toBe("completed");
  });

  test("a skip of one of two failures does not", () => {
    const rig = new Rig(stop([phase("a", ["u", "v", "w", "x"])], 3));
    rig.turn(failing("a/u"));
    rig.turn(failing("a/v"));
    rig.must(skip("u"));
    rig.drive();
    expect(rig.statuses()).toMatchObject({ "a/w": "completed", "a/x": "pending" });
    expect(rig.run.status).toBe("failed");
  });

  test("a skip in the failed run, then a resume, goes on without it", () => {
    const rig = new Rig(stop(base)).drive(failing("a/u"));
    rig.must(skip("a/u"));
    expect(rig.run.status).toBe("failed");
    rig.must(resume);
    rig.drive();
    expect(rig.statuses()).toMatchObject({ "a/u": "skipped (by-person)", "a/v": "completed" });
    expect(rig.order).toEqual(["a/u", "a/v", "a/w", "b/x", "c/y"]);
    expect(rig.run.status).toBe("completed");
  });
});

describe("what is there for the case of failure runs in spite of it", () => {
  test("tasks", () => {
    const tasks = [
      "u",
      "v",
      task("rescue", { dependsOn: ["u"], when: "failure" }),
      task("sweep", { dependsOn: ["rescue"], when: "always" }),
    ];
    const rig = new Rig(stop([phase("a", tasks)])).drive(failing("a/u"));
    expect(rig.order).toEqual(["a/u", "a/rescue", "a/sweep"]);
    expect(rig.phases()).toEqual({ a: "failed" });
  });

  test("phases, with all their tasks", () => {
    const rig = new Rig(
      stop([
        phase("a", ["u", "v"]),
        phase("b", ["w"], { dependsOn: ["a"] }),
        phase("rescue", ["x", task("y", { dependsOn: ["x"] })], {
          dependsOn: ["a"],
          when: "failure",
        }),
        phase("sweep", ["z"], { dependsOn: ["b", "rescue"], when: "always" }),
        phase("last", ["q"], { dependsOn: ["sweep"] }),
      ]),
    ).drive(failing("a/u"));
    expect(rig.order).toEqual(["a/u", "rescue/x", "rescue/y", "sweep/z"]);
    expect(rig.phases()).toEqual({
      a: "failed",
      b: "skipped (deps_not_met)",
      rescue: "completed",
      sweep: "completed",
      last: "pending",
    });
    expect(rig.run.status).toBe("failed");
    expect(rig.events.filter((each) => each.type === "run-failed")).toHaveLength(1);
  });

  test("and a failure in them ends the run as well", () => {
    const rescue = phase("rescue", ["x", "y"], { dependsOn: ["a"], when: "failure" });
    const rig = new Rig(stop([phase("a", ["u", "v"]), rescue])).drive(failing("a/u", "rescue/x"));
    expect(rig.order).toEqual(["a/u", "rescue/x", "rescue/y"]);
    expect(rig.phases()).toEqual({ a: "failed", rescue: "failed" });
    expect(rig.run.status).toBe("failed");
  });

  test("and is not done again by a resume that succeeds", () => {
    const tasks = ["u", task("sweep", { dependsOn: ["u"], when: "always" })];
    const rig = new Rig(stop([phase("a", tasks)])).drive(failing("a/u"));
    rig.must(resume);
    rig.drive(succeed);
    expect(rig.order).toEqual(["a/u", "a/sweep", "a/u"]);
  });
});
