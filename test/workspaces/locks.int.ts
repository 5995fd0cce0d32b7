import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { OpenWorkspace } from "../../src/core/workspace.ts";
import { collectGarbage } from "../../src/workspaces/gc.ts";
import { clearLocks } from "../../src/workspaces/locks.ts";
import type { LandOrder, TidyOrder, UndoOrder } from "../../src/workspaces/port.ts";
import { workspaces } from "../../src/workspaces/workspaces.ts";
import { Repo, temporaryFolder } from "../git/rig.ts";
import { inside, Rig, signal } from "./rig.ts";

/** As a git leaves it that is killed before it writes. */
function lock(rig: Rig, ...names: string[]): void {
  for (const name of names) {
    const path = rig.repo.path(`.git/${name}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
  }
}

const locksOf = (rig: Rig): string[] =>
  readdirSync(rig.repo.path(".git"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.lock$|packed-refs\.new$/.test(name),
  );

/** A phase that has committed, and has left something that is not. */
async function worked(rig: Rig): Promise<{ open: OpenWorkspace; head: string }> {
  const open = await rig.open();
  const head = inside(open).commit({ "b.txt": "b" });
  inside(open).write({ "left.txt": "left" });
  return { open, head };
}

const DO = {
  async open(rig: Rig) {
    lock(rig, `refs/heads/pawl/${rig.run}.lock`, `refs/heads/pawl-phase/${rig.run}/build.lock`);
    await rig.open();
  },
  async tidy(rig: Rig) {
    const { open, head } = await worked(rig);
    lock(rig, `refs/pawl/${rig.run}/left/build/one@1/1.lock`);
    for (const name of ["index", "MERGE_RR", "config.worktree"])
      lock(rig, `worktrees/build/${name}.lock`);
    const order: TidyOrder = { ...rig.order(), open, head, owner: "build/one@1" };
    await workspaces(rig.tools).tidy(order, signal());
  },
  async "commit in a worktree that was there before"(rig: Rig) {
    const path = join(temporaryFolder(), "there");
    rig.repo.git("worktree", "add", "-q", "-b", "feature", path);
    const order = rig.openOrder("build", { workspace: { ...rig.workspace, at: path } });
    const works = workspaces(rig.tools);
    const open = await works.open(order, signal());
    inside(open).write({ "b.txt": "b" });
    lock(rig, "worktrees/there/index.lock", "refs/heads/feature.lock");
    const asked = { ...order, open, head: open.base, owner: "one", ownerRound: 1, attempt: 1 };
    const made = await works.commit({ ...asked, subject: "one: b" }, signal());
    expect(made).toMatchObject({ files: ["b.txt"] });
  },
  async land(rig: Rig) {
    const { open, head } = await worked(rig);
    const task = await rig.open("build", { task: "one" });
    // What stands among packed refs has to be taken out of them.
    rig.repo.git("pack-refs", "--all");
    lock(rig, "packed-refs.lock", "packed-refs.new", `refs/pawl/${rig.run}/left/build/1.lock`);
    lock(rig, ...[open.integrate, open.branch, task.branch].map((on) => `refs/heads/${on}.lock`));
    const landing = { integrate: open.integrate!, base: rig.base, candidate: head };
    const order: LandOrder = { ...rig.order(), open, ...landing, commits: [head] };
    await workspaces(rig.tools).land(order, signal());
    expect(rig.repo.git("for-each-ref", "refs/heads/pawl-*")).toBe("");
  },
  async undo(rig: Rig) {
    const { open, head } = await worked(rig);
    const branch = open.integrate!;
    rig.repo.git("update-ref", `refs/heads/${branch}`, head);
    const undone = `refs/pawl/${rig.run}/undone/build`;
    lock(rig, `${undone}/1.lock`, `${undone}/1-merged.lock`, `refs/heads/${branch}.lock`);
    const integrate = { branch, from: head, to: rig.base };
    const order: UndoOrder = { ...rig.order(), open, round: 1, integrate };
    expect(await workspaces(rig.tools).undo(order, signal())).toEqual({});
    expect(rig.repo.git("rev-parse", branch)).toBe(rig.base);
  },
  async gc(rig: Rig) {
    const { open } = await worked(rig);
    lock(rig, `refs/heads/${open.branch}.lock`, "packed-refs.lock");
    const run = { run: rig.run, dir: rig.repo.dir, ended: true };
    const order = { runs: [run], env: rig.tools.env, force: true, dryRun: false };
    expect((await collectGarbage(order, signal())).kept).toEqual([]);
  },
};

async function collected(rig: Rig): Promise<void> {
  const run = { run: rig.run, dir: rig.repo.dir, ended: true };
  const order = { runs: [run], env: rig.tools.env, force: false, dryRun: false };
  expect((await collectGarbage(order, signal())).kept).toEqual([]);
}

describe("locks of a git that was killed", () => {
  test.each(Object.keys(DO) as (keyof typeof DO)[])("are in nobody's way: %s", async (name) => {
    const rig = new Rig();
    lock(rig, "refs/heads/mine.lock");
    await DO[name](rig);
    // Nobody's but the run's are taken away.
    expect(locksOf(rig)).toEqual(["refs/heads/mine.lock"]);
  });

  test("and a worktree that is half made, which no git can read, are in nobody's way", async () => {
    for (const ask of [(rig: Rig) => rig.open(), collected]) {
      const rig = new Rig();
      const open = await rig.open();
      const dir = rig.repo.path(".git/worktrees/build");
      writeFileSync(join(dir, "commondir"), "");
      writeFileSync(join(dir, "locked"), "initializing");
      rmSync(join(dirname(open.path), "@build"), { recursive: true });
      expect(() => rig.repo.git("worktree", "list")).toThrow("commondir");
      await ask(rig);
      expect(rig.repo.git("worktree", "list")).toContain(rig.repo.dir);
      expect(existsSync(join(dir, "locked"))).toBe(false);
    }
  });

  test("are taken away in a bare repository of any name, too", async () => {
    const repo = Repo.at(temporaryFolder());
    repo.git("init", "-q", "--bare");
    repo.write({ "refs/pawl/r/build/1.lock": "" });
    await clearLocks(repo.dir, "r");
    expect(existsSync(repo.path("refs/pawl/r/build/1.lock"))).toBe(false);
  });

  test("are let be as long as a git lives that may be their owner", async () => {
    const rig = new Rig();
    lock(rig, `refs/pawl/${rig.run}/build/1.lock`);
    const living = spawn("git", ["cat-file", "--batch"], { cwd: rig.repo.dir });
    await once(living, "spawn");
    await clearLocks(rig.repo.path(".git"), rig.run);
    expect(locksOf(rig)).toHaveLength(1);
    living.stdin.end();
    await once(living, "exit");
    await clearLocks(rig.repo.path(".git"), rig.run);
    expect(locksOf(rig)).toEqual([]);
  }, 60_000);
});
