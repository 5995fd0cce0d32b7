import { readFileSync, readdirSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTestRun } from "../../src/core/redProof.ts";
import { testCounts } from "../../src/core/testCounts.ts";

/*
 * What test runners wrote, recorded from the programs themselves; `documented.txt` follows the documentation of those
 * that were not at hand. A heading names the case, and then what is to be read from it.
 */
const RUNS = new URL("testRuns/", import.meta.url);

const shownCounts = (tail: string): string => {
  const counts = testCounts(tail);
  return counts ? `${counts.passed} passed, ${counts.failed} failed` : "not told";
};

function casesOf(file: string) {
  const parts = readFileSync(new URL(file, RUNS), "utf8")
    .split(/^##### /m)
    .slice(1);
  return parts.map((part) => {
    const [head = "", ...lines] = part.trimEnd().split("\n");
    const [name = "", exit = "", kind = "", ...rest] = head.split(" | ");
    const told = { name, code: Number(exit.replace("exit ", "")), kind, counts: rest.at(-1)! };
    return { ...told, why: rest.slice(0, -1).join(" | "), tail: lines.join("\n") };
  });
}

describe.each(readdirSync(RUNS))("%s", (file) => {
  test.each(casesOf(file))("$name", ({ code, kind, why, counts, tail }) => {
    expect(readTestRun({ code, tail })).toEqual({ kind, why });
    expect(shownCounts(tail)).toBe(counts);
  });

  test("what was ended before its end proves nothing", () => {
    for (const { tail } of casesOf(file)) {
      expect(readTestRun({ tail, timedOut: true, signal: "SIGTERM" }).kind).toBe("broken");
      expect(readTestRun({ tail, signal: "SIGKILL" }).kind).toBe("broken");
    }
  });
});

const only = (file: string, name: string): string =>
  casesOf(file).find((each) => each.name === name)!.tail;

test.each([
  [{ timedOut: true, code: 1 }, "it did not end in time"],
  [{ signal: "SIGSEGV" }, "it was ended by SIGSEGV"],
  [{}, "nobody knows how it ended"],
  [
    { code: 126, tail: "sh: 1: ./test: Permission denied" },
    "a command cannot be run: sh: 1: ./test: Permission denied",
  ],
  [
    { code: 127, tail: "sh: 1: vitest: not found\n" },
    "a command was not found: sh: 1: vitest: not found",
  ],
  [{ code: 139, tail: "" }, "it crashed (exit code 139)"],
  [
    { code: 3, tail: "usage: check FILE" },
    "exit code 3, and no assertion that does not hold: usage: check FILE",
  ],
])("proves nothing: %o", (run, why) => {
  expect(readTestRun({ tail: "", ...run })).toEqual({ kind: "broken", why });
});

test("an assertion counts whatever the exit code is", () => {
  expect(readTestRun({ code: 7, tail: "AssertionError: 1 is not 2" })).toEqual({
    kind: "failed",
    why: "an assertion does not hold: AssertionError: 1 is not 2",
  });
});

test("a file that cannot be compiled outweighs a test that fails beside it", () => {
  const both = `${only("vitest.txt", "syntax")}\n${only("vitest.txt", "fail")}`;
  expect(readTestRun({ code: 1, tail: both })).toEqual({
    kind: "broken",
    why: "a file cannot be loaded or compiled: Error: Transform failed with 1 error:",
  });
});

test("a package of Python that is known to be one is not the project's", () => {
  const tail = only("pytest.txt", "nopackage").replaceAll("no_such_package_x", "numpy");
  expect(readTestRun({ code: 2, tail })).toEqual({
    kind: "broken",
    why: "a file cannot be loaded or compiled: ModuleNotFoundError: No module named 'numpy'",
  });
});

test("a script of the project's that is not there yet is missing, a program is not installed", () => {
  expect(readTestRun({ code: 1, tail: "check.sh: 3: ./greet.sh: not found" }).kind).toBe("failed");
  expect(readTestRun({ code: 1, tail: "check.sh: 3: jq: not found" })).toEqual({
    kind: "broken",
    why: "the toolchain does not work: check.sh: 3: jq: not found",
  });
});

test("words of the toolchain in what an assertion compares are not the toolchain's", () => {
  const tail = only("vitest.txt", "fail").replace(
    "expected -1 to be 3",
    "expected 'SyntaxError: Unexpected token' to be 'No test files found, vitest: not found'",
  );
  expect(readTestRun({ code: 1, tail }).kind).toBe("failed");
});

test("counts of several runners are added up", () => {
  const tail = `${only("vitest.txt", "fail")}\n${only("jest.txt", "fail")}\n${only("cargo.txt", "pass")}`;
  expect(testCounts(tail)).toEqual({ passed: 3, failed: 2 });
});

test("tells no counts where there are none", () => {
  expect(testCounts("")).toBeUndefined();
  expect(testCounts("3 apples, 2 pears")).toBeUndefined();
});

test("long lines and many blank ones take no time that is worth a word", () => {
  for (const tail of ["\n".repeat(60_000), "a ".repeat(30_000), "FAIL  x [ x ]\n".repeat(4_000)])
    expect(readTestRun({ code: 1, tail }).why.length).toBeLessThan(400);
});

test("only exit code 0 passes, and whatever was written there is an answer in one line", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 255 }), fc.string({ unit: "binary" }), (code, tail) => {
      const { kind, why } = readTestRun({ code, tail });
      expect(kind === "passed" && code !== 0).toBe(false);
      expect(kind === "failed" && code === 0).toBe(false);
      expect(why).not.toMatch(/\n/);
    }),
  );
});
