import { expect, test } from "vitest";
import type { TaskReport } from "../../src/gates/port.ts";
import { Repo } from "../git/rig.ts";
import { check, gateOrder, resultOf, run, verdicts, writeAll } from "./rig.ts";
import type { Asked } from "./rig.ts";

const repo = (files: Readonly<Record<string, string>>): Repo => {
  const made = new Repo();
  writeAll(made.dir, files);
  made.commit();
  return made;
};

const said = (task: string, more: Partial<TaskReport> = {}): TaskReport => ({
  task,
  status: "success",
  files: [],
  errors: [],
  ...more,
});

const checks: Record<string, Asked> = {
  found: { type: "files-found" },
  errors: { type: "no-errors" },
};

const told = async (
  reports: readonly TaskReport[],
  files: Readonly<Record<string, string>> = { "src/a.mjs": "1\n", "test/a.mjs": "1\n" },
): Promise<Record<string, string>> => {
  const { dir } = repo(files);
  return verdicts(await check(gateOrder(dir, checks, { reports })));
};

test("files that each agent has named are there", async () => {
  const reports = [
    said("one", { files: ["src/a.mjs"] }),
    said("two", { files: ["test", "src/a.mjs"] }),
  ];
  expect(await told(reports)).toEqual({
    found: "3 files named by one, two are there",
    errors: "one, two tell of no error",
  });
});

test.each<[string, readonly TaskReport[], string]>([
  ["that nobody has named", [said("one")], "one names none"],
  [
    "that are not there",
    [said("one", { files: ["src/a.mjs"] }), said("two", { files: ["src/b.mjs", "c"] })],
    "two names src/b.mjs, c, which are not there",
  ],
  [
    "that lie outside",
    [said("one", { files: ["../../etc/passwd"] })],
    "one names ../../etc/passwd, which is not there",
  ],
])("files %s are missing", async (_, reports, why) => {
  expect((await told(reports))["found"]).toBe(`✗ missing required files: ${why}`);
});

test.each<[string, Partial<TaskReport>, string]>([
  ["a task that failed", { failure: "timed out after 2m" }, "timed out after 2m"],
  ["a report of a part", { status: "partial", summary: "half" }, "partial: half"],
  ["an artifact with errors", { errors: ["no such folder"] }, "no such folder"],
])("%s is an error", async (_, more, why) => {
  const reports = [
    said("one", { files: ["src/a.mjs"] }),
    said("two", { files: ["src/a.mjs"], ...more }),
  ];
  expect((await told(reports))["errors"]).toBe(`✗ errors during build: two: ${why}`);
});

test("where nobody has reported anything, nothing was found and nothing is sure", async () => {
  const why = "✗ no agent of the phase has reported anything";
  expect(await told([])).toEqual({ found: why, errors: why });
});

const ready = (name: "tests-pass" | "types-clean", command: string): Record<string, Asked> => ({
  it: run(command, { ready: name }),
});

const TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
import { sum } from "./sum.mjs";
for (const each of [1, 2, 3, 4]) test("sum " + each, () => assert.equal(sum(each), each + 1));
`;

test.each([
  ["each + 1", "4 tests passed"],
  ["3", "✗ 3 tests failed"],
  ["each > 1 ? each + 1 : 0", "✗ 1 test failed"],
])("how many tests fail is told: sum is %s", async (body, text) => {
  const files = { "sum.mjs": `export const sum = (each) => ${body};\n`, "sum.test.mjs": TEST };
  const evidence = await check(gateOrder(repo(files).dir, ready("tests-pass", "node --test")));
  expect(verdicts(evidence)).toEqual({ it: text });
  expect(resultOf(evidence, "it").passed).toBe(!text.startsWith("✗"));
});

test.each([
  ["tests-pass", "echo '# pass 0'; echo '# fail 0'", "✗ no test was run"],
  ["tests-pass", "echo fine", "exit 0"],
  ["tests-pass", "echo broken; exit 3", "✗ exit 3"],
  ["types-clean", "true", "no type errors"],
  [
    "types-clean",
    "echo 'a.ts(1,1): error TS2322: no'; echo 'b.ts(1,1): error TS2322: no'; exit 2",
    "✗ 2 type errors",
  ],
  ["types-clean", "echo broken; exit 3", "✗ exit 3"],
] as const)("%s by %j: %s", async (name, command, text) => {
  const evidence = await check(gateOrder(repo({ a: "1\n" }).dir, ready(name, command)));
  expect(verdicts(evidence)).toEqual({ it: text });
});
