import { chmodSync, existsSync, rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { GateOrder } from "../../src/gates/port.ts";
import { Repo } from "../git/rig.ts";
import { check, gateOrder, run, verdicts } from "./rig.ts";

type Files = Record<string, string>;
type Guard = "tests-kept" | "checks-kept";

/** What a guard says of a change from one state of the files to another. Without a text a file is gone. */
async function verdict(
  guard: Guard,
  before: Files,
  after: Record<string, string | undefined>,
  more: {
    readonly paths?: readonly string[];
    readonly order?: Partial<GateOrder>;
    readonly in?: string;
  } = {},
): Promise<string> {
  const repo = new Repo();
  const base = repo.commit(before);
  for (const [name, text] of Object.entries(after)) {
    if (text === undefined) rmSync(repo.path(name));
    else repo.write({ [name]: text });
  }
  const paths = more.paths ? { paths: more.paths } : {};
  const dir = more.in === undefined ? repo.dir : repo.path(more.in);
  const order = gateOrder(dir, { it: { type: "guard", guard, ...paths } }, { base, ...more.order });
  return verdicts(await check(order))["it"]!;
}

const JS = 'import { test } from "vitest";\ntest("a", () => {});\ntest("b", () => {});\n';
const SKIPPED = "skips or singles out 1 test, and did so with 0";
const FINE = "no test was taken away or newly skipped";

describe("tests kept", () => {
  test("holds where nothing was taken away", async () => {
    expect(await verdict("tests-kept", { "a.ts": "a" }, { "a.ts": "b" })).toBe(
      `no test file was changed; ${FINE}`,
    );
    const after = {
      "test/a.test.ts": `${JS}test("c", () => {});\n`,
      "test/new.test.ts": 'test("x", () => {});',
      "test/helper.ts": undefined,
    };
    const before = { "test/a.test.ts": JS, "test/helper.ts": "export const a = 1;\n" };
    expect(await verdict("tests-kept", before, after)).toBe(`3 test files were changed; ${FINE}`);
  });

  test("holds for a test file that was moved", async () => {
    const moved = { "test/a.test.ts": undefined, "test/b.test.ts": JS };
    expect(await verdict("tests-kept", { "test/a.test.ts": JS }, moved)).toBe(
      `1 test file was changed; ${FINE}`,
    );
  });

  test("does not hold where a test file is gone, or is none any more", async () => {
    expect(
      await verdict("tests-kept", { "test/a.test.ts": JS }, { "test/a.test.ts": undefined }),
    ).toBe("✗ test/a.test.ts was deleted");
    const moved = { "test/a.test.ts": undefined, "old/a.ts.txt": JS };
    expect(await verdict("tests-kept", { "test/a.test.ts": JS }, moved)).toBe(
      "✗ test/a.test.ts was moved to old/a.ts.txt, which is no test file",
    );
    expect(
      await verdict("tests-kept", { "tests/a.feature": "x" }, { "tests/a.feature": undefined }),
    ).toBe("✗ tests/a.feature was deleted");
  });

  test("compares with what was committed, whatever git is told to show in its place", async () => {
    const repo = new Repo();
    const base = repo.commit({ "test/a.test.ts": JS, "a.ts": "a" });
    repo.git("rm", "-q", "test/a.test.ts");
    repo.git("replace", base, repo.commit());
    const order = gateOrder(repo.dir, { it: { type: "guard", guard: "tests-kept" } }, { base });
    expect(verdicts(await check(order))).toEqual({ it: "✗ test/a.test.ts was deleted" });
  });

  test("sees what an agent has committed itself", async () => {
    const repo = new Repo();
    const base = repo.commit({ "test/a.test.ts": JS, "a.ts": "a" });
    repo.git("rm", "-q", "test/a.test.ts");
    repo.commit();
    const order = gateOrder(repo.dir, { it: { type: "guard", guard: "tests-kept" } }, { base });
    expect(verdicts(await check(order))).toEqual({ it: "✗ test/a.test.ts was deleted" });
  });

  test.each([
    ["deleted", "a.test.ts", JS, JS.replace(/test\("b".*\n/, ""), "has 1 test and had 2"],
    [
      "commented out",
      "a.test.ts",
      JS,
      JS.replace('test("b"', '// test("b"'),
      "has 1 test and had 2",
    ],
    [
      "within a comment",
      "a.test.ts",
      JS,
      JS.replace(/(test\("b".*)\n/, "/* $1 */\n"),
      "has 1 test and had 2",
    ],
    [
      "within a text",
      "a.test.ts",
      JS,
      JS.replace(/(test\("b".*)\n/, "`$1`\n"),
      "has 1 test and had 2",
    ],
    ["skipped", "a.spec.js", JS, JS.replace('test("b"', 'test.skip("b"'), SKIPPED],
    ["left out", "a.test.ts", JS, JS.replace('test("b"', 'xit("b"'), "has 1 test and had 2"],
    ["singled out", "a.test.ts", JS, JS.replace('test("b"', 'test.only("b"'), SKIPPED],
    [
      "skipped by an option",
      "a.test.mjs",
      JS,
      JS.replace('"b", ', '"b", { skip: true }, '),
      SKIPPED,
    ],
    [
      "skipped in Python",
      "test_a.py",
      "def test_a():\n  pass\n",
      "@pytest.mark.skip\ndef test_a():\n  pass\n",
      SKIPPED,
    ],
    [
      "in a text of Python",
      "test_a.py",
      "def test_a():\n  pass\n",
      '"""\ndef test_a():\n  pass\n"""\n',
      "has 0 tests and had 1",
    ],
    [
      "skipped in Go",
      "a_test.go",
      "func TestA(t *testing.T) {\n}\n",
      'func TestA(t *testing.T) {\n\tt.Skip("x")\n}\n',
      SKIPPED,
    ],
    [
      "ignored in Rust",
      "src/lib.rs",
      "#[test]\nfn a() {}\n",
      "#[test]\n#[ignore]\nfn a() {}\n",
      SKIPPED,
    ],
    [
      "disabled in Java",
      "src/ATest.java",
      "@Test void a() {}\n",
      '@Disabled("x") @Test void a() {}\n',
      SKIPPED,
    ],
    [
      "skipped in C#",
      "a/ATests.cs",
      "[Fact]\nvoid A() {}\n",
      '[Fact(Skip = "x")]\nvoid A() {}\n',
      SKIPPED,
    ],
    [
      "pending in Ruby",
      "spec/a_spec.rb",
      'it "a" do\nend\n',
      'it "a" do\n  pending\nend\n',
      SKIPPED,
    ],
    [
      "incomplete in PHP",
      "tests/ATest.php",
      "function testA() {}\n",
      "function testA() { $this->markTestSkipped(); }\n",
      SKIPPED,
    ],
    [
      "skipped in Swift",
      "Tests/ATests.swift",
      "func testA() {}\n",
      "func testA() { throw XCTSkip() }\n",
      SKIPPED,
    ],
    [
      "skipped in Elixir",
      "test/a_test.exs",
      'test "a" do\nend\n',
      '@tag :skip\ntest "a" do\nend\n',
      SKIPPED,
    ],
    ["disabled in C++", "test/a.cpp", "TEST(A, b) {}\n", "TEST(A, DISABLED_b) {}\n", SKIPPED],
    ["skipped in bats", "a.bats", '@test "a" {\n}\n', '@test "a" {\n  skip\n}\n', SKIPPED],
  ])("does not hold where a test is %s", async (_, name, before, after, why) => {
    expect(await verdict("tests-kept", { [name]: before }, { [name]: after })).toBe(
      `✗ ${name} ${why}`,
    );
  });

  test("looks at the files that the plan names, by names from the plan's folder", async () => {
    const before = { "pkg/checks/a.ts": JS, "test/b.test.ts": JS };
    const after = { "pkg/checks/a.ts": undefined, "test/b.test.ts": undefined };
    const more = { paths: ["checks/**"], in: "pkg" };
    expect(await verdict("tests-kept", before, after, more)).toBe("✗ pkg/checks/a.ts was deleted");
  });

  test.each(["tests-kept", "checks-kept"] as const)(
    "and %s cannot be told where the run began without a commit",
    async (guard) => {
      const repo = new Repo();
      repo.write({ "test/a.test.ts": JS });
      const order = gateOrder(repo.dir, { it: { type: "guard", guard } });
      expect(verdicts(await check(order))).toEqual({
        it: "✗ the run began without a commit, so there is nothing to compare with; commit first, then start a run",
      });
    },
  );
});

const PACKAGE = { name: "x", scripts: { test: "vitest run" }, dependencies: {} };
const SAME = "no file that steers the checks was changed";
const CHANGED = "✗ files that steer the checks were changed:";

describe("checks kept", () => {
  test.each([
    ["vitest.config.ts", "a", "b"],
    [".github/workflows/ci.yml", "a", "b"],
    ["pkg/.eslintrc.json", "a", "b"],
    ["tsconfig.build.json", "a", "b"],
    ["Makefile", "a", "b"],
    ["sub/conftest.py", "a", "b"],
    [
      "package.json",
      JSON.stringify(PACKAGE),
      JSON.stringify({ ...PACKAGE, scripts: { test: "true" } }),
    ],
    ["package.json", JSON.stringify(PACKAGE), JSON.stringify({ ...PACKAGE, jest: { bail: 1 } })],
    ["package.json", JSON.stringify(PACKAGE), "{"],
    ["pyproject.toml", "[tool.pytest.ini_options]\na = 1\n", "[tool.pytest.ini_options]\na = 2\n"],
  ])("does not hold where %s is changed", async (name, before, after) => {
    expect(await verdict("checks-kept", { [name]: before }, { [name]: after })).toBe(
      `${CHANGED} ${name}`,
    );
  });

  test.each([
    ["src/a.ts", "a", "b"],
    [
      "package.json",
      JSON.stringify(PACKAGE),
      JSON.stringify({ ...PACKAGE, dependencies: { a: "1" } }),
    ],
    [
      "pyproject.toml",
      "[project]\na = 1\n[tool.ruff]\nb = 1\n",
      "[project]\na = 2\n[tool.ruff]\nb = 1\n",
    ],
  ])("holds where %s is changed in what steers nothing", async (name, before, after) => {
    expect(await verdict("checks-kept", { [name]: before }, { [name]: after })).toBe(SAME);
  });

  test.each([".npmrc", "pkg/.yarnrc.yml", ".babelrc", ".cargo/config.toml", "mvnw"])(
    "does not hold where %s, which could have another program run, is added",
    async (name) => {
      expect(await verdict("checks-kept", { a: "a" }, { [name]: "x" })).toBe(
        `${CHANGED} ${name} (added)`,
      );
    },
  );

  const SCRIPTS = {
    test: "sh tools/test.sh",
    pretest: "node tools/pre.mjs",
    lint: "oxlint src/a.ts",
  };
  const STARTED: Files = {
    "check.sh": "exit 1\n",
    "src/a.ts": "a",
    "test/a.test.js": 'test("a");',
    "tools/test.sh": "exit 1\n",
    "tools/pre.mjs": "x",
    "package.json": JSON.stringify({ scripts: SCRIPTS }),
  };

  /** What the guard says where a check runs this, and one file has another text than before. */
  async function startedVerdict(command: string, name: string, cwd?: string): Promise<string> {
    const repo = new Repo();
    const base = repo.commit(STARTED);
    repo.write({ [name]: `${STARTED[name]}\n\n` });
    const check_ = run(command, cwd === undefined ? {} : { cwd });
    const it = { type: "guard", guard: "checks-kept" } as const;
    return verdicts(await check(gateOrder(repo.dir, { sh: check_, it }, { base })))["it"]!;
  }

  test.each([
    ["sh check.sh", "check.sh"],
    ["cd . && exec ./check.sh --fast", "check.sh"],
    ["CI=1 bash -e 'check.sh' src/a.ts", "check.sh"],
    ["if sh tools/test.sh; then true; fi", "tools/test.sh"],
    ["cd tools && sh ./test.sh", "tools/test.sh"],
    ["npm test -- --silent", "tools/test.sh"],
    ["npm run test", "tools/pre.mjs"],
  ])("does not hold where a check runs %s, and %s is changed", async (command, name) => {
    expect(await startedVerdict(command, name)).toBe(`${CHANGED} ${name}`);
  });

  test("does not hold where what is changed is started from a check's folder", async () => {
    expect(await startedVerdict("sh test.sh", "tools/test.sh", "tools")).toBe(
      `${CHANGED} tools/test.sh`,
    );
  });

  test.each([
    ["sh check.sh src/a.ts", "src/a.ts"],
    ["npm run lint", "src/a.ts"],
    ["npm run lint", "tools/test.sh"],
    ["node --test test/a.test.js", "test/a.test.js"],
    ["check.sh", "check.sh"],
  ])(
    "holds where a check runs %s, and %s, which it does not start, is changed",
    async (command, name) => {
      expect(await startedVerdict(command, name)).toBe(SAME);
    },
  );

  test("sees files that are added, deleted and moved", async () => {
    const config = "export default { a: 1, b: 2 };\n";
    expect(await verdict("checks-kept", { a: "a" }, { "vitest.config.ts": "x" })).toBe(
      `${CHANGED} vitest.config.ts (added)`,
    );
    expect(
      await verdict("checks-kept", { "vitest.config.ts": "x" }, { "vitest.config.ts": undefined }),
    ).toBe(`${CHANGED} vitest.config.ts (deleted)`);
    const moved = { "vitest.config.ts": undefined, "other.ts": config };
    expect(await verdict("checks-kept", { "vitest.config.ts": config }, moved)).toBe(
      `${CHANGED} other.ts`,
    );
    expect(await verdict("checks-kept", { a: "a" }, { "x/package.json": '{"name":"x"}' })).toBe(
      SAME,
    );
    expect(
      await verdict("checks-kept", { a: "a" }, { "package.json": JSON.stringify(PACKAGE) }),
    ).toBe(`${CHANGED} package.json (added)`);
  });

  test("looks at what the plan names, from the plan's folder, in place of what is usual", async () => {
    const before = { "pkg/lint.sh": "a", "pkg/rules/x": "a", "vitest.config.ts": "a" };
    const after = { "pkg/lint.sh": "b", "pkg/rules/x": "b", "vitest.config.ts": "b" };
    const order = { steering: ["./lint.sh"] };
    expect(
      await verdict("checks-kept", before, after, { in: "pkg", order, paths: ["rules/*"] }),
    ).toBe(`${CHANGED} pkg/lint.sh, pkg/rules/x`);
    expect(await verdict("checks-kept", before, after, { in: "pkg", order })).toBe(
      `${CHANGED} pkg/lint.sh, vitest.config.ts`,
    );
  });
});

describe("what checks start", () => {
  const APPROVE = { phrase: "go on", checklist: [] };

  /** Evidence of a phase that changed files, with one check by this command. */
  async function evidenceOf(
    before: Files,
    after: Record<string, string | undefined>,
    command: string,
    more: { readonly approve?: boolean; readonly starts?: "phase" } = {},
  ) {
    const repo = new Repo();
    const base = repo.commit(before);
    for (const [name, text] of Object.entries(after)) {
      if (text === undefined) rmSync(repo.path(name));
      else repo.write({ [name]: text });
    }
    const { approve, ...about } = more;
    const order = gateOrder(repo.dir, { it: run(command, about) }, { base });
    const gate = { ...order.gate, ...(approve ? { approve: APPROVE } : {}) };
    return check({ ...order, gate });
  }

  const WHY =
    "they were run as they were before, and a person has to agree to the change: " +
    'give the gate an "approve", or say "starts: phase" of the check where that is what the phase is to make';

  test("is run as it was before the phase, which fails where nobody is asked", async () => {
    const evidence = await evidenceOf(
      { "check.sh": "exit 3\n" },
      { "check.sh": "exit 0\n" },
      "sh check.sh",
    );
    expect(verdicts(evidence)).toEqual({
      it: "✗ exit 3",
      scripts: `✗ the phase changed what its checks start: check.sh; ${WHY}`,
    });
  });

  test("is noted for the person who is asked, where it was changed or taken away", async () => {
    const before = { "check.sh": "exit 0\n", "tools/b.sh": "exit 0\n" };
    const after = { "check.sh": "exit 7\n", "tools/b.sh": undefined };
    const command = "sh check.sh && sh tools/b.sh";
    const evidence = await evidenceOf(before, after, command, { approve: true });
    expect(verdicts(evidence)).toEqual({ it: "exit 0" });
    expect(evidence.notes).toEqual([
      "the phase changed what its checks start, which was run as it was before: check.sh, tools/b.sh",
    ]);
  });

  test("and was not there before is run, and noted", async () => {
    const evidence = await evidenceOf({ a: "a" }, { "check.sh": "exit 0\n" }, "sh check.sh");
    expect(verdicts(evidence)).toEqual({ it: "exit 0" });
    expect(evidence.notes).toEqual(["the phase itself has made what its checks start: check.sh"]);
  });

  test("is a package's scripts, too, and not the rest of its manifest", async () => {
    const manifest = (more: object): string =>
      JSON.stringify({ name: "x", scripts: { test: "exit 3", build: "exit 3" }, ...more });
    const scripts = { test: "exit 0", pretest: "exit 5", build: "exit 0", extra: "exit 0" };
    const now = manifest({ type: "module", scripts });
    const files = { "package.json": manifest({}) };
    const command = `grep -q '"type": "module"' package.json && ! grep -q pretest package.json || exit 9; npm test`;
    const evidence = await evidenceOf(files, { "package.json": now }, command);
    expect(verdicts(evidence)).toEqual({
      it: "✗ exit 3",
      scripts: `✗ the phase changed what its checks start: test in package.json, pretest in package.json; ${WHY}`,
    });
    const added = await evidenceOf(files, { "package.json": now }, "npm run extra", {});
    expect(verdicts(added)).toEqual({ it: "exit 0" });
    expect(added.notes).toEqual([
      "the phase itself has made what its checks start: extra in package.json",
    ]);
  });

  test("is also what setup runs of the package at an install, before anything of it is run", async () => {
    const repo = new Repo();
    const seen = repo.path("../seen");
    const lock = { name: "x", version: "1.0.0", lockfileVersion: 3, packages: { "": {} } };
    const manifest = { name: "x", version: "1.0.0" };
    const files = (more: object): Record<string, string> => ({
      "package.json": JSON.stringify({ ...manifest, ...more }),
      "package-lock.json": JSON.stringify(lock),
    });
    const base = repo.commit(files({}));
    repo.write(files({ scripts: { postinstall: `touch '${seen}'` } }));
    const workspace = {
      mode: "inplace",
      setup: "npm ci --offline",
      setupTimeoutMs: 60_000,
      isolate: "phase",
      hooks: false,
    } as const;
    const order = gateOrder(repo.dir, { it: run("true") }, { base, workspace });
    expect(verdicts(await check(order))).toEqual({
      it: "exit 0",
      scripts: `✗ the phase changed what its checks start: postinstall in package.json; ${WHY}`,
    });
    expect(existsSync(seen)).toBe(false);
  });

  test("is not what the phase put before the programs of the user", async () => {
    const repo = new Repo();
    const start = repo.commit({ "package.json": '{ "scripts": { "test": "true-or-not" } }' });
    const fake = "#!/bin/sh\nexit 0\n";
    repo.write({ "node_modules/.bin/true-or-not": fake, ".npmrc": "script-shell=/bin/true\n" });
    repo.git("add", "-A");
    repo.git("update-index", "--chmod=+x", "node_modules/.bin/true-or-not");
    chmodSync(repo.path("node_modules/.bin/true-or-not"), 0o755);
    const order = gateOrder(repo.dir, { it: run("npm test") }, { base: start, start });
    expect(verdicts(await check(order))).toEqual({
      it: expect.stringMatching(/^✗ /),
      scripts: `✗ the phase changed what its checks start: .npmrc, node_modules/.bin/true-or-not; ${WHY}`,
    });
    // One that the user has never committed was there before.
    const own = gateOrder(repo.dir, { it: run("node_modules/.bin/true-or-not") }, { base: start });
    expect(verdicts(await check(own))).toEqual({ it: "exit 0" });
  });

  test("is as the phase left it where the plan says that the phase is to make it", async () => {
    const evidence = await evidenceOf(
      { "app.sh": "exit 3\n" },
      { "app.sh": "exit 0\n" },
      "sh app.sh",
      { starts: "phase" },
    );
    expect(verdicts(evidence)).toEqual({ it: "exit 0" });
    expect(evidence.notes).toBeUndefined();
  });
});
