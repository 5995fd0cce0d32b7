/** How many tests passed and failed; those that were left out count as neither. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

type Reader = readonly [
  RegExp,
  (found: RegExpExecArray) => readonly [passed: number, failed: number],
];

/** The number before or after each of the words, all together. */
function sum(line: string, ...words: readonly RegExp[]): number {
  let total = 0;
  for (const word of words)
    for (const [, digits] of line.matchAll(new RegExp(word, "gi"))) total += Number(digits);
  return total;
}

/** By the line with which runners end; where one writes several, each tells a part. */
const READERS: readonly Reader[] = [
  // vitest, jest
  [/^\s*Tests:?\s{2,}.*/, ([line]) => [sum(line, /(\d+) passed/), sum(line, /(\d+) failed/)]],
  // node --test
  [/^(?:ℹ|#) pass (\d+)$/, ([, passed]) => [Number(passed), 0]],
  [/^(?:ℹ|#) (?:fail|cancelled) (\d+)$/, ([, failed]) => [0, Number(failed)]],
  // mocha, bun
  [/^\s+(\d+) pass(?:ing \(.*\))?$/, ([, passed]) => [Number(passed), 0]],
  [/^\s+(\d+) fail(?:ing)?$/, ([, failed]) => [0, Number(failed)]],
  // pytest
  [
    /^(?:=+ )?(?=\d+ |no tests ran)[\w, ]+ in [\d.]+ ?s\b/,
    ([line]) => [sum(line, /(\d+) passed/), sum(line, /(\d+) failed/, /(\d+) errors?\b/)],
  ],
  // unittest
  [/^Ran (\d+) tests? in [\d.]+s$/, ([, ran]) => [Number(ran), 0]],
  [
    /^(?:OK|FAILED) \(.*=\d+\)$/,
    ([line]) => {
      const failed = sum(line, /failures=(\d+)/, /errors=(\d+)/);
      return [-failed - sum(line, /skipped=(\d+)/), failed];
    },
  ],
  // cargo
  [
    /^test result: \w+\. (\d+) passed; (\d+) failed;/,
    ([, passed, failed]) => [Number(passed), Number(failed)],
  ],
  // rspec
  [
    /^(\d+) examples?, (\d+) failures?.*/,
    ([line, ran, failures]) => [
      Number(ran) - Number(failures) - sum(line, /(\d+) pending/),
      Number(failures) + sum(line, /(\d+) errors? occurred/),
    ],
  ],
  // minitest
  [
    /^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors.*/,
    ([line, ran, failures, errors]) => {
      const failed = Number(failures) + Number(errors);
      return [Number(ran) - failed - sum(line, /(\d+) skips/), failed];
    },
  ],
  // phpunit
  [/^OK \((\d+) tests?, /, ([, passed]) => [Number(passed), 0]],
  [
    /^Tests: (\d+), Assertions: \d+.*\.$/,
    ([line, ran]) => {
      const failed = sum(line, /(?:Errors|Failures): (\d+)/);
      return [Number(ran) - failed - sum(line, /(?:Skipped|Incomplete): (\d+)/), failed];
    },
  ],
  // dotnet
  [
    /\bFailed:\s+(\d+), Passed:\s+(\d+), /,
    ([, failed, passed]) => [Number(passed), Number(failed)],
  ],
  [
    /^Test summary: total: \d+, failed: (\d+), succeeded: (\d+)/i,
    ([, failed, passed]) => [Number(passed), Number(failed)],
  ],
  // Maven; its lines for single classes go on
  [
    /^(?:\[\w+\] )?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)$/,
    ([, ran, failures, errors, skipped]) => {
      const failed = Number(failures) + Number(errors);
      return [Number(ran) - failed - Number(skipped), failed];
    },
  ],
];

/**
 * How many tests passed and failed, by what test runners write at their end; several of them are added up. Undefined
 * where nothing tells it.
 */
export function testCounts(tail: string): TestCounts | undefined {
  const lines = tail.split("\n").map((line) => line.trimEnd());
  // Without -v, go tells only of the tests that fail.
  const verbose = lines.some((line) => /^=== RUN\b/.test(line));
  let told = false;
  let [passed, failed] = [0, 0];
  for (const line of lines) {
    const more = countsIn(line) ?? (verbose ? goCounts(line) : undefined);
    if (!more) continue;
    told = true;
    passed += more[0];
    failed += more[1];
  }
  return told ? { passed: Math.max(0, passed), failed } : undefined;
}

function countsIn(line: string): readonly [number, number] | undefined {
  for (const [pattern, read] of READERS) {
    const found = pattern.exec(line);
    if (found) return read(found);
  }
  return undefined;
}

function goCounts(line: string): readonly [number, number] | undefined {
  const found = /^--- (PASS|FAIL): /.exec(line);
  if (!found) return undefined;
  return found[1] === "PASS" ? [1, 0] : [0, 1];
}
