import { describe, expect, test } from "vitest";
import type { Task } from "../../src/core/plan.ts";
import { phase, plan, task } from "./plans.ts";
import { failing, Rig } from "./rig.ts";

/** One phase with these tasks, driven to its end; the tasks named fail. */
const run = (tasks: readonly (Task | string)[], ...fail: readonly string[]) =>
  new Rig(plan([phase("a", tasks)])).drive(failing(...fail.map((id) => `a/${id}`)));

const after = (id: string, when: "success" | "failure" | "always", ...dependsOn: string[]) =>
  task(id, { when, dependsOn });

describe("a task's when", () => {
  test("success, which is meant where nothing is said: all it depends on is done", () => {
    const tasks = ["x", "y", task("z", { dependsOn: ["x", "y"] })];
    expect(run(tasks).statuses()).toMatchObject({ "a/z": "completed" });
    expect(run(tasks, "x").statuses()).toEqual({
      "a/x": "failed",
      "a/y": "completed",
      "a/z": "skipped (deps_not_met)",
    });
    expect(run(["x", after("z", "success", "x")], "x").statuses()).toMatchObject({
      "a/z": "skipped (deps_not_met)",
    });
  });

  test("what depends on a task that was given up is given up, too", () => {
    const tasks = ["x", task("y", { dependsOn: ["x"] }), task("z", { dependsOn: ["y"] })];
    expect(run(tasks, "x").statuses()).toMatchObject({
      "a/y": "skipped (deps_not_met)",
      "a/z": "skipped (deps_not_met)",
    });
  });

  test("failure: something it depends on has failed", () => {
    const tasks = ["x", "y", after("z", "failure", "x", "y")];
    expect(run(tasks, "y").statuses()).toMatchObject({ "a/z": "completed" });
    expect(run(tasks).statuses()).toMatchObject({ "a/z": "skipped (condition)" });
  });

  test("failure: it waits until all it depends on has settled", () => {
    const rig = new Rig(plan([phase("a", ["x", "y", after("z", "failure", "x", "y")])]));
    rig.turn((address) => (address === "a/x" ? failing("a/x")(address, 1) : null));
    rig.advance();
    expect(rig.statuses()).toMatchObject({ "a/x": "failed", "a/y": "running", "a/z": "pending" });
  });

  test("failure: also where the failure lies further back, and what is between was given up", () => {
    const tasks = ["x", task("y", { dependsOn: ["x"] }), after("z", "failure", "y")];
    expect(run(tasks, "x").statuses()).toMatchObject({
      "a/y": "skipped (deps_not_met)",
      "a/z": "completed",
    });
  });

  test("failure: of a task that depends on nothing never runs", () => {
    expect(run([after("x", "failure")]).statuses()).toEqual({ "a/x": "skipped (condition)" });
  });

  test("what depends on a task that was not needed goes on", () => {
    const tasks = ["x", after("y", "failure", "x"), task("z", { dependsOn: ["y"] })];
    expect(run(tasks).statuses()).toMatchObject({
      "a/y": "skipped (condition)",
      "a/z": "completed",
    });
  });

  test("always: whatever became of what it depends on", () => {
    const tasks = ["x", task("y", { dependsOn: ["x"] }), after("z", "always", "y")];
    expect(run(tasks).statuses()).toMatchObject({ "a/z": "completed" });
    expect(run(tasks, "x").statuses()).toMatchObject({ "a/z": "completed" });
  });

  test("a failure stays one, also when what is there for that case succeeds", () => {
    const rig = run(["x", after("y", "failure", "x"), after("z", "always", "x")], "x");
    expect(rig.phases()).toEqual({ a: "failed" });
    expect(rig.run.status).toBe("failed");
  });

  const expression = (readsTasks: boolean) =>
    task("z", { dependsOn: ["x"], when: { type: "expression", source: "?", readsTasks } });
  const drive = (given: Task, condition: boolean | string, ...fail: string[]) => {
    const rig = new Rig(plan([phase("a", ["x", given])]));
    rig.condition = () => condition;
    return rig.drive(failing(...fail)).statuses()["a/z"];
  };

  test("an expression: runs, or is skipped, or fails where it cannot be worked out", () => {
    expect(drive(expression(false), true)).toBe("completed");
    expect(drive(expression(false), false)).toBe("skipped (condition)");
    expect(drive(expression(false), "no such key")).toBe("failed");
  });

  test("an expression that does not read `tasks` also needs what it depends on", () => {
    expect(drive(expression(false), true, "a/x")).toBe("skipped (deps_not_met)");
  });

  test("an expression that reads `tasks` decides alone", () => {
    expect(drive(expression(true), true, "a/x")).toBe("completed");
    expect(drive(expression(true), false, "a/x")).toBe("skipped (condition)");
  });
});

