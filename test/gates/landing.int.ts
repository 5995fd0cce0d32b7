import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkoutFolder } from "../../src/gates/checkoutFolder.ts";
import type { GateOrder } from "../../src/gates/port.ts";
import { Repo, temporaryFolder } from "../git/rig.ts";
import { check, gateOrder, keeper, resultOf, run, verdicts } from "./rig.ts";
import type { Asked } from "./rig.ts";

const LANDING = { head: "phase", onto: "build", subject: "Merge phase build" };

/** A repository with a branch of the run's and one of a phase's, which begin at the same commit; the user is on main. */
function landingRepo(phase: Record<string, string>, build: Record<string, string> = {}): Repo {
  const repo = new Repo();
  repo.commit({ "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\n", "test/a.test.ts": 'test("a", () => {});\n' });
  repo.git("branch", "build");
  repo.git("checkout", "-q", "-b", "phase");
  repo.commit(phase);
  repo.git("checkout", "-q", "build");
  if (Object.keys(build).length > 0) repo.commit(build);
  repo.git("checkout", "-q", "main");
  return repo;
}

const landingOrder = (
  dir: string,
  checks: Readonly<Record<string, Asked>>,
  more: Partial<GateOrder> = {},
): GateOrder => gateOrder(dir, checks, { landing: LANDING, ...more });

