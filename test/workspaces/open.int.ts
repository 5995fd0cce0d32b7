import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { baseOf } from "../../src/workspaces/baseOf.ts";
import { Repo, temporaryFolder } from "../git/rig.ts";
import { inside, read, Rig } from "./rig.ts";

describe("a phase's worktree", () => {
  test("begins from the run's branch, outside of the repository, and leaves the user's checkout as it is", async () => {
    const rig = new Rig();
    rig.repo.write({ "a.txt": "dirty\n", "new.txt": "new\n" });
    rig.repo.git("add", "new.txt");
    const before = rig.repo.everything();
    const open = await rig.open();
    expect(open).toMatchObject({
      branch: `pawl-phase/${rig.run}/build`,
      base: rig.base,
      integrate: `pawl/${rig.run}`,
      cwd: open.path,
    });
    expect(open.notes).toBeUndefined();
    expect(open.path.startsWith(rig.root)).toBe(true);
    expect(read(open, "a.txt")).toBe("a\n");
    expect(existsSync(join(open.path, "new.txt"))).toBe(false);
    expect(rig.repo.git("rev-parse", `pawl/${rig.run}`)).toBe(rig.base);
    expect(inside(open).git("status", "--porcelain")).toBe("");
    const after = rig.repo.everything();
    for (const [name, was] of Object.entries(before))
      expect([name, after[name]]).toEqual([name, was]);
    const added = Object.keys(after).filter((name) => !(name in before));
    expect(
      added.filter((name) => !/^\.git\/(worktrees|refs\/heads\/pawl(-phase)?)\//.test(name)),
    ).toEqual([]);
  });

  test("is found when it is asked for again", async () => {
    const rig = new Rig();
    const open = await rig.open();
    writeFileSync(join(open.path, "work.txt"), "work");
    expect(await rig.open()).toEqual(open);
    expect(read(open, "work.txt")).toBe("work");
  });

  test("that was taken away by hand is made again on its branch", async () => {
    const rig = new Rig();
    const open = await rig.open();
    const made = inside(open).commit({ "b.txt": "b" });
    rmSync(open.path, { recursive: true });
    expect(await rig.open()).toEqual(open);
    expect(inside(open).git("rev-parse", "HEAD")).toBe(made);
  });

  test("of a later round begins anew, and what the earlier one did is kept", async () => {
    const rig = new Rig();
    const open = await rig.open();
    const made = inside(open).commit({ "b.txt": "b" });
    writeFileSync(join(open.path, "a.txt"), "changed");
    const again = await rig.open("build", { round: 2 });
    expect(again.base).toBe(rig.base);
    expect(existsSync(join(again.path, "b.txt"))).toBe(false);
    const kept = `refs/pawl/${rig.run}/undone/build/1`;
    expect(rig.repo.git("rev-parse", `${kept}^`)).toBe(made);
    expect(rig.repo.filesOf(kept)).toMatchObject({ "a.txt": "changed", "b.txt": "b" });
  });

  test("begins from what it is told to, and its folder is the plan's", async () => {
    const rig = new Rig();
    const later = rig.repo.commit({ "plans/more.txt": "more" });
    const order = { dir: rig.repo.path("plans"), from: later };
    const open = await rig.open("build", order);
    expect(open).toMatchObject({ base: later, cwd: join(open.path, "plans") });
    expect(readFileSync(join(open.cwd, "more.txt"), "utf8")).toBe("more");
    expect(rig.repo.git("rev-parse", `pawl/${rig.run}`)).toBe(rig.base);
  });

  test("of a task has its own branch, and phases do not meet", async () => {
    const rig = new Rig();
    const opened = await Promise.all([
      rig.open("a"),
      rig.open("b"),
      rig.open("c"),
      rig.open("a", { task: "t" }),
      rig.open("a", { task: "u" }),
    ]);
    expect(new Set(opened.map(({ path }) => path)).size).toBe(5);
    expect(opened.at(-1)!.branch).toBe(`pawl-task/${rig.run}/a/u`);
    expect(rig.repo.git("worktree", "list").split("\n")).toHaveLength(6);
  });

  test("says that the plan's folder is in no commit", async () => {
    const rig = new Rig();
    mkdirSync(rig.repo.path("drafts"));
    const open = await rig.open("build", { dir: rig.repo.path("drafts") });
    expect(open.notes).toEqual([
      `the plan's folder drafts is not in commit ${rig.base.slice(0, 12)}: it is empty here`,
    ]);
  });
});

describe("it is refused", () => {
  test("where the run's branch is checked out", async () => {
    const rig = new Rig();
    await expect(rig.open("build", { integrate: "main" })).rejects.toThrow(
      `branch main is checked out in ${rig.repo.dir}, and merging phases into it would move it under that checkout; run \`git switch\` to another branch there, then \`pawl resume\`; or give another one as \`integrate\``,
    );
    expect(rig.left()).toEqual([]);
  });

  test("where its name cannot be a branch's", async () => {
    const rig = new Rig();
    await expect(rig.open("build", { integrate: "a..b" })).rejects.toThrow(
      '"a..b" cannot be a branch\'s name; give another as `integrate`',
    );
  });

  test("where worktrees would be in the checkout", async () => {
    const rig = new Rig();
    const root = rig.repo.path("trees");
    Object.assign(rig.tools, { env: { PAWL_WORKTREES: root } });
    await expect(rig.open()).rejects.toThrow(
      `worktrees would be made in ${root}, which is inside the repository ${rig.repo.dir}; set PAWL_WORKTREES to a folder outside of it`,
    );
    expect(existsSync(root)).toBe(false);
  });

  test("where there is no repository, no commit, or no such base", async () => {
    const folder = temporaryFolder();
    await expect(baseOf(folder)).rejects.toThrow(
      `${folder} is in no git repository, and \`workspace: { mode: worktree }\` needs one; run \`git init\` and commit, or take \`mode: inplace\``,
    );
    const repo = new Repo();
    await expect(baseOf(repo.dir)).rejects.toThrow(
      `the repository of ${repo.dir} has no commit yet; commit something first, so that there is what a worktree can begin from`,
    );
    const commit = repo.commit({ a: "a" });
    await expect(baseOf(repo.dir, "nope")).rejects.toThrow(
      `\`base: nope\` names no branch, tag or commit in the repository of ${repo.dir}`,
    );
    expect(await baseOf(repo.dir)).toBe(commit);
    expect(await baseOf(repo.dir, "main")).toBe(commit);
  });
});

describe("repositories of all kinds", () => {
  test("a bare one, and a folder beside it", async () => {
    const source = new Rig();
    const folder = temporaryFolder();
    const bare = join(folder, "the bare.git");
    source.repo.git("clone", "-q", "--bare", source.repo.dir, bare);
    const open = await source.open("build", { dir: bare });
    expect(read(open, "a.txt")).toBe("a\n");
    expect(open.cwd).toBe(open.path);
    writeFileSync(join(folder, ".git"), "gitdir: ./the bare.git\n");
    expect(await source.open("build", { dir: folder })).toEqual(open);
  });

  test("a linked worktree with a detached head, in a shallow clone", async () => {
    const rig = new Rig();
    rig.repo.commit({ "b.txt": "b" });
    const clone = join(temporaryFolder(), "clone");
    rig.repo.git("clone", "-q", "--depth=1", `file://${rig.repo.dir}`, clone);
    const there = new Repo(clone, true);
    const linked = join(temporaryFolder(), "linked");
    there.git("worktree", "add", "-q", "--detach", linked);
    const base = await baseOf(linked);
    const open = await rig.open("build", { dir: linked, base });
    expect(read(open, "b.txt")).toBe("b");
    expect(inside(open).git("rev-parse", "HEAD")).toBe(base);
  });

  test("a sparse checkout stays sparse", async () => {
    const rig = new Rig({}, { "a/x.txt": "x", "b/y.txt": "y", "top.txt": "t" });
    rig.repo.git("sparse-checkout", "set", "a");
    const before = rig.repo.everything();
    const open = await rig.open();
    expect(existsSync(join(open.path, "a/x.txt"))).toBe(true);
    expect(existsSync(join(open.path, "b/y.txt"))).toBe(false);
    expect(inside(open).git("status", "--porcelain")).toBe("");
    expect(rig.repo.everything()).toMatchObject(before);
  });

  test("core.worktree in the repository's settings", async () => {
    const rig = new Rig();
    rig.repo.git("config", "core.worktree", rig.repo.dir);
    const open = await rig.open();
    expect(inside(open).git("rev-parse", "--show-toplevel")).toBe(open.path);
  });

  test("submodules are had from what the user's checkout has, without changing its settings", async () => {
    const library = new Repo(join(temporaryFolder(), "library"));
    const first = library.commit({ "lib.txt": "one" });
    const rig = new Rig();
    rig.repo.git("submodule", "add", "-q", library.dir, "lib s");
    rig.repo.git("submodule", "add", "-q", library.dir, "absent");
    const base = rig.repo.commit();
    rig.repo.git("submodule", "deinit", "-q", "-f", "absent");
    rmSync(rig.repo.path(".git/modules/absent"), { recursive: true });
    rmSync(library.dir, { recursive: true });
    const before = rig.repo.everything();
    const open = await rig.open("build", { base });
    expect(read(open, "lib s/lib.txt")).toBe("one");
    expect(open.notes).toEqual([
      "submodule absent is not initialised in your checkout: it is empty here",
    ]);
    expect(inside(open).git("status", "--porcelain")).toBe("");
    expect(inside(open).git("-C", "lib s", "rev-parse", "HEAD")).toBe(first);
    expect(inside(open).git("-C", "lib s", "config", "remote.origin.url")).toBe(library.dir);
    expect(rig.repo.everything()).toMatchObject(before);
  });

  test("files of Git LFS without Git LFS are pointers, and that is said", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\n";
    const files = { ".gitattributes": "*.bin filter=lfs diff=lfs -text\n", "x.bin": pointer };
    const rig = new Rig({}, files);
    const note =
      "files that are kept with Git LFS are only pointers here: git-lfs is not installed, or not set up (`git lfs install`)";
    const open = await rig.open("one");
    expect([read(open, "x.bin"), open.notes]).toEqual([pointer, [note]]);
    rig.repo.git("config", "filter.lfs.process", "git-lfs-that-is-not-there filter-process");
    rig.repo.git("config", "filter.lfs.smudge", "git-lfs-that-is-not-there smudge");
    rig.repo.git("config", "filter.lfs.required", "true");
    const again = await rig.open("two");
    expect([read(again, "x.bin"), again.notes]).toEqual([pointer, [note]]);
    rig.repo.git("config", "--unset", "filter.lfs.process");
    rig.repo.git("config", "filter.lfs.smudge", "sed s/version/VERSION/");
    const filtered = await rig.open("three");
    expect([read(filtered, "x.bin"), filtered.notes]).toEqual([
      pointer.replace("version", "VERSION"),
      undefined,
    ]);
  });
});

