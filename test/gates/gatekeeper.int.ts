import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkoutFolder } from "../../src/gates/checkoutFolder.ts";
import { gatekeeper } from "../../src/gates/gatekeeper.ts";
import { evaluate } from "../../src/plan/expression.ts";
import { Repo, temporaryFolder } from "../git/rig.ts";
import { isRunning, until } from "../executors/rig.ts";
import { check, executor, gateOrder, keeper, resultOf, run, that, verdicts } from "./rig.ts";

/** Where a command of a check writes what the test looks at: outside of the checkout. */
const beside = (): string => temporaryFolder();

describe("commands", () => {
  test("are run on exactly the files, in a clean checkout, and told as they were", async () => {
    const repo = new Repo();
    const base = repo.commit({ "a.txt": "old", ".gitignore": "ignored.txt\n" });
    repo.write({ "a.txt": "new", "fresh.txt": "fresh", "ignored.txt": "here only" });
    const order = gateOrder(
      repo.dir,
      { see: run("cat a.txt fresh.txt; ls -A | sort | tr '\\n' ' '; test ! -e ignored.txt") },
      { base },
    );
    const evidence = await check(order);
    const see = resultOf(evidence, "see");
    expect(see).toMatchObject({ passed: true, text: "exit 0", code: 0, type: "run" });
    expect(see.argv).toEqual(["/bin/sh", "-c", (order.gate.checks[0] as { run: string }).run]);
    const output = "newfresh.git .gitignore a.txt fresh.txt ";
    expect(see.outputSha256).toBe(createHash("sha256").update(output).digest("hex"));
    expect(evidence.diff).toEqual({
      files: [
        { path: "a.txt", added: 1, removed: 1 },
        { path: "fresh.txt", added: 1, removed: 0 },
      ],
      added: 2,
      removed: 1,
    });
    expect(evidence.tree).toEqual({
      base,
      commit: repo.git("rev-parse", `refs/pawl/${order.run}/build/1`),
      tree: (await keeper.treeOf(repo.dir)).tree,
    });
  });

  test("leave everything of the user's as it was, byte for byte", async () => {
    const repo = new Repo();
    const base = repo.commit({ "a.txt": "a" });
    repo.git("branch", "other");
    repo.write({ "a.txt": "stash me" }).git("stash");
    repo.write({ "a.txt": "staged" }).git("add", "-A");
    repo.write({ "a.txt": "and changed", "b.txt": "new" });
    const before = repo.everything();
    const order = gateOrder(
      repo.dir,
      {
        ok: run("echo changed > c.txt"),
        bad: run("rm a.txt; exit 3", { alone: true }),
        files: { type: "files", paths: ["a.txt"] },
        kept: { type: "guard", guard: "tests-kept" },
      },
      { base },
    );
    await check(order);
    expect(repo.everything()).toEqual(before);
    expect(repo.git("worktree", "list").split("\n")).toHaveLength(1);
    expect(existsSync(dirname(dirname(await checkoutFolder(order, process.env))))).toBe(false);
  });

  test("that pass only in a dirty folder do not pass", async () => {
    const repo = new Repo();
    repo.commit({ ".gitignore": "built\n" });
    repo.write({ built: "left by somebody" });
    const evidence = await check(gateOrder(repo.dir, { built: run("test -e built") }));
    expect(verdicts(evidence)).toEqual({ built: "✗ exit 1" });
  });

  test("do not find what lies above the user's folder, or in it and ignored", async () => {
    const repo = new Repo();
    repo.commit({ ".gitignore": "node_modules\n", "t.cjs": 'require("pkg")\n' });
    repo.write({ "node_modules/pkg/index.js": "" });
    const { tests } = verdicts(await check(gateOrder(repo.dir, { tests: run("node t.cjs") })));
    expect(tests).toMatch(/^✗ exit 1/);
  });

  test("that fail, are killed, take too long or are not there say so", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const evidence = await check(
      gateOrder(repo.dir, {
        fails: run("echo what is wrong; exit 4"),
        killed: run("kill -9 $$"),
        hangs: run("while :; do sleep 60; done", { timeoutMs: 300 }),
        missing: run("no-such-command-here"),
        nowhere: run("true", { cwd: "not/there" }),
        outside: run("true", { cwd: "../.." }),
      }),
    );
    expect(verdicts(evidence)).toEqual({
      fails: "✗ exit 4",
      killed: "✗ killed by SIGKILL",
      hangs: "✗ timed out after 300ms",
      missing: expect.stringMatching(
        /^✗ command not found: .*no-such-command-here.*not found$/,
      ) as string,
      nowhere: expect.stringContaining("not/there") as string,
      outside: "✗ it could not be checked: cwd ../.. leads out of the plan's folder",
    });
    expect(resultOf(evidence, "fails")).toMatchObject({ code: 4, tail: "what is wrong" });
    expect(resultOf(evidence, "killed").signal).toBe("SIGKILL");
  });

  test("leave no process behind that they started", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const out = beside();
    const order = gateOrder(repo.dir, {
      daemon: run(`sleep 1000 >/dev/null 2>&1 & echo $! > "${out}/pid"`),
    });
    expect(verdicts(await check(order))).toEqual({ daemon: "exit 0" });
    expect(isRunning(Number(readFileSync(join(out, "pid"), "utf8")))).toBe(false);
  });

  test("run side by side unless one wants to be alone, which waits for those before it", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const out = beside();
    // Each of the first two ends only when the other has begun.
    const meet = (own: string, other: string): string =>
      `touch "${out}/${own}"; until test -e "${out}/${other}"; do sleep 0.01; done`;
    const order = gateOrder(repo.dir, {
      one: run(meet("one", "two")),
      two: run(meet("two", "one")),
      alone: run(`seen=$(ls "${out}"); echo $seen > "${out}/seen"; touch "${out}/alone"`, {
        alone: true,
      }),
      after: run(`test -e "${out}/alone"`),
    });
    expect(Object.values(verdicts(await check(order)))).toEqual(Array(4).fill("exit 0"));
    expect(readFileSync(join(out, "seen"), "utf8")).toBe("one two\n");
  });

  test("that change a tracked file have not passed", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a", "b.txt": "b" });
    const evidence = await check(
      gateOrder(repo.dir, {
        fix: run("echo fixed > a.txt; echo new > untracked.txt", { alone: true }),
        commits: run("echo b2 > b.txt; git update-index --assume-unchanged b.txt", { alone: true }),
        fine: run("true", { alone: true }),
        one: run("rm a.txt"),
        two: run("exit 1"),
      }),
    );
    const who = 'and "alone: true" would tell which of them did it';
    expect(verdicts(evidence)).toEqual({
      fix: "✗ tracked files changed while it ran: a.txt",
      commits: "✗ tracked files changed while it ran: b.txt",
      fine: "exit 0",
      one: `✗ tracked files changed while it ran: a.txt; it ran beside two, ${who}`,
      two: `✗ exit 1; tracked files changed while it ran: a.txt; it ran beside one, ${who}`,
    });
  });

  test("get the given environment, who they are for, and nothing else", async () => {
    const repo = new Repo();
    repo.commit({ "sub/a.txt": "a" });
    const order = gateOrder(
      join(repo.dir, "sub"),
      { env: run(`test "$PAWL_RUN $PAWL_PHASE $PAWL_CHECK $GIVEN" = "$WANTED" && test -e a.txt`) },
      { phase: "build" },
    );
    const WANTED = `${order.run} build env yes`;
    const env = { ...order.env, GIVEN: "yes", WANTED };
    expect(verdicts(await check({ ...order, env }))).toEqual({ env: "exit 0" });
    expect(verdicts(await check({ ...order, run: `${order.run}-2` }))).toEqual({ env: "✗ exit 1" });
  });

  test("are ended when the check is broken off, and what was found is given", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const out = beside();
    const order = gateOrder(repo.dir, {
      hangs: run(`echo $$ > "${out}/pid.new"; mv "${out}/pid.new" "${out}/pid"; exec sleep 1000`),
      later: run("true", { alone: true }),
    });
    const ending = new AbortController();
    const evidence = keeper.check(order, ending.signal);
    const pid = await until(
      "a pid",
      () => existsSync(join(out, "pid")) && readFileSync(join(out, "pid"), "utf8"),
    );
    ending.abort();
    expect(verdicts(await evidence)).toEqual({
      hangs: "✗ cancelled: the gate's check was broken off",
      later: "✗ it was broken off",
    });
    expect(isRunning(Number(pid))).toBe(false);
    expect(repo.git("worktree", "list").split("\n")).toHaveLength(1);
  });

  test("of a check that nobody saw the end of are ended before it is made again", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const out = beside();
    const command = `echo $$ >> "${out}/pids"; test -e "${out}/again" || exec sleep 1000`;
    const order = gateOrder(repo.dir, { tests: run(command) });
    // What the first check has started, and not lived to see the end of.
    const marker = `${order.run}/build@1/tests`;
    executor.start({
      folder: join(order.folder, "tests"),
      marker,
      command,
      cwd: repo.dir,
      env: { ...order.env, PAWL_ATTEMPT_ID: marker },
      timeoutMs: 60_000,
      graceMs: 100,
      maxOutputBytes: 1000,
      promised: [],
    });
    const pids = (): number[] =>
      existsSync(join(out, "pids"))
        ? readFileSync(join(out, "pids"), "utf8").trim().split("\n").map(Number)
        : [];
    const [first] = await until("a first pid", () => pids()[0] !== undefined && pids());
    const left = await checkoutFolder(order, process.env);
    mkdirSync(join(left, ".git"), { recursive: true });
    writeFileSync(join(out, "again"), "");
    expect(verdicts(await check(order))).toEqual({ tests: "exit 0" });
    expect(existsSync(left)).toBe(false);
    expect(isRunning(first!)).toBe(false);
    expect(pids()).toHaveLength(2);
  });
});

