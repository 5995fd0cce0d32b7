import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findProgram } from "../../../src/executors/command/starter.ts";
import { KINDS } from "../../../src/plan/templates/project.ts";
import type { KindName } from "../../../src/plan/templates/project.ts";
import { Workspace } from "../../cli/rig.ts";
import type { Ended } from "../../cli/rig.ts";
import { git, makeSample, writeFiles } from "./samples.ts";

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  // Toolchains keep what they need in the person's home.
  place.env["HOME"] = process.env["HOME"]!;
  place.env["XDG_CACHE_HOME"] = join(process.env["HOME"]!, ".cache");
});
afterEach(() => place.remove());

const PROGRAMS: Readonly<Record<KindName, string>> = {
  node: "node",
  python: "python3",
  go: "go",
  rust: "cargo",
  make: "make",
  none: "sh",
};

/** The report that shows that a test was run and passed. */
const REPORTS: Readonly<Record<KindName, readonly [string, RegExp]>> = {
  node: ["test/report.txt", /pass 1/],
  python: ["test/report.txt", /1 passed|Ran 1 test/],
  go: ["test/report.txt", /--- PASS: TestSum/],
  rust: ["test/report.txt", /1 passed/],
  make: ["test/report.txt", /test "\$\(\.\/sum 1 2\)" = 3/],
  none: ["open.txt", /no test was run/],
};

/** Kinds whose tools this machine has; the plans of the others are read, but not run. */
const here = ([...KINDS, "none"] as const).filter((kind) => findProgram(PROGRAMS[kind]));

async function writeAndRun(...params: string[]): Promise<Ended> {
  const written = await place.pawl("init", "-t", "commands");
  expect(written).toMatchObject({ code: 0, stderr: "" });
  const read = await place.pawl("validate", "pawl.yaml", "--json");
  expect(JSON.parse(read.stdout)).toMatchObject({ valid: true, diagnostics: [] });
  return place.pawl("run", "pawl.yaml", ...params.flatMap((each) => ["-p", each]));
}

describe.each(here)("the commands template on a %s project", (kind) => {
  test("runs to its end, delivers what the phases promise and leaves the tree clean", async () => {
    makeSample(place.dir, kind);
    const ended = await writeAndRun("goal=to see it work");
    expect(ended).toMatchObject({ code: 0, stderr: "" });

    expect(place.read("pawl-reports/scout/files.txt")).toContain("README.md\n");
    expect(place.read("pawl-reports/plan/requirements.txt")).toMatch(/^ok {7}git/);
    expect(place.read("pawl-reports/plan/estimate.txt")).toMatch(/: small\n$/);
    expect(place.read("pawl-reports/plan/spec.md")).toContain("to see it work");
    const [report, shown] = REPORTS[kind];
    expect(place.read(`pawl-reports/${report}`)).toMatch(shown);
    expect(place.read("pawl-reports/review/docs.txt")).toBe("");
    const summary = place.read("pawl-reports/summary.md");
    expect(summary).toContain("- security: completed\n- ");
    expect(summary).toContain("- docs: completed");
    expect(git(place.dir, "status", "--short")).toBe("?? pawl.yaml\n");
  }, 300_000);
});

test("a test that fails fails the run, and the review does not take place", async () => {
  makeSample(place.dir, "node");
  appendFileSync(join(place.dir, "sum.test.js"), 'test("fails", () => assert.fail("no"));\n');
  const ended = await writeAndRun();
  expect(ended.code).toBe(1);
  expect(ended.stdout).toMatch(/test\/suite +failed: exit 1/);
  expect(ended.stdout).not.toMatch(/review\/quality +started/);
});

test("a project without a test is told so", async () => {
  makeSample(place.dir, "node");
  git(place.dir, "rm", "--quiet", "sum.test.js");
  const ended = await writeAndRun();
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain("there is not one test");
});

test("a broken link and a private key are found; the link fails nothing, the key does", async () => {
  makeSample(place.dir, "node");
  // Put together here, so that this file does not hold what looks like a key.
  const key = ["-----BEGIN", "RSA PRIVATE", "KEY-----"]
    .join(" ")
    .replace("PRIVATE KEY", "PRIVATE KEY");
  writeFiles(place.dir, { "README.md": "# Sample\n\n[gone](gone.md)\n", "key.pem": `${key}\n` });
  const ended = await writeAndRun();
  expect(ended.code).toBe(1);
  expect(place.read("pawl-reports/review/docs.txt")).toBe("README.md: there is no gone.md\n");
  expect(place.read("pawl-reports/review/secrets.txt")).toBe("key.pem\n");
  const summary = place.read("pawl-reports/summary.md");
  expect(summary).toContain("- security: failed\n");
  expect(summary).toContain("- docs: failed\n");
});

describe("a project of no known kind", () => {
  test("what is not filled in is skipped and said; nothing claims that tests passed", async () => {
    makeSample(place.dir, "none");
    const ended = await writeAndRun();
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toMatch(/test\/suite +skipped/);
    const summary = place.read("pawl-reports/summary.md");
    for (const open of ["nothing was built", "no test was run", "coverage was not measured"])
      expect(summary).toContain(`- ${open}: give the parameter`);
  });

  test("a command given for a place is run, and its failure counts", async () => {
    makeSample(place.dir, "none");
    const passed = await writeAndRun("build=touch built", "test=test -f built");
    expect(passed).toMatchObject({ code: 0 });
    expect(place.read("pawl-reports/summary.md")).not.toContain("no test was run");
    const failed = await place.pawl("run", "pawl.yaml", "-p", "test=echo broken; false");
    expect(failed.code).toBe(1);
    expect(place.read("pawl-reports/test/report.txt")).toBe("broken\n");
  });
});
