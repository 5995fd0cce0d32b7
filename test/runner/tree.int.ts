import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { changesBetween, treeOf } from "../../src/runner/tree.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pawl tree é "))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text: string): void => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    cwd: folder,
    encoding: "utf8",
  });

async function changes(work: () => void): Promise<string[]> {
  const before = await treeOf(folder);
  work();
  return changesBetween(before, await treeOf(folder));
}

describe.each(["a git repository", "a plain folder"])("%s", (kind) => {
  beforeEach(() => {
    write("kept.txt", "kept");
    write("sub/odd name ü.txt", "odd");
    write("edited before.txt", "1");
    if (kind === "a plain folder") return;
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "first");
    write("edited before.txt", "2");
    write("untracked.txt", "u");
  });

  test("does not change where a view of Pawl's does, by whatever way the folder is named", async () => {
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    try {
      const views = [join(link, "PROGRESS.json"), join(link, "status")];
      const before = await treeOf(folder, false, views);
      write("PROGRESS.json", "{}");
      write("status/one.yaml", "a: b");
      write("PROGRESS.json.0a1b2c3d.tmp", "{");
      write("status.txt", "theirs");
      expect(changesBetween(before, await treeOf(folder, false, views))).toEqual(["status.txt"]);
    } finally {
      rmSync(link);
    }
  });

  test("that nobody touches stays the same", async () => {
    expect(await changes(() => {})).toEqual([]);
  });

  test("tells what is new, changed, changed again, and gone", async () => {
    const told = await changes(() => {
      write("new/file.txt", "new");
      write("sub/odd name ü.txt", "changed");
      write("edited before.txt", "3");
      unlinkSync(join(folder, "kept.txt"));
    });
    expect(told).toEqual(["edited before.txt", "kept.txt", "new/file.txt", "sub/odd name ü.txt"]);
  });

  test("does not count what Pawl writes", async () => {
    expect(await changes(() => write(".pawl/runs/r/x", "x"))).toEqual([]);
  });
});

test("in git, a commit is a change even where the files end as they were; what is ignored is none", async () => {
  write(".gitignore", "built\n");
  write("a.txt", "a");
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-qm", "first");
  expect(await changes(() => write("built", "x"))).toEqual([]);
  expect(await changes(() => git("commit", "-q", "--allow-empty", "-m", "empty"))).toEqual([
    "HEAD",
    "refs/heads/main",
  ]);
});

describe("what a repository holds beside its files", () => {
  beforeEach(() => {
    write("a.txt", "a");
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-qm", "first");
  });

  test.each<[string, () => void, readonly string[]]>([
    ["a setting", () => git("config", "core.fsmonitor", "./evil"), [".git/config"]],
    ["a hook", () => write(".git/hooks/pre-commit", "#!/bin/sh"), [".git/hooks/pre-commit"]],
    ["what is overlooked", () => write(".git/info/exclude", "hidden"), [".git/info/exclude"]],
    ["a branch", () => git("branch", "other"), ["refs/heads/other"]],
    ["a tag", () => git("tag", "v1"), ["refs/tags/v1"]],
    ["what Pawl keeps at a gate", () => git("update-ref", "refs/pawl/r-1/build/1", "HEAD"), []],
    ["a branch of a phase", () => git("branch", "pawl-phase/r-1/build"), []],
    ["a branch of a run", () => git("branch", "pawl/r-1"), []],
    ["what is fetched", () => git("update-ref", "refs/remotes/origin/main", "HEAD"), []],
    ["packed refs, which are the same", () => git("pack-refs", "--all"), []],
  ])("%s", async (_, work, told) => {
    expect(await changes(work)).toEqual(told);
  });

  test("a stash, also one below the newest, and also where the files end as they were", async () => {
    const stash = (text: string): void => {
      write("a.txt", text);
      git("stash", "-q");
    };
    expect(await changes(() => stash("b"))).toEqual(["refs/stash"]);
    stash("c");
    expect(await changes(() => git("stash", "drop", "-q", "stash@{1}"))).toEqual(["refs/stash"]);
  });

  test("of a worktree it is that of the repository", async () => {
    const repository = folder;
    folder = join(repository, "tree");
    execFileSync("git", ["worktree", "add", "-q", "-b", "side", folder], { cwd: repository });
    try {
      expect(await changes(() => git("config", "alias.x", "!evil"))).toEqual([".git/config"]);
      expect(await changes(() => git("branch", "other"))).toEqual(["refs/heads/other"]);
    } finally {
      folder = repository;
    }
  });
});