describe("a phase with a worktree", () => {
  test("is checked as the merge of it into the run's branch", async () => {
    const repo = landingRepo({ "b.txt": "b\n" }, { "c.txt": "c\n" });
    repo.write({ "a.txt": "dirty", "d.txt": "dirty" });
    const before = repo.everything();
    const order = landingOrder(repo.dir, {
      both: run("test -e b.txt && test -e c.txt && test ! -e d.txt && grep -q 8 a.txt"),
      kept: { type: "guard", guard: "tests-kept" },
    });
    const evidence = await check(order);
    expect(verdicts(evidence)).toEqual({
      both: "exit 0",
      kept: "no test file was changed; no test was taken away or newly skipped",
    });
    expect(evidence.diff?.files).toEqual([{ path: "b.txt", added: 1, removed: 0 }]);
    const { base, head, commit, tree, patch } = evidence.tree;
    expect([base, head]).toEqual([repo.git("rev-parse", "build"), repo.git("rev-parse", "phase")]);
    expect(repo.git("rev-parse", `${commit}^1`, `${commit}^2`, `${commit}^{tree}`)).toBe(
      `${base}\n${head}\n${tree}`,
    );
    expect(patch).toMatch(/^[0-9a-f]{64}$/);
    expect(repo.git("rev-parse", `refs/pawl/${order.run}/build/1`)).toBe(commit);
    expect(repo.everything()).toEqual(before);
    expect(await check(order)).toMatchObject({ digest: evidence.digest, tree: evidence.tree });
  });

  test.each([{ landing: LANDING }, {}])(
    "is checked, as without one, though a git that was killed has locked where its files are kept: %j",
    async (more) => {
      const repo = landingRepo({ "b.txt": "b\n" });
      const checks = { a: run("test -e a.txt") };
      const order = gateOrder(repo.dir, checks, more);
      repo.write({ [`.git/refs/pawl/${order.run}/build/1.lock`]: "" });
      expect(verdicts(await check(order))).toEqual({ a: "exit 0" });
      expect(existsSync(repo.path(`.git/refs/pawl/${order.run}/build/1.lock`))).toBe(false);
    },
  );

  test("is a candidate also where the plan has no check", async () => {
    const repo = landingRepo({ "b.txt": "b\n" });
    const order = landingOrder(repo.dir, {});
    const { checks, tree } = await check(order);
    expect(checks).toEqual([]);
    expect(repo.git("rev-parse", `${tree.commit}^{tree}`)).toBe(tree.tree);
    expect(existsSync(await checkoutFolder(order, process.env))).toBe(false);
  });

  test("that changed nothing is the run's branch itself", async () => {
    const repo = landingRepo({});
    repo.git("branch", "-f", "phase", "build");
    const { tree } = await check(landingOrder(repo.dir, {}));
    expect(tree.commit).toBe(repo.git("rev-parse", "build"));
    expect(await keeper.treeOf(repo.dir, tree, LANDING)).toEqual(tree);
  });

  test("may take no test away that the run's branch has by now", async () => {
    const repo = landingRepo({ "b.txt": "b" }, { "test/b.test.ts": 'test("b", () => {});\n' });
    repo.git("checkout", "-q", "phase");
    repo.git("merge", "-q", "-m", "m", "build");
    rmSync(repo.path("test/b.test.ts"));
    repo.commit();
    const kept = { type: "guard", guard: "tests-kept" } as const;
    expect(verdicts(await check(landingOrder(repo.dir, { kept })))).toEqual({
      kept: "✗ test/b.test.ts was deleted",
    });
  });

  test("that cannot be merged has not passed, with the files and what leads on", async () => {
    const repo = landingRepo({ "a.txt": "phase", "z.txt": "z" }, { "a.txt": "build" });
    const before = repo.everything();
    const order = landingOrder(repo.dir, { tests: run("true") });
    const evidence = await check(order);
    const retry = `pawl retry ${order.run} build`;
    expect(verdicts(evidence)).toEqual({
      merge:
        `✗ it cannot be merged into build, for both changed a.txt; ` +
        `mend it by hand in \`pawl shell ${order.run} build\` and then \`${retry}\`, ` +
        `have an agent mend it with \`${retry} --resolve AGENT\`, ` +
        `or do the phase anew on what there is now with \`${retry} --rebuild\``,
    });
    expect(evidence.conflicts).toEqual(["a.txt"]);
    expect(evidence.tree).toEqual({
      base: repo.git("rev-parse", "build"),
      head: repo.git("rev-parse", "phase"),
      tree: "",
    });
    expect(repo.everything()).toEqual(before);
  });

  test("is told to have moved, and whether the phase's own change is the same", async () => {
    const repo = landingRepo({ "b.txt": "b\n" });
    const { tree } = await check(landingOrder(repo.dir, {}));
    expect(await keeper.treeOf(repo.dir, tree, LANDING)).toEqual(tree);
    repo.git("checkout", "-q", "build");
    const base = repo.commit({ "a.txt": "1\n2\n3\n4\n5\n6\n7\n9\n" });
    const now = await keeper.treeOf(repo.dir, tree, LANDING);
    expect(now).toMatchObject({ base, head: tree.head, patch: tree.patch });
    expect(now.tree).not.toBe(tree.tree);
    repo.git("checkout", "-q", "phase");
    repo.commit({ "b.txt": "other\n" });
    expect((await keeper.treeOf(repo.dir, tree, LANDING)).patch).not.toBe(tree.patch);
    repo.git("checkout", "-q", "build");
    repo.commit({ "b.txt": "conflict\n" });
    expect((await keeper.treeOf(repo.dir, tree, LANDING)).tree).toBe("");
  });

  test("of a bare repository, and one seen from its worktree, is the same", async () => {
    const repo = landingRepo({ "sub/b.txt": "b\n" });
    const checks = { there: run("test -e sub/b.txt") };
    const run_ = "r-same";
    const first = await check(landingOrder(repo.dir, checks, { run: run_ }));
    const bare = join(temporaryFolder(), "x.git");
    repo.git("clone", "-q", "--bare", repo.dir, bare);
    const second = await check(landingOrder(bare, checks, { run: run_ }));
    expect(verdicts(second)).toEqual({ there: "exit 0" });
    expect(second.tree.tree).toBe(first.tree.tree);
    const worktree = join(temporaryFolder(), "w");
    repo.git("worktree", "add", "-q", worktree, "phase");
    const inSub = { there: run("test -e b.txt") };
    const third = await check(landingOrder(join(worktree, "sub"), inSub, { run: run_ }));
    expect(verdicts(third)).toEqual({ there: "exit 0" });
    expect(third.tree).toEqual(first.tree);
  });

  test("that was merged before is checked as that merge, wherever the branch is by now", async () => {
    const repo = landingRepo({ "b.txt": "b\n" });
    const checks = { there: run("test -e b.txt && test ! -e later.txt") };
    const first = await check(landingOrder(repo.dir, checks));
    const { base, commit } = first.tree;
    repo.git("branch", "-f", "build", commit!);
    repo.git("branch", "-D", "phase");
    repo.git("checkout", "-q", "build");
    repo.commit({ "later.txt": "later" });
    const landed = { branch: "build", from: base!, commit: commit! };
    const again = await check(gateOrder(repo.dir, checks, { landed, round: 2 }));
    expect(verdicts(again)).toEqual({ there: "exit 0" });
    expect([again.tree, again.diff]).toEqual([first.tree, first.diff]);
  });

  test("into a branch that somebody deleted fails closed, and says how to get it again", async () => {
    const repo = landingRepo({ "b.txt": "b\n" });
    const order = landingOrder(repo.dir, { tests: run("true") });
    repo.git("checkout", "-q", "--detach");
    repo.git("branch", "-q", "-D", "build");
    const { gate } = verdicts(await check(order));
    expect(gate).toContain(
      `branch build is gone; \`pawl retry ${order.run} ${order.phase} --rebuild\` makes it again from what was merged, and does the phase anew`,
    );
  });

  test("whose branch is gone fails closed", async () => {
    const repo = landingRepo({ "b.txt": "b\n" });
    repo.git("branch", "-D", "phase");
    const { gate } = verdicts(await check(landingOrder(repo.dir, { tests: run("true") })));
    expect(gate).toMatch(
      /^✗ the gate could not be checked: there is no branch and no commit "phase"/,
    );
  });
});

