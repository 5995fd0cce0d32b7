import { expect, test } from "vitest";
import type { ReadTestRun } from "../../src/core/redProof.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import type { TaskState } from "../../src/core/run.ts";
import { seen } from "../../src/core/stageResult.ts";

/** A task is looked at for its acceptance criteria only, which tests that Pawl runs have nothing to do with. */
const task = {} as TaskState;

const failed = (tail: string, read?: { readonly read: ReadTestRun }): AttemptResult => ({
  type: "failed",
  failure: { class: "transient", message: "exit 1", code: 1, tail },
  ...read,
});

const ASSERTION = { kind: "failed", why: "an assertion does not hold: 1 is 2" } as const;
const NONE = { kind: "broken", why: "no test was run" } as const;

test("what the whole output tells is the proof, with the end of it", () => {
  expect(seen(task, "red", failed("at frame 20", { read: ASSERTION }))).toEqual({
    type: "succeeded",
    proof: "an assertion does not hold: 1 is 2\nat frame 20",
  });
});

test("without that, the end of the output must do", () => {
  expect(seen(task, "red", failed("AssertionError: 1 is not 2"))).toEqual({
    type: "succeeded",
    proof: "an assertion does not hold: AssertionError: 1 is not 2\nAssertionError: 1 is not 2",
  });
});

test("a command that ran no test has neither failed nor passed", () => {
  const none: AttemptResult = { type: "succeeded", read: NONE };
  expect(seen(task, "red", none)).toEqual({
    type: "failed",
    failure: {
      class: "not-accepted",
      message: "the test did not fail as a test fails: no test was run",
    },
  });
  expect(seen(task, "green", none)).toEqual({
    type: "failed",
    failure: { class: "not-accepted", message: "the test does not pass: no test was run" },
  });
});

test("a test that passes is none for work that is to be done, and what is wanted after it", () => {
  const passed: AttemptResult = { type: "succeeded", read: { kind: "passed", why: "it passed" } };
  expect(seen(task, "red", passed)).toEqual({
    type: "failed",
    failure: {
      class: "not-accepted",
      message:
        "the test passed before there was any code for it; write one that fails without the work",
    },
  });
  expect(seen(task, "green", passed)).toEqual({ type: "succeeded" });
});

test("a broken toolchain is no proof, and says what it is", () => {
  const read = { kind: "broken", why: "the toolchain does not work: make: *** Error 127" } as const;
  expect(seen(task, "red", failed("", { read }))).toEqual({
    type: "failed",
    failure: {
      class: "not-accepted",
      message:
        "the test did not fail as a test fails: the toolchain does not work: make: *** Error 127",
      code: 1,
      tail: "",
    },
  });
});

test("what was read is no part of any event", () => {
  const passed: AttemptResult = { type: "succeeded", read: { kind: "passed", why: "it passed" } };
  for (const stage of ["red", "green", "implement", undefined] as const)
    expect(seen(task, stage, passed)).not.toHaveProperty("read");
});