describe("copy", () => {
  const ignoring = { ".gitignore": ".env*\nsecret/\nlink*\n", "a.txt": "a" };

  test("brings files that git ignores, and what is not there is said", async () => {
    const rig = new Rig({ copy: [".env{,.local}", "secret/**", "nothing"] }, ignoring);
    rig.repo.write({ ".env": "A=1", ".env.local": "B=2", "secret/deep/k": "k" });
    const open = await rig.open();
    expect([".env", ".env.local", "secret/deep/k"].map((name) => read(open, name))).toEqual([
      "A=1",
      "B=2",
      "k",
    ]);
    expect(open.notes).toEqual(["copy: nothing that git does not track fits nothing"]);
    expect(inside(open).git("status", "--porcelain")).toBe("");
  });

  test("follows no symbolic link out of the repository", async () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, "passwd"), "root");
    const rig = new Rig({ copy: ["link*"] }, ignoring);
    rig.repo.write({ "secret/k": "k" });
    symlinkSync(join(outside, "passwd"), rig.repo.path("link-out"));
    symlinkSync("../../passwd", rig.repo.path("link-up"));
    symlinkSync("secret/k", rig.repo.path("link-in"));
    const open = await rig.open();
    expect(open.notes).toEqual([
      "copy: link-out is a symbolic link that leads out of the repository: it is not copied",
      "copy: link-up is a symbolic link that leads out of the repository: it is not copied",
    ]);
    expect(existsSync(join(open.path, "link-out"))).toBe(false);
  });

  test("is refused for what would be committed, and for what is outside", async () => {
    const rig = new Rig({ copy: ["key.txt"] });
    rig.repo.write({ "key.txt": "k" });
    await expect(rig.open()).rejects.toThrow(
      "copy: git does not ignore key.txt, so that it would be committed with a task's work; add it to .gitignore (and commit that), or to .git/info/exclude",
    );
    const out = new Rig({ copy: ["../x"] });
    await expect(out.open()).rejects.toThrow(
      `copy: ../x leads out of the repository; a glob is relative to ${out.repo.dir}`,
    );
  });
});
