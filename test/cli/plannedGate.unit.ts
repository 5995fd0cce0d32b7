import { expect, test } from "vitest";
import { gateLines } from "../../src/cli/plannedGate.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";

const linesOf = (gate: string): string[] => {
  const text = `pawl: 1\nname: a plan\nphases:\n  - id: p\n    run: make\n    gate:\n${gate}`;
  const { plan } = parsePlan(text, { path: "plan.yaml" });
  return gateLines(plan!.phases[0]!.gate!);
};

test("each check is told in one line, and the approval last", () => {
  expect(
    linesOf(`      checks:
        - { id: tests, run: "npm ci\\nnpm test\\n" }
        - { that: 1 < 2 }
        - { files: [README.md, a b] }
        - { coverage: lcov.info, lines: 90, branches: 80.5 }
        - { tests_kept: true }
        - { checks_kept: true }
      approve: { phrase: go on, from: [ann, bob], timeout: { after: 24h, then: reject } }
`),
  ).toEqual([
    "tests: $ npm ci; npm test",
    "that: 1 < 2",
    "files: there are README.md, a b",
    "coverage: lcov.info has at least 90% of lines, 80.5% of branches",
    "tests-kept: no test was deleted or newly skipped",
    "checks-kept: no file that steers the checks was changed",
    'waits for an approval by ann or bob: "go on"; after 1d 00h: rejected',
  ]);
  expect(linesOf("      approve: { phrase: go, timeout: { after: 1h } }\n")).toEqual([
    'waits for an approval: "go"; after 1h 00m: somebody is told',
  ]);
  expect(linesOf("      checks: [{ run: make }]\n")).toEqual(["make: $ make"]);
});