describe("repositories of all kinds", () => {
  test("a sparse checkout, one without a commit, and a worktree of the user's are checked whole", async () => {
    const sparse = new Repo();
    sparse.commit({ "in/a.txt": "a", "out/b.txt": "b" });
    sparse.git("sparse-checkout", "set", "in");
    const whole = { whole: run("test -e in/a.txt && test -e out/b.txt") };
    expect(verdicts(await check(gateOrder(sparse.dir, whole)))).toEqual({ whole: "exit 0" });
    const unborn = new Repo().write({ "in/a.txt": "a", "out/b.txt": "b" });
    expect(verdicts(await check(gateOrder(unborn.dir, whole)))).toEqual({ whole: "exit 0" });
    expect(() => unborn.git("rev-parse", "HEAD^{commit}")).toThrow();
    const other = join(temporaryFolder(), "other");
    unborn.commit();
    unborn.git("worktree", "add", "-q", other, "-b", "other");
    expect(verdicts(await check(gateOrder(other, whole)))).toEqual({ whole: "exit 0" });
    expect(unborn.git("worktree", "list").split("\n")).toHaveLength(2);
  });

  test("files that a filter changes are checked out as they were", async () => {
    const repo = new Repo();
    repo.git("config", "filter.upper.clean", "tr a-z A-Z");
    repo.git("config", "filter.upper.smudge", "tr A-Z a-z");
    repo.commit({ ".gitattributes": "*.low filter=upper\n*.txt eol=crlf\n" });
    repo.write({ "a.low": "abc", "b.txt": "x\r\n" });
    const same = run('test "$(cat a.low)" = abc && printf "x\\r\\n" | cmp - b.txt');
    expect(verdicts(await check(gateOrder(repo.dir, { same })))).toEqual({ same: "exit 0" });
  });

  test("gates of one repository are checked side by side", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const out = beside();
    const meet = (own: string, other: string) =>
      run(`touch "${out}/${own}"; until test -e "${out}/${other}"; do sleep 0.01; done`);
    const all = await Promise.all([
      check(gateOrder(repo.dir, { it: meet("one", "two") })),
      check(gateOrder(repo.dir, { it: meet("two", "one") })),
    ]);
    expect(all.map(verdicts)).toEqual([{ it: "exit 0" }, { it: "exit 0" }]);
    expect(repo.git("worktree", "list").split("\n")).toHaveLength(1);
  });
});

