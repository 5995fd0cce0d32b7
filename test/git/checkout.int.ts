import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { changedPaths, diffSummary, emptyTree } from "../../src/git/changes.ts";
import { addCheckout } from "../../src/git/checkout.ts";
import { repositoryOf } from "../../src/git/repository.ts";
import { Repo, temporaryFolder } from "./rig.ts";

async function checkout(repo: Repo) {
  const folder = join(temporaryFolder(), "@checkout");
  const repository = (await repositoryOf(repo.dir))!;
  const made = await addCheckout(repository, repo.git("rev-parse", "HEAD"), folder);
  return {
    ...made,
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
  };
}

describe("a checkout", () => {
  test("has the commit's files, runs no hook, and leaves nothing behind", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a", "sub/b.txt": "b" });
    repo.write({ "a.txt": "dirty", ".git/hooks/post-checkout": "#!/bin/sh\nexit 1\n" });
    chmodSync(repo.path(".git/hooks/post-checkout"), 0o755);
    const before = repo.everything();
    const { path, remove } = await checkout(repo);
    expect(readFileSync(join(path, "a.txt"), "utf8")).toBe("a");
    await remove();
    expect(existsSync(path)).toBe(false);
    expect(repo.everything()).toEqual(before);
    expect(repo.git("worktree", "list").split("\n")).toHaveLength(1);
  });

  test("tells which tracked files were changed since it was asked last", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a", "b.txt": "b", "c.txt": "c" });
    const { path, changed, write, remove } = await checkout(repo);
    expect(await changed()).toEqual([]);
    write("new.txt", "untracked files are nobody's");
    write("a.txt", "x");
    rmSync(join(path, "c.txt"));
    expect(await changed()).toEqual(["a.txt", "c.txt"]);
    expect(await changed()).toEqual([]);
    write("b.txt", "x");
    expect(await changed()).toEqual(["b.txt"]);
    await remove();
  });

  test("is not deceived by its own index", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const { path, changed, write, remove } = await checkout(repo);
    write("a.txt", "x");
    const env = { ...process.env, GIT_DIR: undefined };
    const { execFileSync } = await import("node:child_process");
    execFileSync("git", ["update-index", "--assume-unchanged", "a.txt"], { cwd: path, env });
    expect(await changed()).toEqual(["a.txt"]);
    await remove();
  });

  test("takes the place of one that was left, and lets others' worktrees be", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const away = join(temporaryFolder(), "away");
    repo.git("worktree", "add", "-q", away, "-b", "away");
    rmSync(away, { recursive: true });
    const folder = join(temporaryFolder(), "@checkout");
    const repository = (await repositoryOf(repo.dir))!;
    const head = repo.git("rev-parse", "HEAD");
    await addCheckout(repository, head, folder);
    rmSync(folder, { recursive: true });
    const again = await addCheckout(repository, head, folder);
    expect(existsSync(join(folder, "a.txt"))).toBe(true);
    await again.remove();
    expect(repo.git("worktree", "list", "--porcelain")).toContain(away);
  });

  test("of a commit that is not there fails with git's words", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const repository = (await repositoryOf(repo.dir))!;
    const folder = join(temporaryFolder(), "@checkout");
    await expect(addCheckout(repository, "0".repeat(39) + "1", folder)).rejects.toThrow(
      /^git worktree: fatal: .*0{39}1/,
    );
    expect(existsSync(folder)).toBe(false);
  });
});

describe("what differs", () => {
  test("is counted by file, binary files without lines", async () => {
    const repo = new Repo();
    const base = repo.commit({ "a.txt": "1\n2\n", "tab\tbed.txt": "1\n", "gone.txt": "1\n" });
    repo.write({ "a.txt": "1\n3\n4\n", "bin.dat": "\0\x01", "tab\tbed.txt": "" });
    rmSync(repo.path("gone.txt"));
    const now = repo.commit();
    expect(await diffSummary(repo.dir, base, now)).toEqual({
      files: [
        { path: "a.txt", added: 2, removed: 1 },
        { path: "bin.dat", added: 0, removed: 0 },
        { path: "gone.txt", added: 0, removed: 1 },
        { path: "tab\tbed.txt", added: 0, removed: 1 },
      ],
      added: 2,
      removed: 3,
    });
    const all = await diffSummary(repo.dir, await emptyTree(repo.dir), base);
    expect(all.added).toBe(4);
  });

  test("names a thousand files and counts the rest", async () => {
    const repo = new Repo();
    const base = repo.commit();
    const names = Array.from({ length: 1003 }, (_, index) => [`f${index}`, "1\n"]);
    const now = repo.commit(Object.fromEntries(names) as Record<string, string>);
    const { files, added, more } = await diffSummary(repo.dir, base, now);
    expect([files.length, added, more]).toEqual([1000, 1003, 3]);
  });

  test("knows a file that was moved", async () => {
    const repo = new Repo();
    const base = repo.commit({ "a.txt": "1\n2\n3\n", "b.txt": "b" });
    repo.git("mv", "a.txt", "c.txt");
    repo.git("rm", "-q", "b.txt");
    const now = repo.commit({ "d.txt": "d" });
    expect(await changedPaths(repo.dir, base, now)).toEqual([
      { path: "b.txt", state: "deleted" },
      { path: "c.txt", from: "a.txt", state: "changed" },
      { path: "d.txt", state: "added" },
    ]);
  });
});
