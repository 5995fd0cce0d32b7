import { isMissingSymbol } from "./missingSymbol.ts";
import { testCounts } from "./testCounts.ts";
import { testTroubles } from "./testTroubles.ts";
import { toolchainTrouble } from "./toolchainTrouble.ts";

/** How the command of a test ended. */
export interface TestRun {
  readonly code?: number | undefined;
  readonly signal?: string | undefined;
  /** The end of what it wrote, without control characters; 64 KiB tell more than 20 lines, which stacks may fill. */
  readonly tail: string;
  readonly timedOut?: boolean | undefined;
}

/** What it says of the test. */
export interface ReadTestRun {
  /**
   * `failed`: an assertion did not hold, or something of the project's is not there yet. `broken`: it says nothing of
   * the work, since no test was run, or for a reason that the work cannot be.
   */
  readonly kind: "failed" | "passed" | "broken";
  /** One line, for people and for the agent that mends it. */
  readonly why: string;
}

/** Reads what the run of a test command came to. What no known runner wrote is judged by its exit code: 1 is a failure. */
export function readTestRun(run: TestRun): ReadTestRun {
  return (
    endedBy(run) ??
    (run.code === 0 ? green(run.tail) : undefined) ??
    notRun(run.tail) ??
    red(run.tail, run.code!)
  );
}

const broken = (why: string): ReadTestRun => ({ kind: "broken", why });
const failed = (why: string): ReadTestRun => ({ kind: "failed", why });

function endedBy({ code, signal, tail, timedOut }: TestRun): ReadTestRun | undefined {
  if (timedOut) return broken("it did not end in time");
  if (signal !== undefined) return broken(`it was ended by ${signal}`);
  if (code === undefined) return broken("nobody knows how it ended");
  if (code === 127) return broken(`a command was not found${last(tail)}`);
  if (code === 126) return broken(`a command cannot be run${last(tail)}`);
  if (code > 128 && code < 166) return broken(`it crashed (exit code ${code})${last(tail)}`);
  return undefined;
}

function green(tail: string): ReadTestRun {
  return hasNoTests(tail) ? broken(NO_TESTS) : { kind: "passed", why: "it passed" };
}

const NO_TESTS = "no test was run";

const NONE =
  /^[ \t]*(?:No tests? (?:suite )?(?:files? )?found\b|no tests ran in |No tests executed!|No test is available in |Error: No test (?:files|suite) found\b|0 passing \(|Ran 0 tests in |0 examples, 0 failures)/m;

function hasNoTests(tail: string): boolean {
  const counts = testCounts(tail);
  if (counts) return counts.passed + counts.failed === 0;
  if (NONE.test(tail)) return true;
  // go: of all packages.
  const packages = tail.split("\n").filter((line) => /^(?:ok|\?)\s+\S+\s/.test(line));
  return (
    packages.length > 0 && packages.every((line) => /\[no test(?:s to run| files)\]$/.test(line))
  );
}

function notRun(tail: string): ReadTestRun | undefined {
  const toolchain = toolchainTrouble(tail);
  if (toolchain !== undefined) return broken(`the toolchain does not work: ${oneLine(toolchain)}`);
  const troubles = testTroubles(tail);
  const other = troubles.find(({ missing }) => !missing);
  if (other) return broken(`a file cannot be loaded or compiled: ${oneLine(other.text)}`);
  const missing = troubles[0];
  if (missing) return failed(`something is not there yet: ${oneLine(missing.text)}`);
  return hasNoTests(tail) ? broken(NO_TESTS) : undefined;
}

const ASSERTIONS: readonly RegExp[] = [
  /^.*\bAssertionError(?: \[\w+\])?: .*/m,
  /^.*\bAssertionError\b.*/m,
  /^.*\bERR_ASSERTION\b.*/m,
  /^[ \t]*expect\(.*\)\..*/m,
  /^E {3,}(?:assert\b|Failed: ).*/m,
  /^.*assertion (?:`.*` )?failed.*/m,
  /^Failed asserting that .*/m,
  /^[ \t]*expected:? .*\n[ \t]*(?:got|but was):? .*/m,
  /^[ \t]*(?:Assert\.\w+\(\) Failure|Expected: .*|Failure\/Error: .*expect.*)/m,
];

/** What a test may meet that says nothing of the work. */
const SURROUNDINGS =
  /^(?!>).*(?:\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EACCES|ENOSPC|EMFILE)\b|ConnectionRefusedError|heap out of memory|fixture '.*' not found|[Tt]imed out (?:in|after) \d|Timeout of \d+ ?ms exceeded|Exceeded timeout of \d+).*/m;

function red(tail: string, code: number): ReadTestRun {
  const assertion = ASSERTIONS.map((sign) => sign.exec(tail)?.[0]).find(Boolean);
  if (assertion) return failed(`an assertion does not hold: ${oneLine(assertion)}`);
  const missing = tail.split("\n").find(isMissingSymbol);
  if (missing) return failed(`something is not there yet: ${oneLine(missing)}`);
  const surroundings = SURROUNDINGS.exec(tail)?.[0];
  if (surroundings) return broken(`it failed for another reason: ${oneLine(surroundings)}`);
  const count = testCounts(tail)?.failed ?? 0;
  if (count > 0) return failed(count === 1 ? "a test failed" : `${count} tests failed`);
  if (/^--- FAIL: /m.test(tail)) return failed("a test failed");
  if (code === 1 || /^make(?:\[\d+\])?: \*\*\* .*Error 1$/m.test(tail))
    return failed(`exit code 1${last(tail)}`);
  return broken(`exit code ${code}, and no assertion that does not hold${last(tail)}`);
}

const LINE_LENGTH = 200;

/** A line that ends in a colon is told with the one after it. */
function oneLine(text: string): string {
  const lines = text.replace(/^E {3,}/, "").split("\n");
  const told = lines[0]!.endsWith(":") ? lines.slice(0, 2).join(" ") : lines[0]!;
  const line = told.replace(/\s+/g, " ").trim();
  return line.length <= LINE_LENGTH ? line : `${line.slice(0, LINE_LENGTH - 1)}…`;
}

function last(tail: string): string {
  const line = oneLine(tail.trimEnd().split("\n").at(-1) ?? "");
  return line === "" ? "" : `: ${line}`;
}
