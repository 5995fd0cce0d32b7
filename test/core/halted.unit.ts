import { describe, expect, test } from "vitest";
import type { FailureClass } from "../../src/core/failure.ts";
import type { Phase, Plan, Task } from "../../src/core/plan.ts";
import { phase, plan, resume, retry, skip, task, tries } from "./plans.ts";
import { Rig } from "./rig.ts";
import type { Behaviour } from "./rig.ts";

const agent = (id: string, more: Partial<Task> = {}): Task =>
  ({ ...task(id), kind: "agent", agent: "robot", prompt: "do it", ...more }) as Task;

const failing =
  (kind: FailureClass, ...addresses: readonly string[]): Behaviour =>
  (address, attempt) =>
    addresses.includes(address) && attempt <= 1
      ? { type: "failed", failure: { class: kind, message: "no" } }
      : { type: "succeeded" };

/** Three agents beside each other, one at a time; a phase that depends on them, and one that does not. */
const base = (
  more: Partial<Plan> = {},
  tasks: readonly Task[] = ["u", "v", "w"].map((each) => agent(each)),
) =>
  plan(
    [
      phase("a", tasks),
      phase("b", ["x"], { dependsOn: ["a"] }),
      phase("c", ["y"], { dependsOn: [] }),
    ] satisfies Phase[],
    { concurrency: 1, ...more },
  );

describe("an agent that failed for good", () => {
  test("has failed its phase, in which nothing new is begun; what does not depend on it goes on", () => {
    const rig = new Rig(base()).drive(failing("fatal", "a/u"));
    expect(rig.order).toEqual(["a/u", "c/y"]);
    expect(rig.statuses()).toEqual({
      "a/u": "failed",
      "a/v": "pending",
      "a/w": "pending",
      "b/x": "skipped (deps_not_met)",
      "c/y": "completed",
    });
    expect(rig.phases()).toEqual({ a: "failed", b: "skipped (deps_not_met)", c: "completed" });
    expect(rig.run.status).toBe("failed");
  });

  test.each(["transient", "not-accepted", "claim-refuted", "timed-out"] as const)(
    "is not one that failed as %s: what does not depend on it is done",
    (kind) => {
      const rig = new Rig(base()).drive(failing(kind, "a/u"));
      expect(rig.order).toEqual(["a/u", "a/v", "a/w", "c/y"]);
      expect(rig.phases()["a"]).toBe("failed");
    },
  );

  test("is no command that was not found", () => {
    const tasks = [task("u"), task("v")];
    const rig = new Rig(base({}, tasks)).drive(failing("fatal", "a/u"));
    expect(rig.order).toEqual(["a/u", "a/v", "c/y"]);
  });

  test("stops nothing where the plan allows it to fail", () => {
    const tasks = [agent("u", { continueOnError: true }), agent("v")];
    const rig = new Rig(base({}, tasks)).drive(failing("fatal", "a/u"));
    expect(rig.run.status).toBe("completed");
  });

  test("lets what is under way end, with its tries, and what is there for this case", () => {
    const tasks = [
      agent("u"),
      agent("v", { retry: tries(2) }),
      agent("w"),
      agent("z", { when: { type: "always" }, dependsOn: ["u"] as never }),
    ];
    const rig = new Rig(base({ concurrency: 2 }, tasks));
    rig.drive((address, attempt) => {
      if (address === "a/u") return { type: "failed", failure: { class: "fatal", message: "no" } };
      if (address === "a/v" && attempt === 1)
        return { type: "failed", failure: { class: "transient", message: "again" } };
      return { type: "succeeded" };
    });
    expect(rig.statuses()).toMatchObject({
      "a/u": "failed",
      "a/v": "completed",
      "a/w": "pending",
      "a/z": "completed",
    });
    expect(rig.order.filter((each) => each === "a/v")).toHaveLength(2);
    expect(rig.phases()["a"]).toBe("failed");
  });

  test.each([
    ["tried again", retry],
    ["resumed", () => resume],
    ["passed over", skip],
  ])("lets its phase go on once it is %s", (_, ask) => {
    const rig = new Rig(base()).drive(failing("fatal", "a/u"));
    rig.must(ask("a/u"));
    if (rig.run.status === "failed") rig.must(resume);
    rig.drive(failing("fatal", "a/u"));
    expect(rig.statuses()).toMatchObject({
      "a/v": "completed",
      "a/w": "completed",
      "b/x": "completed",
    });
    expect(rig.run.status).toBe("completed");
  });

  test("does not wait for a question that another one in its phase has asked", () => {
    const rig = new Rig(base({ concurrency: 2 }));
    rig.drive((address) => {
      if (address === "a/v")
        return { type: "failed", failure: { class: "blocked", message: "Which?" } };
      if (address === "a/u") return { type: "failed", failure: { class: "fatal", message: "no" } };
      return { type: "succeeded" };
    });
    expect(rig.phases()["a"]).toBe("failed");
  });
});