describe("files", () => {
  test("must be there, and not be empty, in the checkout", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a", "empty.txt": "", "docs/x.md": "x", ".gitignore": "local.txt\n" });
    repo.write({ "local.txt": "not part of it" });
    symlinkSync("/etc", repo.path("out"));
    symlinkSync("a.txt", repo.path("link"));
    const files = (...paths: string[]) => ({ type: "files" as const, paths });
    const evidence = await check(
      gateOrder(repo.dir, {
        good: files("a.txt", "docs", "link", "made.txt"),
        bad: files("a.txt", "b.txt", "local.txt", "empty.txt", "a.txt/x"),
        above: files("../x"),
        absolute: files("/etc/passwd"),
        link: files("out/passwd"),
        make: run("echo made > made.txt"),
      }),
    );
    expect(verdicts(evidence)).toEqual({
      good: "there, and not empty: a.txt, docs, link, made.txt",
      bad: "✗ missing: b.txt, local.txt, a.txt/x; empty: empty.txt",
      above: "✗ it could not be checked: ../x leads out of the plan's folder",
      absolute: "✗ it could not be checked: /etc/passwd leads out of the plan's folder",
      link: "✗ it could not be checked: out/passwd leads out of the plan's folder through a symbolic link",
      make: "exit 0",
    });
  });
});

