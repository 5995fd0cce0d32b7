import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/core/plan.ts";
import { phase, plan, retry, task } from "./plans.ts";
import { Rig } from "./rig.ts";

const was = (id: string, dependsOn: readonly string[] = []) =>
  task(id, { imported: true, dependsOn });

const rigOf = (phases: Plan["phases"]): Rig => new Rig(plan(phases));

const started = (rig: Rig): string[] =>
  rig.events.flatMap((each) =>
    each.type === "attempt-started" ? [`${each.phase}/${each.task}`] : [],
  );

describe("what was done before the run", () => {
  test("is not run, and what depends on it is", () => {
    const rig = rigOf([phase("build", [was("a"), task("b", { dependsOn: ["a"] })])]);
    rig.drive();
    expect(started(rig)).toEqual(["build/b"]);
    expect(rig.run.status).toBe("completed");
  });

  test("completes a phase of which nothing else is left, without opening it", () => {
    const rig = rigOf([
      phase("one", [was("a"), was("b", ["a"])]),
      phase("two", ["c"], { dependsOn: ["one"] }),
    ]);
    expect(rig.run.phases[0]!.status).toBe("completed");
    rig.drive();
    expect(rig.events.filter((each) => each.type === "phase-started")).toHaveLength(1);
    expect(started(rig)).toEqual(["two/c"]);
  });

  test("ends a run of which nothing is left as completed", () => {
    const rig = rigOf([phase("one", [was("a")])]);
    rig.drive();
    expect(rig.run.status).toBe("completed");
    expect(started(rig)).toEqual([]);
  });

  test("is run when it is asked for again", () => {
    const rig = rigOf([phase("one", [was("a"), "b"])]);
    rig.drive();
    rig.ask(retry("one/a", true));
    rig.drive();
    expect(started(rig)).toEqual(["one/b", "one/a"]);
    expect(rig.run.tasks[0]!.imported).toBe(false);
  });
});
