import { describe, expect, test } from "vitest";
import { phaseId } from "../../src/core/ids.ts";
import type { TasksFrom } from "../../src/core/plan.ts";
import { ann, phase, plan, task } from "./plans.ts";
import { Rig } from "./rig.ts";
import type { Behaviour } from "./rig.ts";

const from = (order: TasksFrom["order"] = "parallel"): TasksFrom => ({
  source: "artifacts.list",
  template: task("build", { run: "make" }),
  order,
});

const listed = (order?: TasksFrom["order"]) =>
  plan([
    phase("list", ["write"], { gate: { checks: [], approve: { phrase: "go on", checklist: [] } } }),
    phase("work", [], { dependsOn: ["list"], tasksFrom: from(order) }),
    phase("end", ["last"], { dependsOn: ["work"] }),
  ]);

/** A run whose second phase is open and waits for the list of its tasks. */
function opened(order?: TasksFrom["order"], behave?: Behaviour): Rig {
  const rig = new Rig(listed(order));
  rig.drive(behave);
  approve(rig);
  rig.advance();
  return rig;
}

function approve(rig: Rig): void {
  const [waiting] = rig.run.waiting;
  const { digest } = waiting!.evidence!;
  rig.must({ type: "approve", approval: { digest, phrase: "go on" }, by: ann });
  rig.must({ type: "resume", by: ann, options: {}, interrupted: false });
}

const add = (rig: Rig, items: unknown) =>
  rig.must({ type: "add-tasks", phase: phaseId("work"), list: { items } });

const tasksOf = (rig: Rig) => rig.run.phaseById.get(phaseId("work"))!.tasks;

describe("a phase that takes its tasks from a list", () => {
  test("waits for it when it opens, and is not done before", () => {
    const rig = opened();
    expect(rig.advance()).toContainEqual({ type: "add-tasks", phase: "work" });
    expect(rig.phases()).toEqual({ list: "completed", work: "running", end: "pending" });
  });

  test("has a task for each entry, named by it, with the entry to read", () => {
    const rig = opened();
    add(rig, ["2.4.1", "a b/ü", { n: 1 }, "2.4.1"]);
    expect(tasksOf(rig).map(({ spec }) => [spec.id, spec.item])).toEqual([
      ["build-2.4.1", "2.4.1"],
      ["build-a-b", "a b/ü"],
      ["build-3", { n: 1 }],
      ["build-2.4.1-2", "2.4.1"],
    ]);
    rig.drive();
    expect(rig.run.status).toBe("completed");
    expect(rig.order).toEqual([
      "list/write",
      "work/build-2.4.1",
      "work/build-a-b",
      "work/build-3",
      "work/build-2.4.1-2",
      "end/last",
    ]);
  });

  test("does them one after the other where it says so", () => {
    const rig = opened("sequence");
    add(rig, ["a", "b"]);
    expect(tasksOf(rig)[1]!.dependencies).toEqual([tasksOf(rig)[0]]);
  });

  test("with an empty list is done", () => {
    const rig = opened();
    add(rig, []);
    expect(rig.drive().run.status).toBe("completed");
  });

  test.each([
    [{ items: "x" }, "it has no tasks: what they are to be made of is no list"],
    [
      { items: Array.from({ length: 1_001 }) },
      "it has no tasks: the list has 1001 entries; 1000 at most",
    ],
    [{ error: "no such key: list" }, "it has no tasks: no such key: list"],
  ])("fails without one: %#", (list, message) => {
    const rig = opened();
    rig.must({ type: "add-tasks", phase: phaseId("work"), list });
    rig.drive();
    expect(rig.run.status).toBe("failed");
    expect(rig.run.phaseById.get(phaseId("work"))).toMatchObject({ status: "failed", message });
    rig.must({ type: "resume", by: ann, options: {}, interrupted: false });
    expect(rig.advance()).toContainEqual({ type: "add-tasks", phase: "work" });
  });

  test("after a rollback gets the list as it is then: what is in it is done again, what is not is passed over", () => {
    const rig = opened();
    add(rig, ["a", "b"]);
    rig.drive();
    rig.must({ type: "rollback", to: "list", by: ann });
    rig.must({ type: "resume", by: ann, options: {}, interrupted: false });
    rig.drive();
    approve(rig);
    rig.advance();
    add(rig, ["b", "c"]);
    rig.drive();
    expect(rig.run.status).toBe("completed");
    expect(rig.statuses()).toMatchObject({
      "work/build-a": "skipped (condition)",
      "work/build-b": "completed",
      "work/build-c": "completed",
    });
    expect(rig.run.taskByAddress.get("work/build-b" as never)!.attempts).toHaveLength(2);
  });

  test("is the same after a crash", () => {
    const rig = opened();
    add(rig, ["a", "b"]);
    rig.turn();
    rig.crash();
    rig.must({ type: "resume", by: ann, options: {}, interrupted: true });
    expect(rig.drive().run.status).toBe("completed");
  });
});
