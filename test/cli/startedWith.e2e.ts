import { afterEach, beforeEach, expect, test } from "vitest";
import { RepositoryPlace } from "./repository.ts";

let place: RepositoryPlace;
beforeEach(() => (place = new RepositoryPlace()));
afterEach(() => place.remove());

const plan = (work: string, guard: string): string => `pawl: 1
name: guarded
workspace: { mode: inplace }
phases:
  - id: build
    tasks: [{ id: code, run: '${work}' }]
    gate: { checks: [{ ${guard}: true }] }
`;

const A_TEST = 'test("a", () => {});\n';

test("a test that was never committed is missed when it goes; its starting state is kept, and taken away by gc", async () => {
  place.write("new.test.js", A_TEST);
  place.write("plan.yaml", plan("rm new.test.js", "tests_kept"));
  const ended = await place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain("tests-kept: new.test.js was deleted");
  expect(place.git("status", "--porcelain")).toBe("?? plan.yaml");
  const start = `refs/pawl/${place.run()}/start/0`;
  expect(place.git("show", `${start}:new.test.js`)).toBe(A_TEST.trimEnd());
  await place.pawl("abort", place.run());
  const collected = await place.pawl("gc");
  expect(collected.stdout).toContain(`took away ref ${start}\n`);
  expect(place.git("for-each-ref", "refs/pawl")).toBe("");
});

test("configuration that was never committed is compared as well, and what was there unchanged is no change", async () => {
  place.write("vitest.config.ts", "export default {};\n");
  place.write("plan.yaml", plan("echo // >> vitest.config.ts", "checks_kept"));
  const ended = await place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain("files that steer the checks were changed: vitest.config.ts");
  place.write("same.yaml", plan("echo two >> a.txt", "checks_kept"));
  expect((await place.pawl("run", "same.yaml")).code).toBe(0);
});

test("guards work in a repository without a commit", async () => {
  place.git("update-ref", "-d", "HEAD");
  place.write("new.test.js", A_TEST);
  place.write("plan.yaml", plan("rm new.test.js", "tests_kept"));
  const ended = await place.pawl("run", "plan.yaml");
  expect(ended.stdout).toContain("tests-kept: new.test.js was deleted");
});

test("without a guard nothing is kept", async () => {
  place.write("plan.yaml", plan("true", "run").replace("run: true", "run: 'true'"));
  expect((await place.pawl("run", "plan.yaml")).code).toBe(0);
  expect(place.git("for-each-ref", "refs/pawl", "--format=%(refname)")).toBe(
    `refs/pawl/${place.run()}/build/1`,
  );
});
