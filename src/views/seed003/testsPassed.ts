import { safeText } from "../safeText.ts";

/**
 * How many tests passed, as a usual test runner has said it; undefined where none of them can be recognised.
 * @param whole the beginning was not cut off: only then can results be counted one by one
 */
export function testsPassed(output: string, whole = true): number | undefined {
  const text = safeText(output);
  for (const pattern of SUMMARIES) {
    const found = [...text.matchAll(pattern)].map(([, count]) => Number(count));
    if (found.length > 0) return found.reduce((sum, each) => sum + each, 0);
  }
  if (!whole) return undefined;
  for (const pattern of SINGLE) {
    const found = [...text.matchAll(pattern)].length;
    if (found > 0) return found;
  }
  return undefined;
}

/** A count of each run; where there were several runs, their sum counts. */
const SUMMARIES: readonly RegExp[] = [
  // node --test: TAP, and the lines for people
  /^(?:#|ℹ) pass (\d+)$/gm,
  // vitest: `Tests  1 failed | 11 passed | 2 skipped (14)`
  /^ *Tests {2,}(?:\d+ [a-z ]+ \| )*(\d+) passed\b.*\(\d+\)$/gm,
  // jest: `Tests:       1 failed, 2 skipped, 12 passed, 15 total`
  /^Tests: +(?:\d+ [a-z]+, )*(\d+) passed, .*\d+ total$/gm,
  // cargo test
  /^test result: \w+\. (\d+) passed; \d+ failed;/gm,
  // pytest, with and without the line of `=`
  /^(?:=+ )?(?:\d+ [a-z]+, )*(\d+) passed\b[^|\n]* in [\d.:]+ ?s?\b.*$/gm,
  // mocha
  /^ *(\d+) passing \([\d.]+ ?\w+\)$/gm,
];

/** A line for each test that passed. */
const SINGLE: readonly RegExp[] = [
  // go test -v: subtests are indented, and are part of the test above
  /^--- PASS: /gm,
  /^\{.*"Action":"pass".*"Test":"[^"/]+".*\}$/gm,
  // TAP without a summary
  /^ok \d+(?!.*# (?:SKIP|TODO)).*$/gim,
];