describe("setup", () => {
  const workspace = (setup: string): NonNullable<GateOrder["workspace"]> => ({
    mode: "inplace",
    setup,
    setupTimeoutMs: 60_000,
    isolate: "phase",
    hooks: true,
  });

  test("is run in the clean checkout, in the plan's folder, before the checks", async () => {
    const repo = new Repo();
    repo.commit({ ".gitignore": "dep\n", "sub/a.txt": "a" });
    const order = gateOrder(
      repo.path("sub"),
      { tests: run('test "$(cat dep)" = "yes $PAWL_PHASE" && test -e a.txt') },
      { workspace: workspace('echo "yes $PAWL_PHASE" > dep') },
    );
    expect(verdicts(await check(order))).toEqual({ tests: "exit 0" });
    expect(existsSync(repo.path("sub/dep"))).toBe(false);
  });

  test("that fails is a gate that has not passed, with its last lines, and no check is made", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const out = temporaryFolder();
    const order = gateOrder(
      repo.dir,
      { tests: run(`touch "${out}/ran"`) },
      { workspace: workspace("echo no such package; exit 7") },
    );
    const evidence = await check(order);
    expect(Object.keys(verdicts(evidence))).toEqual(["setup"]);
    expect(resultOf(evidence, "setup")).toMatchObject({
      passed: false,
      text: expect.stringMatching(
        /^setup `echo no such package; exit 7` failed in .*: exit 7; all that it wrote is in .*@setup$/,
      ) as string,
      tail: "no such package",
      argv: ["/bin/sh", "-c", "echo no such package; exit 7"],
    });
    expect(existsSync(join(out, "ran"))).toBe(false);
    expect(readFileSync(join(order.folder, "@setup/output.log"), "utf8")).toBe("no such package\n");
  });

  test("is not run where nothing is run in the checkout", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const files = { type: "files", paths: ["a.txt"] } as const;
    const order = gateOrder(repo.dir, { files }, { workspace: workspace("exit 7") });
    expect(verdicts(await check(order))).toEqual({ files: "there, and not empty: a.txt" });
  });

  test("is what to add where a check fails for want of packages that a lock file names", async () => {
    const repo = new Repo();
    repo.commit({
      "package-lock.json": "{}",
      "t.cjs": 'require("not-installed")\n',
      "f.cjs": "process.exit(1)\n",
      "py/requirements.txt": "pytest",
    });
    const order = gateOrder(repo.dir, {
      module: run("node t.cjs"),
      command: run("no-such-command-here"),
      installs: run("true npm ci; no-such-command-here"),
      other: run("node f.cjs"),
      python: run("echo No module named pytest; exit 1", { cwd: "py" }),
    });
    const node = `the clean checkout has package-lock.json, and nothing has installed what it names: add \`workspace: { mode: inplace, setup: "npm ci" }\` to the plan`;
    const found = verdicts(await check(order));
    expect(found).toMatchObject({ module: `✗ exit 1; ${node}`, other: "✗ exit 1" });
    expect(found["command"]).toMatch(
      /^✗ command not found: .*; the clean checkout has package-lock/,
    );
    expect(found["installs"]).not.toContain("clean checkout");
    expect(found["python"]).toContain("the clean checkout has package-lock.json");
    const { setup: _, ...bare } = workspace("");
    const inWorkspace = verdicts(await check({ ...order, run: `${order.run}b`, workspace: bare }));
    expect(inWorkspace["module"]).toContain("add `setup: npm ci` to the plan's `workspace`");
  });

  test("with `mode: none` neither it nor git is looked at", async () => {
    const repo = new Repo();
    const base = repo.commit({ "a.txt": "a" });
    const order = gateOrder(
      repo.dir,
      { here: run("touch made"), a: { type: "files", paths: ["a.txt"] } },
      { base, workspace: { ...workspace("exit 7"), mode: "none" } },
    );
    const evidence = await check(order);
    expect(verdicts(evidence)).toEqual({ here: "exit 0", a: "there, and not empty: a.txt" });
    expect(evidence.notes).toEqual([
      "the plan says `mode: none`, and git was not looked at: the checks were made in the folder itself",
    ]);
    expect(existsSync(repo.path("made"))).toBe(true);
    expect(await keeper.treeOf(repo.dir, evidence.tree)).toEqual(evidence.tree);
    expect(repo.git("for-each-ref", "refs/pawl")).toBe("");
  });
});