describe("expressions", () => {
  test("see the scope and what the checks before them came to", async () => {
    const repo = new Repo();
    const base = repo.commit({ "a.txt": "a" });
    repo.write({ "a.txt": "b" });
    const scope = { params: { most: 3 }, artifacts: { state: { status: "approved" } } };
    const evidence = await check(
      gateOrder(
        repo.dir,
        {
          artifact: that('artifacts.state.status == "approved"'),
          checks: that('evidence.checks.tests.passed && evidence.checks["tests"].code == 0'),
          diff: that("evidence.diff.added <= params.most && evidence.diff.files.size() == 1"),
          tree: that(`evidence.tree.base == "${base}"`),
          no: that('artifacts.state.status == "rejected"'),
          said: { type: "that", source: "1 == 2", message: "numbers must agree" },
          text: that("artifacts.state.status"),
          none: that("artifacts.other.status == 1"),
          broken: that("1 +"),
          tests: run("true"),
        },
        { base, scope },
      ),
    );
    const found = verdicts(evidence);
    for (const id of ["artifact", "checks", "diff", "tree"])
      expect(resultOf(evidence, id)).toMatchObject({ passed: true });
    expect(found["artifact"]).toBe('artifacts.state.status == "approved" is true');
    expect(found["no"]).toBe('✗ artifacts.state.status == "rejected" is false');
    expect(found["said"]).toBe("✗ numbers must agree");
    expect(found["text"]).toBe("✗ artifacts.state.status must be true or false, and it is string");
    expect(found["none"]).toMatch(/^✗ it could not be checked: .*other/);
    expect(found["broken"]).toMatch(/^✗ it could not be checked: /);
  });
});

