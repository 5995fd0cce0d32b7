import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { OpenWorkspace } from "../../src/core/workspace.ts";
import type { TidyOrder, UndoOrder } from "../../src/workspaces/port.ts";
import { tidy } from "../../src/workspaces/tidy.ts";
import { undo } from "../../src/workspaces/undo.ts";
import { temporaryFolder } from "../git/rig.ts";
import { inside, read, Rig, signal } from "./rig.ts";

const tidied = (rig: Rig, open: OpenWorkspace, more: Partial<TidyOrder> = {}) =>
  tidy(
    { ...rig.order(), open, head: open.base, owner: "build/one@1", ...more },
    rig.tools,
    signal(),
  );

const undone = (rig: Rig, open: OpenWorkspace | undefined, more: Partial<UndoOrder> = {}) =>
  undo({ ...rig.order(), ...(open ? { open } : {}), round: 1, ...more }, rig.tools);

const write = (open: OpenWorkspace, files: Readonly<Record<string, string>>) =>
  inside(open).write(files);

describe("what a task that came to nothing has left", () => {
  test("is nothing: then nothing is kept", async () => {
    const rig = new Rig();
    const open = await rig.open();
    expect(await tidied(rig, open)).toEqual({});
    expect(rig.repo.git("for-each-ref", "refs/pawl")).toBe("");
  });

  test("is kept with its commits, and the worktree is as before; ignored files stay", async () => {
    const rig = new Rig({}, { ".gitignore": "node_modules\n", "a.txt": "a\n", "b.txt": "b\n" });
    const open = await rig.open();
    const own = inside(open).commit({ "own.txt": "the agent's own" });
    write(open, { "a.txt": "changed", "sub/new.txt": "new", "node_modules/m": "m" });
    rmSync(join(open.path, "b.txt"));
    inside(open).git("add", "a.txt");
    const kept = `refs/pawl/${rig.run}/left/build/one@1/1`;
    expect(await tidied(rig, open)).toEqual({ kept });
    expect(rig.repo.git("rev-parse", `${kept}^`)).toBe(own);
    expect(rig.repo.filesOf(kept)).toEqual({
      ".gitignore": "node_modules",
      "a.txt": "changed",
      "own.txt": "the agent's own",
      "sub/new.txt": "new",
    });
    expect(inside(open).git("rev-parse", "HEAD", open.branch).split("\n")).toEqual([
      open.base,
      open.base,
    ]);
    expect(inside(open).git("status", "--porcelain")).toBe("");
    expect(existsSync(join(open.path, "sub"))).toBe(false);
    expect(read(open, "node_modules/m")).toBe("m");
    // Asked again after a crash, it tells the same and keeps nothing more.
    expect(await tidied(rig, open)).toEqual({ kept });
    expect(rig.repo.git("for-each-ref", "--format=%(refname)", "refs/pawl")).toBe(kept);
  });

  test("is kept where another branch is checked out, a rebase is under way, and git is told not to look", async () => {
    const rig = new Rig();
    const open = await rig.open();
    const there = inside(open);
    const own = there.commit({ "own.txt": "1" });
    there.git("checkout", "-q", "-b", "elsewhere", open.base);
    there.commit({ "a.txt": "elsewhere" });
    there.git("checkout", "-q", "--detach");
    there.git("update-index", "--assume-unchanged", "a.txt");
    write(open, { "a.txt": "hidden" });
    mkdirSync(join(there.git("rev-parse", "--absolute-git-dir"), "rebase-merge"));
    const { kept } = await tidied(rig, open);
    expect(rig.repo.filesOf(kept!)["a.txt"]).toBe("hidden");
    expect(rig.repo.git("rev-list", kept!).split("\n")).toContain(own);
    expect(there.git("symbolic-ref", "HEAD")).toBe(`refs/heads/${open.branch}`);
    expect(there.git("status")).not.toContain("rebase");
    expect(read(open, "a.txt")).toBe("a\n");
    expect(there.git("ls-files", "-v", "a.txt")).toBe("H a.txt");
  });

  test("of several tries has a number each", async () => {
    const rig = new Rig();
    const open = await rig.open();
    const kept: unknown[] = [];
    for (const text of ["one", "two"]) {
      write(open, { "a.txt": text });
      kept.push((await tidied(rig, open)).kept);
    }
    const start = `refs/pawl/${rig.run}/left/build/one@1`;
    expect(kept).toEqual([`${start}/1`, `${start}/2`]);
    expect(kept.map((each) => rig.repo.filesOf(each as string)["a.txt"])).toEqual(["one", "two"]);
  });

  test("makes room for a merge, which leaves its conflicts in the files; again and again", async () => {
    const rig = new Rig();
    const open = await rig.open();
    const integrate = open.integrate!;
    const head = inside(open).commit({ "a.txt": "ours\n" });
    const theirs = rig.repo.commit({ "a.txt": "theirs\n", "c.txt": "c" });
    rig.repo.git("update-ref", `refs/heads/${integrate}`, theirs);
    write(open, { "half.txt": "half" });
    const order = { head, merge: integrate };
    const { kept } = await tidied(rig, open, order);
    expect(rig.repo.filesOf(kept!)["half.txt"]).toBe("half");
    const look = () => [
      inside(open).git("rev-parse", "HEAD", "MERGE_HEAD"),
      inside(open).git("status", "--porcelain"),
      read(open, "a.txt"),
    ];
    const seen = look();
    expect(seen).toEqual([
      `${head}\n${theirs}`,
      "UU a.txt\nA  c.txt",
      `<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> refs/heads/${integrate}\n`,
    ]);
    await tidied(rig, open, order);
    expect(look()).toEqual(seen);
  });

  test("cannot be merged with a branch that is not there", async () => {
    const rig = new Rig();
    const open = await rig.open();
    await expect(tidied(rig, open, { merge: "nope" })).rejects.toThrow(
      "git merge: there is no branch nope",
    );
  });

  test("hides behind a stale lock of git's", async () => {
    const rig = new Rig();
    const open = await rig.open();
    write(open, { "a.txt": "x" });
    const dir = inside(open).git("rev-parse", "--absolute-git-dir");
    for (const name of ["index.lock", "HEAD.lock"]) writeFileSync(join(dir, name), "");
    writeFileSync(rig.repo.path(`.git/refs/heads/${open.branch}.lock`), "");
    expect((await tidied(rig, open)).kept).toBeDefined();
    expect(inside(open).git("status", "--porcelain")).toBe("");
  });
});

