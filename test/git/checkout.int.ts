import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { changedPaths, diffSummary, emptyTree } from "../../src/git/changes.ts";
import { addCheckout } from "../../src/git/checkout.ts";
import { repositoryOf } from "../../src/git/repository.ts";
import { Repo, temporaryFolder } from "./rig.ts";

/** Git as a check's command would use it. */
const inFolder =
  (cwd: string) =>
  (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=Bo", "-c", "user.email=bo@example.com", ...args], {
      cwd,
      env: { PATH: process.env["PATH"]!, HOME: dirname(cwd), GIT_CONFIG_NOSYSTEM: "1" },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trimEnd();

async function checkout(repo: Repo, dir = repo.dir) {
  const folder = join(temporaryFolder(), "@checkout");
  const repository = (await repositoryOf(dir))!;
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
    inFolder(path)("update-index", "--assume-unchanged", "a.txt");
    expect(await changed()).toEqual(["a.txt"]);
    await remove();
  });

  test("takes the place of one that was left", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const folder = join(temporaryFolder(), "not/there/@checkout");
    const repository = (await repositoryOf(repo.dir))!;
    const head = repo.git("rev-parse", "HEAD");
    await addCheckout(repository, head, folder);
    mkdirSync(join(folder, "locked"));
    writeFileSync(join(folder, "locked/left.txt"), "left");
    chmodSync(join(folder, "locked"), 0o500);
    const again = await addCheckout(repository, head, folder);
    expect(readdirSync(folder).sort()).toEqual([".git", "a.txt"]);
    await again.remove();
    expect(readdirSync(dirname(folder))).toEqual([]);
  });

  test("is a repository of its own: what is done to it reaches nothing of the user's", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    repo.git("branch", "other");
    repo.git("config", "remote.origin.url", "/nowhere");
    const before = repo.everything();
    const { path, changed, write, remove } = await checkout(repo);
    const own = inFolder(path);
    write("a.txt", "x");
    own("stash");
    own("branch", "-D", "other", "main");
    write("a.txt", "y");
    own("commit", "-qam", "a check's own");
    own("tag", "v9");
    own("config", "core.hooksPath", "/elsewhere");
    own("config", "filter.same.clean", "printf a");
    write(".git/info/attributes", "* filter=same\n");
    own("update-ref", "refs/pawl/mine", "HEAD");
    own("remote", "add", "more", "/elsewhere");
    own("worktree", "add", "-q", "--detach", join(temporaryFolder(), "more"));
    own("gc", "-q", "--prune=now");
    expect(repo.everything()).toEqual(before);
    expect(repo.git("for-each-ref", "--format=%(refname)")).toBe(
      "refs/heads/main\nrefs/heads/other",
    );
    expect(await changed()).toEqual(["a.txt"]);
    await remove();
    expect(repo.everything()).toEqual(before);
  });

  test("knows the history, branches and tags, and no password", async () => {
    const repo = new Repo();
    const first = repo.commit({ ".gitattributes": "*.low filter=upper\n" });
    repo.git("tag", "-a", "v1", "-m", "one");
    repo.git("update-ref", "refs/remotes/origin/main", first);
    repo.write({ "a.txt": "stashed" }).git("stash", "-u");
    repo.git("config", "filter.upper.clean", "tr a-z A-Z");
    repo.git("config", "filter.upper.smudge", "tr A-Z a-z");
    repo.git("config", "remote.origin.url", "https://ann:word@example.com/x.git");
    repo.git("config", "http.https://example.com/.extraheader", "Authorization: word");
    repo.git("config", 'remote.a "b\\c.fetch', "+refs/*:refs/*");
    const second = repo.commit({ "b.low": "abc" });
    const { path, changed, remove } = await checkout(repo);
    const own = inFolder(path);
    expect(own("describe")).toMatch(/^v1-1-g/);
    expect(own("rev-parse", "HEAD", "main", "origin/main").split("\n")).toEqual([
      second,
      second,
      first,
    ]);
    expect(own("diff", "--name-only", "origin/main")).toBe("b.low");
    expect(own("status", "--porcelain")).toBe("");
    expect(readFileSync(join(path, "b.low"), "utf8")).toBe("abc");
    expect(own("config", "remote.origin.url")).toBe("https://example.com/x.git");
    expect(own("config", 'remote.a "b\\c.fetch')).toBe("+refs/*:refs/*");
    expect(readFileSync(join(path, ".git/config"), "utf8")).not.toContain("word");
    expect(() => own("rev-parse", "-q", "--verify", "refs/stash")).toThrow();
    expect(await changed()).toEqual([]);
    await remove();
  });

  test("of a shallow clone, of a worktree, and of a repository with SHA-256", async () => {
    const source = new Repo();
    source.commit({ "a.txt": "a" });
    source.commit({ "a.txt": "b" });
    const shallow = new Repo(join(temporaryFolder(), "shallow"));
    shallow.git("fetch", "-q", "--depth", "1", `file://${source.dir}`, "main");
    shallow.git("checkout", "-q", "-B", "main", "FETCH_HEAD");
    const one = await checkout(shallow);
    expect(inFolder(one.path)("log", "--format=%s").split("\n")).toHaveLength(1);
    await one.remove();
    const other = join(temporaryFolder(), "other");
    source.git("worktree", "add", "-q", "--detach", other);
    const two = await checkout(source, other);
    two.write("a.txt", "c");
    expect(await two.changed()).toEqual(["a.txt"]);
    await two.remove();
    const dir = join(temporaryFolder(), "256");
    source.git("init", "-q", "--object-format=sha256", dir);
    const large = new Repo(dir);
    const head = large.commit({ "a.txt": "a" });
    const three = await checkout(large);
    expect(inFolder(three.path)("rev-parse", "HEAD")).toBe(head);
    await three.remove();
  });

  test("puts back what another commit had, and tells of what is changed later", async () => {
    const repo = new Repo();
    const base = repo.commit({ "run.sh": "exit 1", "gone.sh": "exit 1", "a.txt": "a" });
    repo.git("rm", "-q", "gone.sh");
    repo.commit({ "run.sh": "exit 0" });
    const { path, changed, putBack, write, remove } = await checkout(repo);
    await putBack(base, ["run.sh", "gone.sh"]);
    expect(readFileSync(join(path, "run.sh"), "utf8")).toBe("exit 1");
    expect(readFileSync(join(path, "gone.sh"), "utf8")).toBe("exit 1");
    expect(await changed()).toEqual([]);
    write("run.sh", "exit 0");
    expect(await changed()).toEqual(["run.sh"]);
    await remove();
  });

  test("of a commit that is not there fails with git's words", async () => {
    const repo = new Repo();
    repo.commit({ "a.txt": "a" });
    const repository = (await repositoryOf(repo.dir))!;
    const folder = join(temporaryFolder(), "@checkout");
    await expect(addCheckout(repository, "0".repeat(39) + "1", folder)).rejects.toThrow(
      /^git read-tree: fatal: .*0{39}1/,
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