describe("continue_on_error", () => {
  const tasks = [task("x", { continueOnError: true }), task("y", { dependsOn: ["x"] })];

  test("lets go what depends on it, and its phase does not fail", () => {
    const rig = run([...tasks, after("z", "failure", "x")], "x");
    expect(rig.statuses()).toEqual({
      "a/x": "failed",
      "a/y": "completed",
      "a/z": "completed",
    });
    expect(rig.phases()).toEqual({ a: "completed" });
    expect(rig.run.status).toBe("completed");
  });

  test("may be given for all tasks, and taken back for one", () => {
    const base = plan([phase("a", ["x", task("y", { continueOnError: false })])]);
    const tolerant = { ...base, defaults: { ...base.defaults, continueOnError: true } };
    expect(new Rig(tolerant).drive(failing("a/x")).run.status).toBe("completed");
    expect(new Rig(tolerant).drive(failing("a/y")).run.status).toBe("failed");
  });
});

describe("a phase's when", () => {
  const phases = (when: "success" | "failure" | "always") =>
    plan([
      phase("a", ["x"]),
      phase("b", ["y"], { dependsOn: ["a"] }),
      phase("c", ["z"], { dependsOn: ["b"], when }),
    ]);
  const statusOfC = (when: "success" | "failure" | "always", ...fail: string[]) =>
    new Rig(phases(when)).drive(failing(...fail)).phases()["c"];

  test("success: all it depends on is completed", () => {
    expect(statusOfC("success")).toBe("completed");
    expect(statusOfC("success", "b/y")).toBe("skipped (deps_not_met)");
    expect(statusOfC("success", "a/x")).toBe("skipped (deps_not_met)");
  });

  test("failure: something it depends on has failed, or was given up because of a failure", () => {
    expect(statusOfC("failure")).toBe("skipped (condition)");
    expect(statusOfC("failure", "b/y")).toBe("completed");
    expect(statusOfC("failure", "a/x")).toBe("completed");
  });

  test("always", () => {
    expect(statusOfC("always")).toBe("completed");
    expect(statusOfC("always", "a/x")).toBe("completed");
  });

  test("what depends on a phase that was not needed goes on", () => {
    const rig = new Rig(
      plan([
        phase("a", ["x"]),
        phase("b", ["y"], { dependsOn: ["a"], when: "failure" }),
        phase("c", ["z"], { dependsOn: ["b"] }),
      ]),
    ).drive();
    expect(rig.phases()).toEqual({ a: "completed", b: "skipped (condition)", c: "completed" });
    expect(rig.statuses()).toMatchObject({ "b/y": "skipped (condition)" });
  });
});

describe("on_failure: continue", () => {
  test("goes on with what does not depend on the failure", () => {
    const rig = new Rig(
      plan([phase("a", ["x", "y"]), phase("b", ["z"], { dependsOn: ["a"] }), phase("c", ["w"])]),
    ).drive(failing("a/x"));
    expect(rig.statuses()).toEqual({
      "a/x": "failed",
      "a/y": "completed",
      "b/z": "skipped (deps_not_met)",
      "c/w": "completed",
    });
    expect(rig.phases()).toEqual({ a: "failed", b: "skipped (deps_not_met)", c: "completed" });
    expect(rig.run.status).toBe("failed");
  });
});

test("a phase without tasks is given up like any other", () => {
  const phases = [phase("a", ["x"]), phase("b", [], { dependsOn: ["a"] })];
  const rig = new Rig(plan([...phases, phase("c", ["y"], { dependsOn: ["b"] })]));
  rig.drive(failing("a/x"));
  expect(rig.phases()).toEqual({
    a: "failed",
    b: "skipped (deps_not_met)",
    c: "skipped (deps_not_met)",
  });
});
