import { describe, expect, test } from "vitest";
import { phaseId } from "../../src/core/ids.ts";
import { phase, phaseStarted, plan, resume, seedPlan, task, tries } from "./plans.ts";
import { failing, Rig, succeed } from "./rig.ts";

/** The phases in the order in which they were opened. */
const opened = (rig: Rig) =>
  rig.events.flatMap((each) => (each.type === "phase-started" ? [each.phase] : []));

describe("with a concurrency of 1 the order is that of the list", () => {
  test("also where a phase has to wait for one before it", () => {
    const rig = new Rig(seedPlan(["a", ["b", ["a"]], "c"])).drive();
    expect(rig.order).toEqual(["a/a", "b/b", "c/c"]);
    expect(opened(rig)).toEqual(["a", "b", "c"]);
  });

  test("and a phase that depends on a later one comes after that", () => {
    const rig = new Rig(seedPlan([["a", ["c"]], "b", "c", "d"])).drive();
    expect(rig.order).toEqual(["b/b", "c/c", "a/a", "d/d"]);
  });

  test("and tasks of a phase come in the order in which they are listed", () => {
    const rig = new Rig(
      plan([phase("a", [task("x", { dependsOn: ["z"] }), "y", "z"]), phase("b", ["w"])], {
        concurrency: 1,
      }),
    ).drive();
    expect(rig.order).toEqual(["a/y", "a/z", "a/x", "b/w"]);
  });

  test("and a task that rests keeps its place", () => {
    const flaky = seedPlan(["a", "b"], {});
    const retry = tries(3);
    const rig = new Rig({ ...flaky, defaults: { ...flaky.defaults, retry } });
    rig.drive((address, attempt) => (attempt < 3 ? failing("a/a") : succeed)(address, attempt));
    expect(rig.order).toEqual(["a/a", "a/a", "a/a", "b/b"]);
    expect(rig.now).toBe(2_000);
  });
});

describe("a phase is opened when there is a place for its work, not before", () => {
  test("so that its start and its restore point are those of its work", () => {
    const rig = new Rig(seedPlan(["a", "b", "c"]));
    rig.advance();
    expect(rig.phases()).toEqual({ a: "running", b: "pending", c: "pending" });
    expect(rig.events.slice(1)).toEqual([
      { type: "checkpoint-recorded", phase: phaseId("a") },
      phaseStarted("a"),
      { type: "attempt-started", phase: "a", task: "a", attempt: 1 },
    ]);
    rig.turn();
    rig.advance();
    expect(rig.phases()).toEqual({ a: "completed", b: "running", c: "pending" });
  });

  test("with a higher concurrency several are open", () => {
    const rig = new Rig(seedPlan(["a", "b", "c", ["d", ["a"]]], { concurrency: 2 }));
    rig.advance();
    expect(opened(rig)).toEqual(["a", "b"]);
    rig.drive();
    expect(rig.order).toEqual(["a/a", "b/b", "c/c", "d/d"]);
  });

  test("a phase with work for every place leaves the next one closed", () => {
    const rig = new Rig(plan([phase("a", ["u", "v", "w"]), phase("b", ["x"])], { concurrency: 2 }));
    rig.advance();
    expect(opened(rig)).toEqual(["a"]);
    rig.turn();
    rig.advance();
    expect(opened(rig)).toEqual(["a"]);
    rig.turn();
    rig.advance();
    expect(opened(rig)).toEqual(["a", "b"]);
  });

  test("a phase goes before the work of later ones that are open", () => {
    const phases = [phase("a", ["s"]), phase("b", ["t"], { dependsOn: ["a"] })];
    const rig = new Rig(plan([...phases, phase("c", ["u", "v", "w"])], { concurrency: 2 })).drive();
    expect(rig.order).toEqual(["a/s", "c/u", "b/t", "c/v", "c/w"]);
  });

  test("empty phases, and those of which nothing runs, hold nobody up", () => {
    const rig = new Rig(
      plan(
        [
          phase("a", []),
          phase("b", [task("x", { when: "failure" })]),
          phase("c", [
            task("y", { when: { type: "expression", source: "false", readsTasks: false } }),
          ]),
          phase("d", ["z"]),
        ],
        { concurrency: 1 },
      ),
    );
    rig.condition = () => false;
    rig.drive();
    expect(rig.order).toEqual(["d/z"]);
    expect(rig.run.status).toBe("completed");
  });

  test("what rests takes a place from phases too", () => {
    const retry = tries(2);
    const rig = new Rig(
      plan([phase("a", [task("x", { retry })]), phase("b", ["y"])], { concurrency: 1 }),
    );
    rig.turn(failing("a/x"));
    rig.advance();
    expect(opened(rig)).toEqual(["a"]);
  });
});

test("the concurrency can be changed when a run is resumed", () => {
  const rig = new Rig(plan([phase("a", ["u", "v", "w", "x"])], { concurrency: 1 }));
  rig.advance();
  expect(rig.run.underway.size).toBe(1);
  rig.must({ ...resume, options: { concurrency: 3 } });
  rig.advance();
  expect(rig.run.underway.size).toBe(3);
  rig.must({ ...resume, options: { concurrency: 1 } });
  rig.turn();
  rig.advance();
  expect(rig.run.underway.size).toBe(2);
});

test("a lower concurrency holds for what rests too", () => {
  const retry = tries(2);
  const tasks = ["u", "v", "w"].map((id) => task(id, { retry }));
  const rig = new Rig(plan([phase("a", tasks)], { concurrency: 3 }));
  for (const id of ["u", "v", "w"]) rig.turn(failing(`a/${id}`));
  expect(rig.run.resting.size).toBe(3);
  rig.must({ ...resume, options: { concurrency: 1 } });
  rig.now = 1_000;
  rig.advance();
  expect(rig.run.underway.size).toBe(1);
  rig.drive();
  expect(rig.run.status).toBe("completed");
});
