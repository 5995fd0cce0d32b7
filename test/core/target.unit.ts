import { describe, expect, test } from "vitest";
import { isRefusal } from "../../src/core/result.ts";
import { resolveTarget, tasksOf } from "../../src/core/target.ts";
import { given } from "../../src/testing/given.ts";
import { phase, plan, seedPlan } from "./plans.ts";

const run = given(
  plan([
    phase("build", ["compile", "test"], { title: "Build it" }),
    phase("check", ["test", "lint"]),
    phase("lint", ["all"]),
  ]),
).run!;

const resolved = (text: string, of = run) => {
  const target = resolveTarget(of, text);
  if (isRefusal(target)) return `${target.code}: ${target.text}`;
  return tasksOf(target).map((each) => each.address);
};

describe("a target", () => {
  test("is an address", () => expect(resolved("build/test")).toEqual(["build/test"]));

  test("is a bare id that is unique", () => expect(resolved("compile")).toEqual(["build/compile"]));

  test("is a phase, by id or by title, and stands for all its tasks", () => {
    expect(resolved("build")).toEqual(["build/compile", "build/test"]);
    expect(resolved("Build it")).toEqual(["build/compile", "build/test"]);
  });

  test("that is a phase and a task of another phase is refused with both; a slash means the phase", () => {
    expect(resolved("lint")).toBe(
      'ambiguous-task: "lint" may mean lint/ (the phase), check/lint; say which',
    );
    expect(resolved("lint/")).toEqual(["lint/all"]);
  });

  test("is both in a plan of seed 004: phase and task are the same work", () => {
    const seed = given(seedPlan(["scout", "build"])).run!;
    expect(resolved("scout", seed)).toEqual(["scout/scout"]);
  });

  test("that names several tasks is refused with the candidates", () =>
    expect(resolved("test")).toBe(
      'ambiguous-task: "test" may mean build/test, check/test; say which',
    ));

  test("that names nothing is refused with the phases there are", () => {
    const text = (name: string) =>
      `unknown-task: run run-1 has no task or phase "${name}"; its phases are build, check, lint`;
    for (const name of ["deploy", "build/lint", "", "../build"])
      expect(resolved(name)).toBe(text(name));
  });
});