describe("undoing a phase", () => {
  test("keeps all that it did, and takes worktree, branch and port away", async () => {
    const rig = new Rig({ ports: { from: 41_000, step: 10 } });
    const before = rig.repo.everything();
    const open = await rig.open();
    const done = inside(open).commit({ "b.txt": "b" });
    write(open, { "a.txt": "not committed" });
    expect(await undone(rig, open)).toEqual({});
    const kept = `refs/pawl/${rig.run}/undone/build/1`;
    expect(rig.repo.git("rev-parse", `${kept}^`)).toBe(done);
    expect(rig.repo.filesOf(kept)["a.txt"]).toBe("not committed");
    expect(rig.left()).toEqual([]);
    rig.repo.git("update-ref", "-d", `refs/heads/${open.integrate!}`);
    expect(rig.repo.everything()).toEqual(before);
    expect(await undone(rig, open)).toEqual({});
    expect(rig.repo.git("for-each-ref", "--format=%(refname)", "refs/pawl")).toBe(kept);
  });

  test("takes the worktrees of its tasks along", async () => {
    const rig = new Rig();
    const open = await rig.open();
    const task = await rig.open("build", { task: "one" });
    const other = await rig.open("build-two");
    const done = inside(task).commit({ "t.txt": "t" });
    await undone(rig, open);
    expect(rig.repo.git("rev-parse", `refs/pawl/${rig.run}/left/build/one/1`)).toBe(done);
    expect(rig.repo.git("worktree", "list").split("\n")).toHaveLength(2);
    expect(existsSync(other.path)).toBe(true);
  });

  test("moves the run's branch back, unless somebody else has moved it", async () => {
    const rig = new Rig();
    const open = await rig.open();
    const branch = open.integrate!;
    const landed = inside(open).commit({ "b.txt": "b" });
    rig.repo.git("update-ref", `refs/heads/${branch}`, landed);
    const integrate = { branch, from: landed, to: rig.base };
    expect(await undone(rig, undefined, { integrate })).toEqual({});
    expect(rig.repo.git("rev-parse", branch)).toBe(rig.base);
    expect(rig.repo.git("rev-parse", `refs/pawl/${rig.run}/undone/build/1-merged`)).toBe(landed);
    expect(await undone(rig, undefined, { integrate })).toEqual({});
    const other = rig.repo.commit({ "c.txt": "c" });
    rig.repo.git("update-ref", `refs/heads/${branch}`, other);
    expect(await undone(rig, undefined, { integrate })).toEqual({
      notes: [
        `branch ${branch} is let be: it is at ${other.slice(0, 12)}, where somebody else has moved it; the phase was undone in the run all the same. To undo it there too: git update-ref refs/heads/${branch} ${rig.base}`,
      ],
    });
    expect(rig.repo.git("rev-parse", branch)).toBe(other);
  });

  test("does not move a branch that somebody has checked out", async () => {
    const rig = new Rig();
    const open = await rig.open();
    const branch = open.integrate!;
    const landed = inside(open).commit({ "b.txt": "b" });
    rig.repo.git("update-ref", `refs/heads/${branch}`, landed);
    const away = join(temporaryFolder(), "away");
    rig.repo.git("worktree", "add", "-q", away, branch);
    const integrate = { branch, from: landed, to: rig.base };
    const { notes } = await undone(rig, undefined, { integrate });
    expect(notes?.[0]).toContain(`branch ${branch} is let be: it is checked out in ${away};`);
    expect(rig.repo.git("rev-parse", branch)).toBe(landed);
  });
});

