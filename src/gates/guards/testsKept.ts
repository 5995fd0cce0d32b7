import { posix } from "node:path";
import { changedPaths, contentAt } from "../../git/changes.ts";
import type { ChangedPath } from "../../git/changes.ts";
import { matchesGlob } from "../../core/glob.ts";
import { inShort } from "../inShort.ts";
import type { Compared } from "../workplace.ts";
import { countTests } from "./countTests.ts";
import type { TestCount } from "./countTests.ts";
import { TEST_FILES } from "../../core/testFiles.ts";
import type { CheckOf, Found } from "../checks/context.ts";

const MOST_BYTES = 4 * 1024 * 1024;

/** No test that was there when the run began may be gone, or be skipped now. */
export async function testsKept({ paths }: CheckOf<"guard">, compared: Compared): Promise<Found> {
  const { top, base, commit, prefix } = compared;
  const isTest = (path: string): boolean =>
    paths
      ? paths.some((glob) => matchesGlob(posix.relative(prefix, path), glob))
      : TEST_FILES.some((glob) => matchesGlob(path, glob));
  const problems: string[] = [];
  let looked = 0;
  for (const change of await changedPaths(top, base, commit)) {
    if (!isTest(change.from ?? change.path) && !isTest(change.path)) continue;
    looked++;
    const problem = await problemWith(change, compared, isTest(change.path), paths !== undefined);
    if (problem !== undefined) problems.push(problem);
  }
  if (problems.length > 0) return { passed: false, text: inShort(problems) };
  const text = [
    "no test file was changed",
    "1 test file was changed",
    `${looked} test files were changed`,
  ][Math.min(looked, 2)];
  return { passed: true, text: `${text}; no test was taken away or newly skipped` };
}

async function problemWith(
  { path, from = path, state }: ChangedPath,
  compared: Compared,
  isTestNow: boolean,
  isNamed: boolean,
): Promise<string | undefined> {
  const { top, base, commit } = compared;
  const before = state === "added" ? { cases: 0, skips: 0 } : await countAt(top, base, from);
  if (state === "deleted")
    // A file beside the tests, without any test, is nobody's loss.
    return isNamed || before === undefined || before.cases > 0 ? `${path} was deleted` : undefined;
  const now = await countAt(top, commit, path);
  if (!isTestNow && before?.cases !== 0)
    return `${from} was moved to ${path}, which is no test file`;
  if (!before || !now) return undefined;
  if (now.cases < before.cases) return `${path} has ${tests(now.cases)} and had ${before.cases}`;
  if (now.skips > before.skips)
    return `${path} skips or singles out ${tests(now.skips)}, and did so with ${before.skips}`;
  return undefined;
}

const tests = (count: number): string => `${count} ${count === 1 ? "test" : "tests"}`;

async function countAt(top: string, commit: string, path: string): Promise<TestCount | undefined> {
  const bytes = await contentAt(top, commit, path);
  if (bytes.length > MOST_BYTES)
    throw new Error(
      `${path} is larger than ${MOST_BYTES / 1024 ** 2} MiB; its tests cannot be counted`,
    );
  return countTests(path, bytes.toString("utf8"));
}
