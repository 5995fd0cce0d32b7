import { chmodSync, existsSync, readdirSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../src/git/repository.ts";
import { currentTree, snapshotRef, takeSnapshot } from "../../src/git/snapshot.ts";
import type { Snapshot } from "../../src/git/snapshot.ts";
import { Repo, temporaryFolder } from "./rig.ts";

const NAME = { run: "r-1", phase: "build", round: 1 };

const snapshotOf = async (repo: Repo, dir = repo.dir): Promise<Snapshot> =>
  takeSnapshot((await repositoryOf(dir))!, NAME);

const treeNow = async (repo: Repo): Promise<string> => currentTree((await repositoryOf(repo.dir))!);

/** A repository with something in each place where a user keeps things. */
function busy(): Repo {
  const repo = new Repo();
  repo.commit({
    "kept.txt": "kept",
    "changed.txt": "old",
    "gone.txt": "gone",
    ".gitignore": "*.log\n",
  });
  repo.git("branch", "other");
  repo.write({ "kept.txt": "stashed" }).git("stash");
  repo.write({ "changed.txt": "staged", "both.txt": "staged" }).git("add", "-A");
  repo.write({ "both.txt": "and changed", "näu & neu.txt": "new", "x.log": "ignored" });
  repo.write({ ".pawl/runs/r/journal.jsonl": "{}", "sub/.pawl/x": "{}" });
  rmSync(repo.path("gone.txt"));
  return repo;
}

describe("a snapshot", () => {
  test("is exactly the files as they are, and nothing of the user's is touched", async () => {
    const repo = busy();
    const before = repo.everything();
    const { commit, tree } = await snapshotOf(repo);
    expect(repo.everything()).toEqual(before);
    expect(repo.filesOf(commit)).toEqual({
      ".gitignore": "*.log",
      "both.txt": "and changed",
      "changed.txt": "staged",
      "kept.txt": "kept",
      "näu & neu.txt": "new",
    });
    expect(repo.git("rev-parse", `${commit}^{tree}`)).toBe(tree);
    expect(repo.git("rev-parse", `${commit}^`)).toBe(repo.git("rev-parse", "HEAD"));
    expect(repo.git("rev-parse", "refs/pawl/r-1/build/1")).toBe(commit);
  });

  test("outlives a clean-up of the repository", async () => {
    const repo = busy();
    const { commit } = await snapshotOf(repo);
    repo.git("gc", "-q", "--prune=now");
    expect(repo.filesOf(commit)["both.txt"]).toBe("and changed");
  });

  test("of the same files on the same commit is the same commit", async () => {
    const repo = busy();
    const first = await snapshotOf(repo);
    utimesSync(repo.path("kept.txt"), 1, 1);
    expect(await snapshotOf(repo)).toEqual(first);
    repo.write({ "kept.txt": "other" });
    expect((await snapshotOf(repo)).tree).not.toBe(first.tree);
  });

  test("sees a change of the same length in the second of the commit", async () => {
    const repo = new Repo();
    for (let round = 0; round < 5; round++) {
      repo.commit({ "a.txt": `one ${round}` });
      repo.write({ "a.txt": `two ${round}` });
      expect(repo.filesOf((await snapshotOf(repo)).commit)).toEqual({ "a.txt": `two ${round}` });
    }
  });

  test("sees what the index was told not to look at", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "one", "b.txt": "one" });
    repo.git("update-index", "--assume-unchanged", "a.txt");
    repo.git("update-index", "--skip-worktree", "b.txt");
    repo.write({ "a.txt": "two", "b.txt": "two" });
    expect(repo.filesOf((await snapshotOf(repo)).commit)).toEqual({
      "a.txt": "two",
      "b.txt": "two",
    });
  });

  test("keeps what a sparse checkout has left out", async () => {
    const repo = new Repo();
    repo.commit({ "in/a.txt": "a", "out/b.txt": "b" });
    repo.git("sparse-checkout", "set", "in");
    expect(existsSync(repo.path("out"))).toBe(false);
    expect(repo.filesOf((await snapshotOf(repo)).commit)).toEqual({
      "in/a.txt": "a",
      "out/b.txt": "b",
    });
  });

  test("is made where there is no commit yet, and where there is no file", async () => {
    const repo = new Repo();
    const empty = await snapshotOf(repo);
    expect(repo.filesOf(empty.commit)).toEqual({});
    repo.write({ "a.txt": "a" });
    const { commit } = await snapshotOf(repo);
    expect(repo.filesOf(commit)).toEqual({ "a.txt": "a" });
    expect(repo.git("log", "--format=%P", commit)).toBe("");
  });

  test("is made of a detached head, amid a conflict, and in a worktree of the user's", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "one" });
    repo.git("checkout", "-q", "-b", "side");
    repo.commit({ "a.txt": "side" });
    repo.git("checkout", "-q", "--detach", "main");
    repo.commit({ "a.txt": "detached" });
    expect(() => repo.git("merge", "side")).toThrow();
    repo.write({ "a.txt": "resolved" });
    const before = repo.everything();
    expect(repo.filesOf((await snapshotOf(repo)).commit)).toEqual({ "a.txt": "resolved" });
    expect(repo.everything()).toEqual(before);
    const other = join(temporaryFolder(), "tree");
    repo.git("worktree", "add", "-q", other, "main");
    const snapshot = await takeSnapshot((await repositoryOf(other))!, NAME);
    expect(repo.filesOf(snapshot.commit)).toEqual({ "a.txt": "one" });
  });

  test("of a folder within the repository is of the whole repository", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a", "sub/b.txt": "b" });
    repo.write({ "a.txt": "changed" });
    expect((await repositoryOf(repo.path("sub")))?.prefix).toBe("sub/");
    const { commit } = await snapshotOf(repo, repo.path("sub"));
    expect(repo.filesOf(commit)).toEqual({ "a.txt": "changed", "sub/b.txt": "b" });
  });

  test("starts no hook, no file monitor and no signing, and needs nobody's name", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const hook = `#!/bin/sh\ntouch "${repo.path("hooked")}"\nexit 1\n`;
    for (const name of ["pre-commit", "post-index-change", "reference-transaction", "monitor"]) {
      repo.write({ [`.git/hooks/${name}`]: hook });
      chmodSync(repo.path(`.git/hooks/${name}`), 0o755);
    }
    repo.git("config", "core.fsmonitor", repo.path(".git/hooks/monitor"));
    repo.git("config", "commit.gpgSign", "true");
    repo.git("config", "user.useConfigOnly", "true");
    repo.write({ "a.txt": "b" });
    expect(repo.filesOf((await snapshotOf(repo)).commit)).toEqual({ "a.txt": "b" });
    expect(existsSync(repo.path("hooked"))).toBe(false);
  });

  test("is of this repository, whatever GIT_ variables are set", async () => {
    const repo = busy();
    const { tree } = await snapshotOf(repo);
    const before = { ...process.env };
    Object.assign(process.env, {
      GIT_DIR: "/nowhere",
      GIT_INDEX_FILE: "/nowhere",
      GIT_WORK_TREE: "/",
    });
    try {
      expect((await snapshotOf(repo)).tree).toBe(tree);
    } finally {
      process.env = before;
    }
  });

  test("holds pointers of LFS, links, modes and what is large as they are", async () => {
    const repo = new Repo();
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 3";
    repo.write({
      ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n",
      "a.bin": pointer,
    });
    repo.write({ "run.sh": "true", "large.dat": "x".repeat(20_000_000) });
    chmodSync(repo.path("run.sh"), 0o755);
    symlinkSync("run.sh", repo.path("link"));
    const { commit } = await snapshotOf(repo);
    expect(repo.git("cat-file", "-p", `${commit}:a.bin`)).toBe(pointer);
    expect(repo.git("cat-file", "-s", `${commit}:large.dat`)).toBe("20000000");
    expect(repo.git("ls-tree", commit, "run.sh", "link").replace(/ blob \w+\t/g, " ")).toBe(
      "120000 link\n100755 run.sh",
    );
  });

  test("says which submodules it does not look into", async () => {
    const inner = new Repo();
    inner.commit({ "i.txt": "i" });
    const repo = new Repo();
    repo.git("submodule", "add", "-q", inner.dir, "lib/inner");
    repo.commit();
    repo.write({ "lib/inner/i.txt": "changed within" });
    expect((await snapshotOf(repo)).submodules).toEqual(["lib/inner"]);
  });

  test("fails with git's own words where a file cannot be taken up", async () => {
    const repo = new Repo();
    repo.nested("nested");
    await expect(snapshotOf(repo)).rejects.toThrow(
      "git add: error: 'nested/' does not have a commit checked out; fatal: adding files failed",
    );
  });

  test("has a name that git takes, whatever dots the ids have", () => {
    expect(snapshotRef({ run: "a..b", phase: "x.lock", round: 2 })).toBe(
      "refs/pawl/a%2E.b/x%2Elock/2",
    );
    const repo = new Repo();
    for (const id of ["a..b", "a.lock", "a.", "a...lock", "a.b"])
      expect(repo.git("check-ref-format", snapshotRef({ run: id, phase: id, round: 1 }))).toBe("");
  });
});

describe("the tree of now", () => {
  test("is that of the snapshot, and leaves no object behind", async () => {
    const repo = busy();
    const { tree } = await snapshotOf(repo);
    expect(await treeNow(repo)).toBe(tree);
    repo.write({ "new.txt": "only looked at" });
    const objects = readdirSync(repo.path(".git/objects"), { recursive: true });
    const before = repo.everything();
    expect(await treeNow(repo)).not.toBe(tree);
    expect(readdirSync(repo.path(".git/objects"), { recursive: true })).toEqual(objects);
    expect(repo.everything()).toEqual(before);
  });
});

describe("the repository of a folder", () => {
  test("is none where there is no git, and where it ignores the folder", async () => {
    expect(await repositoryOf(temporaryFolder())).toBeUndefined();
    const repo = new Repo();
    repo.write({ ".gitignore": "out/\n", "out/a.txt": "a" });
    expect(await repositoryOf(repo.path("out"))).toBeUndefined();
  });

  test("that git cannot read is an error and not none", async () => {
    const repo = new Repo();
    repo.write({ ".git/config": "[core\n" });
    await expect(repositoryOf(repo.dir)).rejects.toThrow(
      /^git rev-parse: fatal: bad config line 1 in file .*config$/,
    );
  });
});
