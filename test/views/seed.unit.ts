import { describe, expect, test } from "vitest";
import { seedResult, seedStatusView } from "../../src/views/seed.ts";
import { phase, plan, seedPlan } from "../core/plans.ts";
import { given } from "./given.ts";

const workflow = seedPlan(["scout", ["build", ["scout"]], ["test", ["build"]]]);

describe("seed 004's result", () => {
  test("has completed, failed and skipped phases by name", () => {
    const story = given(workflow)
      .starts("scout/scout")
      .after(900)
      .succeeds("scout/scout", { files: "12" })
      .breaks("build/build", 100, { message: "exit status 2" });
    expect(seedResult(story.is)).toEqual({
      scout: {
        status: "completed",
        result: { exit_code: 0, attempts: 1, duration_ms: 900, outputs: { files: "12" } },
      },
      build: { status: "failed", error: "exit status 2" },
      test: { status: "skipped", reason: "deps_not_met" },
    });
  });

  test("leaves out what has not settled; the status has it", () => {
    const story = given(workflow).does("scout/scout").starts("build/build");
    expect(Object.keys(seedResult(story.is))).toEqual(["scout"]);
    expect(seedStatusView(story.is)).toMatchObject({
      build: { status: "running" },
      test: { status: "pending" },
    });
  });

  test("calls phases as their author did, also by names that objects have", () => {
    const named = plan([
      phase("Build_it", ["Build_it"], { title: "Build it" }),
      phase("__proto__", ["__proto__"]),
    ]);
    const story = given(named).does("Build_it/Build_it").does("__proto__/__proto__");
    expect(Object.keys(seedResult(story.is))).toEqual(["Build it", "__proto__"]);
  });

  test("does not claim a result for what a person passed over", () => {
    const story = given(workflow).skips("scout");
    expect(seedResult(story.is)).toEqual({ scout: { status: "skipped", reason: "by-person" } });
  });

  test("names the failed tasks of a phase that has several", () => {
    const story = given(plan([phase("build", ["a", "b", "c"])]))
      .breaks("build/a", 10, { message: "exit status 1" })
      .does("build/b")
      .breaks("build/c", 10, { message: "no such\nfile" });
    expect(seedResult(story.is)).toEqual({
      build: { status: "failed", error: "a: exit status 1; c: no such file" },
    });
  });
});
