import { describe, expect, test } from "vitest";
import { testsPassed } from "../../../src/views/seed003/testsPassed.ts";

describe("what usual test runners say", () => {
  test.each<readonly [string, string, number]>([
    ["node --test, as TAP", "TAP version 13\nok 1 - a\n# tests 4\n# pass 3\n# fail 1\n", 3],
    ["node --test, for people", "✔ adds (0.5ms)\nℹ tests 4\nℹ pass 4\nℹ fail 0\n", 4],
    ["vitest", " Test Files  2 passed (2)\n      Tests  12 passed (12)\n   Duration  300ms\n", 12],
    ["vitest, in part", "      Tests  1 failed | 11 passed | 2 skipped (14)\n", 11],
    [
      "vitest, in colours",
      "\u001B[2m      Tests \u001B[22m \u001B[1m\u001B[32m7 passed\u001B[39m\u001B[22m\u001B[90m (7)\u001B[39m\n",
      7,
    ],
    ["jest", "Test Suites: 1 passed, 1 total\nTests:       12 passed, 12 total\n", 12],
    ["jest, in part", "Tests:       1 failed, 2 skipped, 9 passed, 12 total\n", 9],
    ["mocha", "\n  5 passing (34ms)\n  1 failing\n", 5],
    ["pytest", "===== 12 passed, 1 warning in 0.12s =====\n", 12],
    ["pytest, in part", "=== 1 failed, 3 passed, 2 skipped in 61.10s (0:01:01) ===\n", 3],
    ["pytest -q", "....\n4 passed in 0.01s\n", 4],
    [
      "cargo test, of two programs",
      "test result: ok. 3 passed; 0 failed; 0 ignored\n\ntest result: ok. 4 passed; 0 failed;\n",
      7,
    ],
    [
      "go test -v",
      "=== RUN   TestA\n--- PASS: TestA (0.00s)\n    --- PASS: TestA/x (0.00s)\n--- FAIL: TestB (0.00s)\nPASS\nok  \tm\t0.002s\n",
      1,
    ],
    [
      "go test -json",
      '{"Time":"t","Action":"pass","Package":"m","Test":"TestA","Elapsed":0}\n{"Action":"pass","Package":"m"}\n',
      1,
    ],
    ["TAP without a summary", "1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP later\n", 1],
  ])("%s", (_runner, output, passed) => {
    expect(testsPassed(output)).toBe(passed);
  });
});

test.each([
  ["another program", "built in 3s\n12 files passed by\n"],
  ["go test without -v", "ok  \texample.com/m\t0.002s\n"],
  ["nothing", ""],
])("%s tells no count", (_what, output) => {
  expect(testsPassed(output)).toBeUndefined();
});

test("results are not counted one by one where the first of them are missing", () => {
  expect(testsPassed("--- PASS: TestB (0.00s)\n", false)).toBeUndefined();
  expect(testsPassed("# pass 3\n", false)).toBe(3);
});