describe("a folder without git", () => {
  test("is checked itself, which is said, and its named files stand for the tree", async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, "a.txt"), "a");
    const order = gateOrder(dir, {
      here: run("pwd > where.txt"),
      files: { type: "files", paths: ["a.txt", "where.txt"] },
      kept: { type: "guard", guard: "tests-kept" },
    });
    const evidence = await check(order);
    expect(verdicts(evidence)).toEqual({
      here: "exit 0",
      files: "there, and not empty: a.txt, where.txt",
      kept: "✗ there is no git repository, so there is nothing to compare with: it cannot be told",
    });
    expect(evidence.notes).toEqual([
      "there is no git repository: the checks were made in the folder itself",
    ]);
    expect(evidence.tree.files).toEqual(["a.txt", "where.txt"]);
    expect(await keeper.treeOf(dir, evidence.tree)).toEqual(evidence.tree);
    writeFileSync(join(dir, "b.txt"), "nobody names it");
    expect(await keeper.treeOf(dir, evidence.tree)).toEqual(evidence.tree);
    writeFileSync(join(dir, "a.txt"), "b");
    expect((await keeper.treeOf(dir, evidence.tree)).tree).not.toBe(evidence.tree.tree);
    expect(await keeper.headOf(dir)).toBeUndefined();
  });

  test("that was a repository when the run began is no place to check a gate", async () => {
    const dir = temporaryFolder();
    const evidence = await check(gateOrder(dir, { ok: run("true") }, { base: "ab".repeat(20) }));
    expect(verdicts(evidence)).toEqual({
      gate: `✗ the gate could not be checked: ${dir} was in a git repository when the run began, at abababababab, and is in none now`,
    });
    expect(evidence.tree).toEqual({ base: "ab".repeat(20), tree: "" });
  });
});

describe("a gate", () => {
  test("without checks has a tree and a difference, and makes no checkout", async () => {
    const repo = new Repo();
    const base = repo.commit({ "a.txt": "a" });
    repo.write({ "b.txt": "b\n" });
    const order = gateOrder(repo.dir, {}, { base });
    const { checks, diff, tree } = await check(order);
    expect(checks).toEqual([]);
    expect(diff?.files).toEqual([{ path: "b.txt", added: 1, removed: 0 }]);
    expect(tree.tree).toBe((await keeper.treeOf(repo.dir, tree)).tree);
    expect(readdirSync(order.folder)).toEqual([]);
  });

  test("fails closed, with git's words, where no snapshot can be made", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const base = "12".repeat(20);
    const evidence = await check(gateOrder(repo.dir, { ok: run("true") }, { base }));
    expect(verdicts(evidence)).toEqual({
      gate: `✗ the gate could not be checked: git diff-tree: fatal: bad object ${base}`,
    });
    expect(repo.git("worktree", "list").split("\n")).toHaveLength(1);
  });

  test("makes no checkout within the repository, which its checks would find", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const top = realpathSync(repo.dir);
    const own = gatekeeper({ executor, evaluate, env: { PAWL_WORKTREES: `${top}/w` } });
    const order = gateOrder(repo.dir, { ok: run("true") });
    expect(verdicts(await own.check(order, new AbortController().signal))).toEqual({
      gate: `✗ the gate could not be checked: a clean checkout must lie outside of the repository, and ${top}/w is within ${top}; set PAWL_WORKTREES to another folder`,
    });
  });

  test("names the head of a repository, and none where there is no commit", async () => {
    const repo = new Repo();
    expect(await keeper.headOf(repo.dir)).toBeUndefined();
    const head = repo.commit({ "a.txt": "a" });
    expect(await keeper.headOf(repo.dir)).toBe(head);
  });

  test("says of which submodules it has seen the commit only", async () => {
    const inner = new Repo();
    inner.commit({ "i.txt": "i" });
    const repo = new Repo();
    repo.git("submodule", "add", "-q", inner.dir, "lib");
    repo.commit();
    const evidence = await check(gateOrder(repo.dir, { there: run("test ! -e lib/i.txt") }));
    expect(evidence.notes).toEqual([
      "of lib only the commit was looked at: the checkout has no submodules",
    ]);
    expect(verdicts(evidence)).toEqual({ there: "exit 0" });
  });
});
