import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
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
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "first");
  expect(await changes(() => write("built", "x"))).toEqual([]);
  expect(await changes(() => git("commit", "-q", "--allow-empty", "-m", "empty"))).toEqual([
    "HEAD",
  ]);
});
