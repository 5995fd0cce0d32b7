import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { collectGarbage } from "../../src/workspaces/gc.ts";
import type { GcOrder, GcReport } from "../../src/workspaces/gcPort.ts";
import { repositoryOf } from "../../src/git/repository.ts";
import { takeSnapshot } from "../../src/git/snapshot.ts";
import { temporaryFolder } from "../git/rig.ts";
import { inside, Rig, signal } from "./rig.ts";

const gc = (rig: Rig, more: Partial<GcOrder> & { ended?: boolean } = {}): Promise<GcReport> => {
  const { ended = true, ...order } = more;
  const known = { run: rig.run, dir: rig.repo.dir, ended, integrate: `pawl/${rig.run}` };
  return collectGarbage(
    { runs: [known], env: rig.tools.env, force: false, dryRun: false, ...order },
    signal(),
  );
};

/** Kinds and last parts of names. */
const brief = (list: GcReport["removed"]): string[] =>
  list
    .map(
      ({ kind, name }) =>
        `${kind} ${name.replace(/^refs\/(heads|pawl)\//, "").replace(/^.*\/(@?\w+)$/, "$1")}`,
    )
    .sort();

const UNMERGED = "it holds commits that are in no branch but Pawl's own; `--force` takes them away";

const FILES = { "package-lock.json": "{}", ".gitignore": "node_modules\n" };

describe("what an ended run has left", () => {
  test("is taken away where it is merged, with its ports, its cache and gates' snapshots", async () => {
    const setup = "mkdir node_modules; echo m > node_modules/m";
    const rig = new Rig({ setup, ports: { from: 45_000, step: 10 } }, FILES);
    const before = rig.repo.everything();
    const open = await rig.open();
    const done = inside(open).commit({ "b.txt": "b" });
    rig.repo.git("update-ref", `refs/heads/pawl/${rig.run}`, done);
    const task = await rig.open("build", { task: "one", from: rig.base });
    inside(task).commit({ "b.txt": "b" });
    rig.repo.git("update-ref", `refs/pawl/${rig.run}/commits/build/one/1`, done);
    const snapshot = { run: rig.run, phase: "build", round: 1 };
    await takeSnapshot((await repositoryOf(open.path))!, snapshot);
    const told = await gc(rig, { dryRun: true });
    expect(existsSync(open.path)).toBe(true);
    const { removed, kept } = await gc(rig);
    expect(kept).toEqual([]);
    expect(removed).toEqual(told.removed);
    expect(removed.map(({ kind }) => kind).sort()).toEqual([
      "branch",
      "branch",
      "cache",
      "port",
      "port",
      "ref",
      "ref",
      "worktree",
      "worktree",
    ]);
    expect(rig.left()).toEqual([]);
    expect(readdirSync(join(rig.root, "@ports"))).toEqual([]);
    expect(rig.repo.git("for-each-ref", "--format=%(refname)").split("\n")).toEqual([
      "refs/heads/main",
      `refs/heads/pawl/${rig.run}`,
    ]);
    rig.repo.git("update-ref", "-d", `refs/heads/pawl/${rig.run}`);
    expect(rig.repo.everything()).toEqual(before);
  });

  test("stays where commits are unmerged or changes uncommitted, and says why; force takes it", async () => {
    const rig = new Rig();
    const unmerged = await rig.open("unmerged");
    inside(unmerged).commit({ "b.txt": "b" });
    const dirty = await rig.open("dirty");
    writeFileSync(join(dirty.path, "new.txt"), "new");
    const left = inside(unmerged).git("rev-parse", "HEAD");
    rig.repo.git("update-ref", `refs/pawl/${rig.run}/left/dirty/1`, left);
    const { removed, kept } = await gc(rig);
    expect(removed).toEqual([]);
    expect(kept.map(({ name, why }) => [name, why])).toEqual([
      [dirty.path, "it has changes that are not committed; `--force` takes them away"],
      [unmerged.path, UNMERGED],
      [`refs/heads/pawl-phase/${rig.run}/dirty`, `it is checked out in ${dirty.path}`],
      [`refs/heads/pawl-phase/${rig.run}/unmerged`, `it is checked out in ${unmerged.path}`],
      [`refs/pawl/${rig.run}/left/dirty/1`, UNMERGED],
    ]);
    expect(existsSync(join(dirty.path, "new.txt"))).toBe(true);
    const forced = await gc(rig, { force: true });
    expect([forced.kept, brief(forced.removed)]).toEqual([
      [],
      ["branch dirty", "branch unmerged", "ref 1", "worktree dirty", "worktree unmerged"],
    ]);
    expect(rig.left()).toEqual([]);
  });

  test("is merged as well where a branch of the user's has it", async () => {
    const rig = new Rig();
    const open = await rig.open();
    const done = inside(open).commit({ "b.txt": "b" });
    rig.repo.git("merge", "-q", "--ff-only", done);
    rig.repo.git("update-ref", "-d", `refs/heads/pawl/${rig.run}`);
    expect(brief((await gc(rig)).removed)).toEqual(["branch build", "worktree build"]);
  });

  test("is let be where a person has its branch checked out", async () => {
    const rig = new Rig();
    const open = await rig.open();
    const away = join(temporaryFolder(), "away");
    rig.repo.git("worktree", "add", "-q", "--force", away, open.branch);
    const { kept } = await gc(rig, { force: true });
    expect(kept.map(({ why }) => why)).toEqual([`it is checked out in ${away}`]);
    expect(rig.repo.git("rev-parse", open.branch)).toBe(rig.base);
  });
});

describe("what is let be", () => {
  test("is all of runs that have not ended, and of runs that nobody knows, even with force", async () => {
    const rig = new Rig({ setup: "mkdir node_modules; echo m > node_modules/m" }, FILES);
    const open = await rig.open();
    const stranger = join(rig.root, readdirSync(rig.root)[0]!, "someone");
    mkdirSync(stranger);
    const { removed, kept } = await gc(rig, { ended: false, force: true });
    expect(removed).toEqual([]);
    expect(kept.map(({ kind, why }) => [kind, why])).toEqual([
      ["worktree", "its run has not ended"],
      ["branch", "its run has not ended"],
      ["worktree", "its run is not known here: its state may be in another folder or store"],
    ]);
    expect(existsSync(open.path)).toBe(true);
  });

  test("is not in the way where the repository is gone", async () => {
    const rig = new Rig();
    await rig.open();
    rmSync(rig.repo.dir, { recursive: true });
    expect(await gc(rig)).toEqual({ removed: [], kept: [] });
  });
});