describe("a worktree that is there already", () => {
  test("is taken as it is, put back, and never taken away", async () => {
    const rig = new Rig();
    const at = join(temporaryFolder(), "by hand");
    rig.repo.git("worktree", "add", "-q", at, "-b", "mine");
    Object.assign(rig.workspace, { at });
    const open = await rig.open();
    expect(open).toEqual({ path: at, cwd: at, branch: "mine", base: rig.base });
    expect(await rig.open()).toEqual(open);
    const done = inside(open).commit({ "b.txt": "b" });
    write(open, { "c.txt": "c" });
    const { kept } = await tidied(rig, open, { head: done });
    expect(rig.repo.git("rev-parse", `${kept}^`)).toBe(done);
    await undone(rig, open);
    expect(rig.repo.git("rev-parse", "mine")).toBe(rig.base);
    expect(inside(open).git("status", "--porcelain")).toBe("");
  });

  test("is refused with changes, without a branch, of another repository, and where it is not", async () => {
    const rig = new Rig();
    const at = join(temporaryFolder(), "by hand");
    Object.assign(rig.workspace, { at });
    await expect(rig.open()).rejects.toThrow(
      `there is no folder ${at}; make one with \`git worktree add\``,
    );
    rig.repo.git("worktree", "add", "-q", at, "-b", "mine");
    writeFileSync(join(at, "a.txt"), "changed");
    await expect(rig.open()).rejects.toThrow(
      `${at} has changes that are not committed: a.txt; commit or stash them first`,
    );
    rig.repo.git("-C", at, "checkout", "-q", "--force", "--detach");
    await expect(rig.open()).rejects.toThrow(
      `${at} has no branch checked out; run \`git switch\` to one in it`,
    );
    Object.assign(rig.workspace, { at: new Rig().repo.dir });
    await expect(rig.open()).rejects.toThrow(/is no worktree of the repository of/);
  });
});
