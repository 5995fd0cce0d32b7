import { describe, expect, test } from "vitest";
import type { Evidence } from "../../src/core/gate.ts";
import { Repo, temporaryFolder } from "../git/rig.ts";
import { check, gateOrder, resultOf, run, verdicts, writeAll } from "./rig.ts";
import type { Asked } from "./rig.ts";

const count = (total: number, covered: number) => ({ total, covered, skipped: 0, pct: 0 });
const entry = (total: number, covered: number) => ({
  lines: count(total, covered),
  statements: count(total, covered),
  functions: count(total / 10, covered / 10),
  branches: count(0, 0),
});

/** `CHECKOUT` stands for the folder that a check runs in. */
const SUMMARY = JSON.stringify({
  total: entry(30, 30),
  "CHECKOUT/src/a.ts": entry(10, 10),
  "CHECKOUT/src/b.ts": entry(20, 10),
});

const LCOV = `TN:one
SF:src/a.ts
FN:1,f
FNDA:1,f
DA:1,1
DA:2,0
BRDA:1,0,0,1
BRDA:1,0,1,-
LF:2
LH:1
end_of_record
TN:two
SF:src/a.ts
FN:1,f
FNDA:0,f
DA:1,0
DA:2,3
DA:3,0
end_of_record
SF:CHECKOUT/src/b.ts
LF:7
LH:5
FNF:1
FNH:1
BRF:0
BRH:0
end_of_record
`;

const COBERTURA = `<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<!-- <class filename="no.py"> -->
<coverage line-rate="1" branch-rate="1" version="7" timestamp="1">
 <sources><source>CHECKOUT/src</source></sources>
 <packages><package name="."><classes>
  <class name="a" filename="a.py"><methods>
    <method name="m&lt;T>" signature="()"><lines><line number="1" hits="2"/></lines></method>
    <method name="n" signature="()"><lines><line number="3" hits="0"/></lines></method>
   </methods><lines>
    <line number="1" hits="2" branch="true" condition-coverage="50% (1/2)"/>
    <line number="2" hits="1"/><line number="3" hits="0"/>
  </lines></class>
  <class name="a.Inner" filename="a.py"><methods/><lines>
    <line number="3" hits="4"/><line number="4" hits="0"/>
  </lines></class>
  <class name="b" filename='b.py'><methods></methods><lines><line number="1" hits="0"/></lines></class>
 </classes></package></packages>
</coverage>
`;

const coverage = (report: string, more: object): Asked => ({ type: "coverage", report, ...more });

/** Checks of one report, which a check before them writes. */
async function checked(text: string, checks: Record<string, Asked>): Promise<Evidence> {
  const repo = new Repo();
  repo.commit({ "src/a.ts": "a", "src/b.ts": "b", "src/a.py": "a", "src/b.py": "b", text });
  const write = run('mkdir -p out && sed "s|CHECKOUT|$PWD|g" text > out/report');
  return check(gateOrder(repo.dir, { write, ...checks }));
}

const verdictOf = async (text: string, more: object): Promise<string> =>
  verdicts(await checked(text, { it: coverage("out/report", more) }))["it"]!;

