import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandOf } from "../../../src/core/plan.ts";
import { KINDS } from "../../../src/plan/templates/project.ts";
import { quoted, sh } from "../../../src/plan/templates/step.ts";
import { writePlan } from "../../../src/plan/templates/templates.ts";
import { parsePlan } from "../../../src/plan/readPlan.ts";
import { SAMPLES, writeFiles } from "./samples.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pawl-templates-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (kind?: (typeof KINDS)[number] | "none"): string =>
  writePlan("commands", folder, { kind }).text;

/** The command of a task of the plan. */
function run(task: string): string | undefined {
  const { plan } = parsePlan(text(), { path: "pawl.yaml" });
  const found = plan?.phases.flatMap((each) => each.tasks).find((each) => each.id === task);
  return found && commandOf(found);
}

const packageJson = (content: object): void =>
  writeFiles(folder, { "package.json": JSON.stringify(content) });

describe.each([...KINDS, "none"] as const)("the plan for %s", (kind) => {
  test("is a plan without an error or a warning", () => {
    writeFiles(folder, SAMPLES[kind]);
    const { plan, diagnostics } = parsePlan(text(kind), { path: "pawl.yaml" });
    expect(diagnostics).toEqual([]);
    expect(plan?.phases.map((each) => each.id)).toEqual([
      "scout",
      "plan",
      "build",
      "test",
      "review",
    ]);
  });

  test("is one also for a folder in which nothing is", () => {
    expect(parsePlan(text(kind), { path: "pawl.yaml" }).diagnostics).toEqual([]);
  });

  test("has no line that an editor would have to scroll far for", () => {
    writeFiles(folder, SAMPLES[kind]);
    expect(
      text(kind)
        .split("\n")
        .filter((each) => each.length > 200),
    ).toEqual([]);
  });
});

test("of several kinds the first in order counts, and the others are named", () => {
  writeFiles(folder, { ...SAMPLES.make, ...SAMPLES.python, ...SAMPLES.rust });
  const written = writePlan("commands", folder);
  expect(written.kind).toBe("python");
  expect(written.text).toContain(
    "# Also found: rust, make. Of several kinds the first of node, python, go, rust, make counts;\n" +
      "# pawl init -t commands --kind rust writes the plan for another.\n",
  );
  expect(writePlan("commands", folder, { kind: "make" }).text).toContain("make test");
});

test("the starter is a plan, and names the file that it is in", () => {
  const { text: starter } = writePlan("starter", folder, { file: "mine.yaml" });
  const { plan, diagnostics } = parsePlan(starter, { path: "mine.yaml" });
  expect(diagnostics).toEqual([]);
  expect(plan?.name).toBe("starter");
  expect(starter).toContain("pawl run mine.yaml ");
});

describe("for a node project", () => {
  test.each([
    ["package-lock.json", "npm"],
    ["yarn.lock", "yarn"],
    ["pnpm-lock.yaml", "pnpm"],
  ])("%s means %s", (lock, manager) => {
    packageJson({ scripts: { build: "true", test: "true" } });
    writeFiles(folder, { [lock]: "" });
    expect(run("build")).toContain(`${manager} run build`);
    expect(run("suite")).toContain(`${manager} test`);
    expect(run("advisories")).toContain(`${manager} audit`);
  });

  test("the test script that npm init writes is a place to fill", () => {
    packageJson({ scripts: { test: 'echo "Error: no test specified" && exit 1' } });
    expect(run("suite")).toContain('eval "$PAWL_PARAM_TEST"');
    expect(run("suite-open")).toContain("no test was run");
  });

  test("without a test script, test files are run by node", () => {
    packageJson({});
    writeFiles(folder, { "test/a.test.js": "" });
    expect(run("suite")).toContain("node --test\n");
    expect(run("coverage")).toContain("node --test --experimental-test-coverage");
  });

  test.each([
    [{ scripts: { coverage: "x" } }, "npm run coverage"],
    [
      { devDependencies: { c8: "1" }, scripts: { test: "x" } },
      "node_modules/.bin/c8 --reporter=text",
    ],
    [
      { devDependencies: { jest: "1" }, scripts: { test: "jest" } },
      "node_modules/.bin/jest --coverage",
    ],
    [
      { devDependencies: { "@vitest/coverage-v8": "1" }, scripts: { test: "vitest run" } },
      "node_modules/.bin/vitest run --coverage",
    ],
    [
      { scripts: { test: "node --test test/*.js" } },
      "node --test --experimental-test-coverage test/*.js",
    ],
    [{ scripts: { test: "mocha" } }, "coverage was not measured"],
  ])("coverage of %j is %s", (content, command) => {
    packageJson(content);
    expect(run("coverage")).toContain(command);
  });

  test("scripts for checks and for end-to-end tests are used", () => {
    packageJson({ scripts: { lint: "x", types: "x", "test:e2e": "x" } });
    expect(run("quality")).toBe("set -eu\nnpm run lint\nnpm run types\n");
    expect(run("functional")).toContain("npm run test:e2e");
  });

  test.each(["not json", "[]", "null", '{"scripts":7}'])(
    "a package.json of %s is no reason to fail",
    (content) => {
      writeFiles(folder, { "package.json": content });
      expect(parsePlan(text(), { path: "pawl.yaml" }).diagnostics).toEqual([]);
    },
  );
});

test("a makefile's targets are used by their names", () => {
  writeFiles(folder, {
    Makefile: "CC := cc\nbuild:\n\tcc\ncheck: build\n\t./t\ncoverage:\n\tgcov\n",
  });
  expect(run("build")).toContain("make build");
  expect(run("suite")).toContain("make check");
  expect(run("coverage")).toContain("make coverage");
  expect(run("functional")).toContain('eval "$PAWL_PARAM_SMOKE"');
  expect(run("tests-exist")).toContain("grep -cE '^(test|tests|check)[[:space:]]*:' Makefile");
});

test("a makefile without a target for tests has a place for them", () => {
  writeFiles(folder, { Makefile: "prog: prog.c\n\tcc -o prog prog.c\n" });
  expect(run("build")).toContain("\nmake\n");
  expect(run("suite")).toContain('eval "$PAWL_PARAM_TEST"');
  expect(run("tests-exist")).toContain("tee -a");
});

test("yarn asks in its own way, by the version in use", () => {
  packageJson({});
  writeFiles(folder, { "yarn.lock": "", ".yarnrc.yml": "" });
  expect(run("advisories")).toContain("yarn npm audit");
});

test("python's own environment in the folder is used", () => {
  writeFiles(folder, { "requirements.txt": "", ".venv/bin/python": "" });
  expect(text()).toContain("  PYTHON: '.venv/bin/python'\n");
});

test("names that YAML would read as something else are quoted", () => {
  expect(
    ["plain", "a b", "true", "1.0", "a: b", "it's", "", "-x", 'say "x"', "trailing "].map(quoted),
  ).toEqual([
    "plain",
    "a b",
    "'true'",
    "'1.0'",
    "'a: b'",
    '"it\'s"',
    "''",
    "'-x'",
    "'say \"x\"'",
    "'trailing '",
  ]);
});

test("shell text loses this program's indentation and keeps its own", () => {
  const inner = sh`
    if true; then
      echo "\n"
    fi`;
  expect(sh`
        set -eu
          ${inner}
        done`).toBe('set -eu\n  if true; then\n    echo "\\n"\n  fi\ndone');
});
