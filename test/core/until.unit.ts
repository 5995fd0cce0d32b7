/* oxlint-disable vitest/expect-expect -- given, when, then asserts */
import { describe, expect, test } from "vitest";
import { phaseId } from "../../src/core/ids.ts";
import { given, started } from "../../src/testing/given.ts";
import { phase, plan, resume, seedPlan, task, tries } from "./plans.ts";
import { failing, Rig, succeed } from "./rig.ts";

/** a; b after a; c after b; d on its own. */
const four = seedPlan(["a", ["b", ["a"]], ["c", ["b"]], "d"]);
const until = (id: string) => ({ until: phaseId(id) });

describe("--until", () => {
  test("does the phase and what it depends on, then pauses", () => {
    const rig = new Rig(four, until("b")).drive();
    expect(rig.order).toEqual(["a/a", "b/b"]);
    expect(rig.run).toMatchObject({ status: "paused", pausedBecause: "until" });
    expect(rig.phases()).toEqual({ a: "completed", b: "completed", c: "pending", d: "pending" });
    expect(rig.events.at(-1)).toEqual({ type: "run-paused", reason: "until" });
  });

  test("goes on to the end when resumed without it", () => {
    const rig = new Rig(four, until("b")).drive();
    rig.must(resume);
    rig.drive();
    expect(rig.order).toEqual(["a/a", "b/b", "c/c", "d/d"]);
    expect(rig.run.status).toBe("completed");
  });

  test("pauses again at once when what it names is done", () => {
    const rig = new Rig(four, until("b")).drive();
    rig.must({ ...resume, options: until("a") });
    rig.drive();
    expect(rig.order).toHaveLength(2);
    expect(rig.run.status).toBe("paused");
  });

  test("of the last phase that is left completes the run", () => {
    const rig = new Rig(seedPlan(["a", ["b", ["a"]]]), until("b")).drive();
    expect(rig.run.status).toBe("completed");
  });

  test("given on a resume, lets what is already open go on", () => {
    const two = plan([phase("a", ["x"]), phase("b", ["y", "z"])], { concurrency: 2 });
    const rig = new Rig(two);
    rig.turn((address) => (address === "b/y" ? { type: "succeeded" } : null));
    rig.must({ ...resume, options: until("a") });
    rig.drive();
    expect(rig.statuses()).toEqual({ "a/x": "completed", "b/y": "completed", "b/z": "completed" });
    expect(rig.run.status).toBe("completed");
  });

  test("waits for what rests", () => {
    const rig = new Rig(plan([phase("a", [task("x", { retry: tries(2) })]), phase("b", ["y"])]), {
      ...until("a"),
    });
    rig.drive((address, attempt) => (attempt === 1 ? failing(address) : succeed)(address, attempt));
    expect(rig.order).toEqual(["a/x", "a/x"]);
    expect(rig.run.status).toBe("paused");
  });

  test("fails the run where something on the way failed; a resume tries that again", () => {
    const rig = new Rig(four, until("b")).drive(failing("a/a"));
    expect(rig.phases()).toMatchObject({ a: "failed", b: "skipped (deps_not_met)" });
    expect(rig.run.status).toBe("failed");
    rig.must({ ...resume, options: until("b") });
    rig.drive();
    expect(rig.order).toEqual(["a/a", "a/a", "b/b"]);
    expect(rig.run.status).toBe("paused");
  });

  test("of a phase that the plan does not have is refused", () => {
    const text = 'run run-1 has no phase "z"; its phases are a, b, c, d';
    given([])
      .when({ ...started(four, { options: until("z") }), type: "start" })
      .thenRefused("unknown-phase", text);
    given(four)
      .when({ ...resume, options: until("z") })
      .thenRefused("unknown-phase", text);
  });
});