describe("coverage", () => {
  test("of a json-summary is counted over its files, not over what it says in total", async () => {
    const evidence = await checked(SUMMARY, {
      enough: coverage("out/report", { lines: 66, functions: 60 }),
      little: coverage("out/report", { lines: 67, statements: 10 }),
      one: coverage("out/report", { lines: 100, only: ["src/a.ts"] }),
      other: coverage("out/report", { lines: 51, only: ["src/{b,c}.ts"] }),
      none: coverage("out/report", { lines: 1, only: ["src/a.ts", "src/c.ts", "lib/**"] }),
      told: coverage("out/report", {}),
    });
    expect(verdicts(evidence)).toEqual({
      write: "exit 0",
      enough: "lines 66.66% (66% wanted), functions 66.66% (60% wanted) in 2 files of out/report",
      little:
        "✗ lines 66.66% (67% wanted), statements 66.66% (10% wanted) in 2 files of out/report",
      one: "lines 100% (100% wanted) in 1 file of out/report",
      other: "✗ lines 50% (51% wanted) in 1 file of out/report",
      none: "✗ out/report has no file that is src/c.ts, lib/**",
      told: "lines 66.66%, branches 100%, functions 66.66%, statements 66.66% in 2 files of out/report",
    });
    expect(resultOf(evidence, "one").measured).toEqual({
      lines: 100,
      branches: 100,
      functions: 100,
      statements: 100,
    });
  });

  test("of lcov takes several records of a file together", async () => {
    const evidence = await checked(LCOV, {
      a: coverage("out/report", { lines: 66, branches: 50, functions: 100, only: ["src/a.ts"] }),
      b: coverage("out/report", { lines: 71, branches: 100, only: ["src/b.ts"] }),
      all: coverage("out/report", { lines: 70 }),
      statements: coverage("out/report", { statements: 1 }),
    });
    expect(verdicts(evidence)).toMatchObject({
      a: "lines 66.66% (66% wanted), branches 50% (50% wanted), functions 100% (100% wanted) in 1 file of out/report",
      b: "lines 71.42% (71% wanted), branches 100% (100% wanted) in 1 file of out/report",
      all: "lines 70% (70% wanted) in 2 files of out/report",
      statements: "✗ statements: 1% wanted, and lcov says nothing of them in 2 files of out/report",
    });
  });

  test("of Cobertura takes several classes of a file together", async () => {
    const evidence = await checked(COBERTURA, {
      a: coverage("out/report", { lines: 75, branches: 50, functions: 50, only: ["src/a.py"] }),
      all: coverage("out/report", { lines: 61 }),
    });
    expect(verdicts(evidence)).toMatchObject({
      a: "lines 75% (75% wanted), branches 50% (50% wanted), functions 50% (50% wanted) in 1 file of out/report",
      all: "✗ lines 60% (61% wanted) in 2 files of out/report",
    });
  });

  test("that is nearly enough is not enough", async () => {
    const text = JSON.stringify({ "src/a.ts": { lines: count(100_000, 89_999) } });
    expect(await verdictOf(text, { lines: 90 })).toBe(
      "✗ lines 89.99% (90% wanted) in 1 file of out/report",
    );
    const exact = JSON.stringify({ "src/a.ts": { lines: count(100_000, 90_000) } });
    expect(await verdictOf(exact, { lines: 90 })).toBe(
      "lines 90% (90% wanted) in 1 file of out/report",
    );
  });

  test("of nothing is not enough, and a report's total counts where it has no files", async () => {
    const none = JSON.stringify({ "src/a.ts": entry(0, 0) });
    expect(await verdictOf(none, { lines: 0 })).toBe(
      "✗ nothing was measured, lines 100% (0% wanted) in 1 file of out/report",
    );
    expect(await verdictOf("{}", { lines: 0 })).toMatch(/^✗ nothing was measured/);
    const total = JSON.stringify({ total: entry(100, 90) });
    expect(await verdictOf(total, { lines: 90 })).toBe("lines 90% (90% wanted) of out/report");
  });

  test.each([
    ["", "it is empty"],
    ["{", "Expected property name or '}' in JSON at position 1"],
    ["[1]", "line 1 is not lcov: [1]"],
    [
      '{"a.ts": {"lines": {"total": 1, "covered": 2}}}',
      "it is not a json-summary: a.ts has no counts",
    ],
    [
      '{"a.ts": {"statementMap": {}}}',
      'it is not a json-summary: a.ts has no counts; this is the report "json", and "json-summary" is needed',
    ],
    ["SF:a.ts\nDA:1,1\n", "it ends in the middle of a record: end_of_record is missing"],
    ["<html><body>", "it has no <coverage>, and is not a Cobertura report"],
    ["<coverage", "it ends in the middle of a tag"],
    ["<coverage><!-- ", "it ends where --> is missing"],
    [
      '<!DOCTYPE c [<!ENTITY a "aaaa">]><coverage/>',
      "its document type declares entities, which are not read",
    ],
  ])("of a report that cannot be read is none: %j", async (text, why) => {
    expect(await verdictOf(text, { lines: 1 })).toContain(
      `✗ it could not be checked: out/report cannot be read: ${why}`,
    );
  });

  test("is never that of an older report", async () => {
    const repo = new Repo();
    repo.commit({ "src/a.ts": "a", "cov/old.info": "SF:src/a.ts\nLF:1\nLH:1\nend_of_record\n" });
    const old = coverage("cov/old.info", { lines: 1 });
    expect(verdicts(await check(gateOrder(repo.dir, { old })))).toEqual({
      old: "✗ cov/old.info is missing: no check before it has written it",
    });
    const dir = temporaryFolder();
    writeAll(dir, { "old.info": "SF:a.ts\nLF:1\nLH:1\nend_of_record\n" });
    const here = coverage("old.info", { lines: 1 });
    expect(verdicts(await check(gateOrder(dir, { here })))).toEqual({
      here: "✗ old.info is missing: no check before it has written it",
    });
  });

  test("may be written over a report that is tracked", async () => {
    const repo = new Repo();
    repo.commit({ "src/a.ts": "a", "cov/lcov.info": "SF:src/a.ts\nLF:1\nLH:0\nend_of_record\n" });
    const write = run("printf 'SF:src/a.ts\\nLF:2\\nLH:2\\nend_of_record\\n' > cov/lcov.info");
    const order = gateOrder(repo.dir, { write, it: coverage("cov/lcov.info", { lines: 100 }) });
    expect(verdicts(await check(order))).toEqual({
      write: "exit 0",
      it: "lines 100% (100% wanted) in 1 file of cov/lcov.info",
    });
  });

  test("in a package of a repository names files from the folder of the tests", async () => {
    const repo = new Repo();
    repo.commit({ "pkg/lib/src/a.ts": "a", "pkg/plan.yaml": "" });
    const write = run(
      "mkdir lib/out && printf 'SF:src/a.ts\\nLF:2\\nLH:2\\nend_of_record\\n' > lib/out/lcov.info",
    );
    const it = coverage("lib/out/lcov.info", { lines: 100, only: ["lib/src/*.ts"] });
    expect(verdicts(await check(gateOrder(repo.path("pkg"), { write, it })))["it"]).toBe(
      "lines 100% (100% wanted) in 1 file of lib/out/lcov.info",
    );
  });

  test("of a report that leads out is not looked at, and nothing out there is removed", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const it = coverage("../../../x.info", { lines: 1 });
    expect(verdicts(await check(gateOrder(repo.dir, { it })))).toEqual({
      it: "✗ it could not be checked: ../../../x.info leads out of the plan's folder",
    });
  });
});

test("what the phase changed, and the report does not name, is not covered: no test has loaded it", async () => {
  const repo = new Repo();
  const base = repo.commit({ "src/a.js": "1", "old.js": "1" });
  const text = "export const b = 2;";
  repo.write({ "src/a.js": text, "src/unseen.js": text, "test/a.test.js": "", "b.md": "" });
  const report = "SF:src/a.js\nDA:1,1\nend_of_record\n";
  const order = gateOrder(
    repo.dir,
    {
      it: run(`printf '${report.replaceAll("\n", String.raw`\n`)}' > lcov.info`),
      cover: { type: "coverage", report: "lcov.info", lines: 90 },
      some: { type: "coverage", report: "lcov.info", lines: 90, only: ["src/a.js"] },
      all: { type: "coverage", report: "lcov.info", lines: 90, only: ["src/**"] },
    },
    { base },
  );
  const seen = verdicts(await check(order));
  const lacks =
    '✗ lines 100% (90% wanted) in 1 file of lcov.info; the phase changed what is not in it: src/unseen.js; have a test load it, or say with "only" which files count';
  expect(seen).toMatchObject({ cover: lacks, all: lacks });
  expect(seen["some"]).toMatch(/^lines 100% /);
});
