import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { finishRun } from "../../src/workspaces/finish.ts";
import { Repo, temporaryFolder } from "../git/rig.ts";

/** A user on `main`, and a run's branch that is ahead of where they began. */
function run(files: Readonly<Record<string, string>> = { "c.txt": "c\n" }) {
  const repo = new Repo();
  repo.git("config", "user.name", "Cy");
  repo.git("config", "user.email", "cy@example.com");
  const base = repo.commit({ "a.txt": "a\n", ".gitignore": "ignored\n" });
  repo.git("checkout", "-q", "-b", "pawl/r");
  const theirs = repo.commit(files);
  repo.git("checkout", "-q", "main");
  const finish = (dir = repo.dir) =>
    finishRun({ dir, integrate: "pawl/r", message: "Merge run r\n\nall of it" });
  return { repo, base, theirs, finish };
}

const command = "git merge --no-ff pawl/r";

describe("finishing a run", () => {
  test("merges its branch into the user's, as the user, with a commit of its own", async () => {
    const { repo, base, theirs, finish } = run();
    repo.write({ "own.txt": "not tracked", ignored: "x" });
    const done = await finish();
    const commit = repo.git("rev-parse", "HEAD");
    expect(done).toEqual({ type: "merged", branch: "main", from: base, commit });
    expect(repo.git("log", "-1", "--format=%P|%an|%B")).toBe(
      `${base} ${theirs}|Cy|Merge run r\n\nall of it`,
    );
    expect(repo.git("status", "--porcelain")).toBe("?? own.txt");
    expect(await finish()).toEqual({ type: "already", branch: "main", commit });
    expect(repo.git("rev-parse", "ORIG_HEAD")).toBe(base);
  });

  /** What came of it, and what it changed of the user's: nothing, it should be. */
  const tried = async ({ repo, finish }: ReturnType<typeof run>): Promise<object> => {
    const before = { ...repo.everything(), status: repo.git("status", "--porcelain") };
    const done = await finish();
    const after: Record<string, string> = {
      ...repo.everything(),
      status: repo.git("status", "--porcelain"),
    };
    // What git notes when it begins a merge, and how old files were when it looked, is nobody's.
    const noted = [".git/index", ".git/ORIG_HEAD", ".git/logs/HEAD"];
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const changed = names.filter(
      (name) => !noted.includes(name) && after[name] !== (before as typeof after)[name],
    );
    return { ...done, changed };
  };

  const left = (why: unknown, more: object = {}): object => ({
    type: "left",
    why,
    command,
    changed: [],
    ...more,
  });

  test.each([
    ["over one of its files", "c.txt"],
    ["over its last file", "z.txt"],
  ])("that was killed %s says how what it left is put back", async (_, name) => {
    const { repo, base, theirs, finish } = run({ "a.txt": "b\n", "c.txt": "c\n", "z.txt": "z\n" });
    repo.write({ ".git/info/attributes": `${name} filter=kill\n`, "own.txt": "not tracked" });
    repo.git("config", "filter.kill.smudge", "kill -9 $PPID; cat");
    const first = await finish();
    repo.git("config", "filter.kill.smudge", "cat");
    const again = await finish();
    expect(again).toEqual(first);
    const { why } = again as Extract<typeof again, { type: "left" }>;
    const command = /`(rm .+)`/.exec(why)![1]!;
    expect(why).toBe(
      `an earlier \`pawl finish\` was killed while it merged, and half of that merge is in ${repo.dir}; if you have changed nothing there since, \`${command}\` in that folder puts it back: then do it again`,
    );
    execFileSync("sh", ["-ec", command], { cwd: repo.dir, stdio: "ignore" });
    expect(repo.git("rev-parse", "HEAD")).toBe(base);
    expect(repo.git("status", "--porcelain")).toBe("?? own.txt");
    expect(await finish()).toMatchObject({ type: "merged", from: base });
    expect(repo.git("rev-parse", "HEAD^2")).toBe(theirs);
    expect(Object.keys(repo.everything()).filter((path) => path.includes("pawl-finish"))).toEqual(
      [],
    );
  });

  test("is not begun where git is at work", async () => {
    const each = run();
    const lock = each.repo.path(".git/index.lock");
    each.repo.write({ ".git/index.lock": "" });
    expect(await tried(each)).toEqual(
      left(
        `a git is at work in ${each.repo.dir}, or was killed there: ${lock} is there; wait for it, or delete that file if no git is at work`,
      ),
    );
  });

  test("leaves files alone that are not clean", async () => {
    const each = run();
    each.repo.write({ "a.txt": "dirty\n" });
    const { dir } = each.repo;
    expect(await tried(each)).toEqual(
      left(
        `there are changes in ${dir} that are not committed: a.txt; commit them, or put them aside with \`git stash\``,
      ),
    );
  });

  test("is not hindered by what Pawl itself has written, unless that would be merged, too", async () => {
    const views = ["PROGRESS.json", "out"];
    for (const [files, type] of [
      [{ "c.txt": "c\n" }, "merged"],
      [{ "PROGRESS.json": "theirs" }, "left"],
    ] as const) {
      const repo = new Repo();
      repo.git("config", "user.name", "Cy");
      repo.git("config", "user.email", "cy@example.com");
      repo.commit({ "PROGRESS.json": "{}", "out/a.md": "a" });
      repo.git("checkout", "-q", "-b", "pawl/r");
      repo.commit(files);
      repo.git("checkout", "-q", "main");
      repo.write({ "PROGRESS.json": "{ }", "out/a.md": "b" });
      const order = { dir: repo.dir, integrate: "pawl/r", message: "m" };
      expect(await finishRun(order)).toMatchObject({ type: "left" });
      expect(await finishRun({ ...order, views })).toMatchObject({ type });
      expect(readFileSync(join(repo.dir, "PROGRESS.json"), "utf8")).toBe("{ }");
    }
  });

  test("begins no merge with conflicts", async () => {
    const each = run({ "a.txt": "theirs\n" });
    each.repo.commit({ "a.txt": "ours\n" });
    expect(await tried(each)).toEqual(
      left("main and pawl/r have changed the same", { conflicts: ["a.txt"] }),
    );
  });

  test("puts nothing over files that git does not track, or ignores", async () => {
    const each = run({ "c.txt": "c\n", "sub/hidden": "theirs" });
    each.repo.write({ ".git/info/exclude": "hidden", "c.txt": "mine", "sub/hidden": "mine" });
    expect(await tried(each)).toEqual(
      left("files that git does not track are in the way: c.txt, sub/hidden; move them away"),
    );
  });

  test("gives up where a hook of the user's refuses", async () => {
    const each = run();
    each.repo.program(
      ".git/hooks/pre-merge-commit",
      "#!/bin/sh\necho 'not on Fridays' >&2\nexit 1\n",
    );
    expect(await tried(each)).toEqual(left(expect.stringMatching(/not on Fridays/)));
    expect(each.repo.git("status")).not.toMatch(/merging/);
  });

  test("waits for what is under way", async () => {
    const each = run();
    each.repo.git("checkout", "-q", "-b", "side");
    each.repo.commit({ "s.txt": "s" });
    each.repo.git("checkout", "-q", "main");
    each.repo.git("merge", "-q", "--no-commit", "--no-ff", "side");
    const { dir } = each.repo;
    expect(await tried(each)).toEqual(
      left(`a merge is under way in ${dir}; bring it to its end, or give it up`),
    );
  });

  test("needs a branch that is checked out", async () => {
    const each = run();
    each.repo.git("checkout", "-q", "--detach");
    const { dir } = each.repo;
    expect(await tried(each)).toEqual(
      left(`no branch is checked out in ${dir}; switch to the one that is to have it`),
    );
  });

  test("of a bare repository is left to the user", async () => {
    const { repo, finish } = run();
    const bare = join(temporaryFolder(), "bare.git");
    repo.git("clone", "-q", "--bare", repo.dir, bare);
    expect(await finish(bare)).toEqual({
      type: "left",
      why: "the repository is bare: nothing is checked out to merge into",
      command,
    });
  });

  test("is done in the user's own worktree too", async () => {
    const { repo, finish } = run();
    const dir = join(temporaryFolder(), "second");
    repo.git("worktree", "add", "-q", "-b", "second", dir);
    expect(await finish(dir)).toMatchObject({ type: "merged", branch: "second" });
  });
});
