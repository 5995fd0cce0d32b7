import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Repo } from "../git/rig.ts";
import { Bench, committed, refusal, workspace } from "./commitRig.ts";

const BRANCH = "pawl-phase/r/build";

describe("a task's commit", () => {
  test("has all that the task did, the marks of Pawl, and leaves a clean worktree", async () => {
    const bench = new Bench({ "a.txt": "a\n", "gone.txt": "x\n", ".gitignore": "*.log\n" });
    rmSync(bench.work.path("gone.txt"));
    bench.work.write({ "a.txt": "A\n", "sub/new ü.txt": "n", "x.log": "ignored" });
    const before = bench.user.everything();
    const made = await committed(bench.order({ attempt: 3, ownerRound: 2 }));
    const { commit } = made;
    expect(made).toEqual({
      commit,
      head: commit,
      files: ["a.txt", "gone.txt", "sub/new ü.txt"],
    });
    expect(bench.commits()).toEqual([commit]);
    expect(bench.work.git("status", "--porcelain")).toBe("");
    expect(bench.user.filesOf(commit!)).toEqual({
      ".gitignore": "*.log",
      "a.txt": "A",
      "sub/new ü.txt": "n",
    });
    expect(bench.user.git("log", "-1", "--format=%an <%ae> %cn <%ce>%n%B", commit!)).toBe(
      [
        "Bo <bo@example.com> Bo <bo@example.com>",
        "parse: reads what is there",
        "",
        "Pawl-Run: r",
        "Pawl-Task: build/parse",
        "Pawl-Attempt: 3",
        "Pawl-Round: 2",
      ].join("\n"),
    );
    expect(usersOwn(bench.user.everything())).toEqual(usersOwn(before));
  });

  test("is found when it is asked for again, and never made twice", async () => {
    const bench = new Bench();
    bench.work.write({ "a.txt": "A\n" });
    const order = bench.order();
    const made = await committed(order);
    expect(await committed(order)).toEqual(made);
    expect(await committed(bench.order())).toEqual(made);
    expect(bench.commits()).toEqual([made.commit]);
  });

  test("of another round is another", async () => {
    const bench = new Bench();
    bench.work.write({ "a.txt": "A\n" });
    const first = await committed(bench.order());
    bench.work.write({ "a.txt": "AA\n" });
    const second = await committed(bench.order({ head: first.head, ownerRound: 2 }));
    expect(bench.commits()).toEqual([second.commit, first.commit]);
  });

  test("is none where nothing was changed, which is said", async () => {
    const bench = new Bench();
    expect(await committed(bench.order())).toEqual({
      head: bench.base,
      files: [],
      notes: ["the task changed nothing, so nothing was committed"],
    });
    expect(bench.commits()).toEqual([]);
  });

  test("takes in what the agent committed itself, and says so", async () => {
    const bench = new Bench();
    bench.work.commit({ "a.txt": "A\n" });
    const own = bench.work.commit({ "c.txt": "c\n" });
    bench.work.write({ "d.txt": "d\n" });
    const order = bench.order();
    const made = await committed(order);
    expect(bench.commits()).toEqual([made.commit]);
    expect(made.files).toEqual(["a.txt", "c.txt", "d.txt"]);
    const [second, first] = bench.user.git("log", "--format=%h", own, "-2").split("\n");
    expect(made.notes).toEqual([
      `2 commits of the task's own became part of it: ${second} "step", ${first} "step"`,
    ]);
    expect(bench.user.git("rev-parse", "refs/pawl/r/folded/build/parse/1.1")).toBe(own);
    expect(await committed(order)).toEqual(made);
  });

  test("is not what an agent has made to look like one", async () => {
    const bench = new Bench();
    bench.work.write({ "a.txt": "forged\n" });
    bench.work.git("add", "-A");
    const marks = "Pawl-Run: r\nPawl-Task: build/parse\nPawl-Attempt: 1\nPawl-Round: 1";
    bench.work.git("commit", "-q", "-m", "parse: reads what is there", "-m", marks);
    const forged = bench.work.git("rev-parse", "HEAD");
    const { commit, notes } = await committed(bench.order());
    expect(commit).not.toBe(forged);
    expect(bench.commits()).toEqual([commit]);
    expect(notes?.[0]).toMatch(/^a commit of the task's own became part of it: /);
  });

  test("stays on the last one of Pawl's, whatever the agent made of the branch", async () => {
    const bench = new Bench();
    bench.work.write({ "a.txt": "A\n" });
    const first = await committed(bench.order());
    bench.work.write({ "b.txt": "b\n" });
    bench.work.git("add", "-A");
    bench.work.git("commit", "-q", "--amend", "-m", "rewritten");
    const second = await committed(bench.order({ owner: "print", head: first.head }));
    expect(bench.commits()).toEqual([second.commit, first.commit]);
    expect(second.files).toEqual(["b.txt"]);
  });

  test("takes in a merge that the agent began and left", async () => {
    const bench = new Bench();
    bench.user.git("checkout", "-q", "-b", "other");
    bench.user.commit({ "a.txt": "other\n" });
    bench.work.commit({ "a.txt": "mine\n" });
    expect(() => bench.work.git("merge", "other")).toThrow(/./);
    bench.work.write({ "a.txt": "both\n" });
    const { commit } = await committed(bench.order());
    expect(bench.commits()).toEqual([commit]);
    expect(bench.work.git("status")).not.toMatch(/merging/);
  });

  test("is by whom git is configured to, else by nobody, which is said", async () => {
    const bench = new Bench();
    const { author: _, ...anybody } = workspace;
    bench.user.git("config", "user.name", "");
    bench.user.git("config", "user.email", "");
    bench.work.write({ "a.txt": "A\n" });
    const order = bench.order({ workspace: anybody });
    const made = await committed(order);
    expect(made.notes).toEqual([
      "git does not know who commits, so the commit is by pawl <pawl@localhost>; `git config user.name` and `user.email` tell it, or `workspace: { author }`",
    ]);
    expect(await committed(order)).toEqual(made);
    bench.user.git("config", "user.name", "Cy");
    bench.user.git("config", "user.email", "cy@example.com");
    bench.work.write({ "a.txt": "B\n" });
    const next = await committed(
      bench.order({ workspace: anybody, head: made.head, ownerRound: 2 }),
    );
    expect(next.notes).toBeUndefined();
    expect(bench.user.git("log", "-1", "--format=%an <%ae>", next.head)).toBe(
      "Cy <cy@example.com>",
    );
  });

  test("has a message of which git's own signs and line ends are no part", async () => {
    const bench = new Bench();
    bench.work.write({ "a.txt": "A\n" });
    const { commit } = await committed(bench.order({ subject: "parse: #1\n\nPawl-Run: x\u0007" }));
    expect(bench.user.git("log", "-1", "--format=%s", commit!)).toBe("parse: #1 Pawl-Run: x");
  });
});

describe("what a task may not commit:", () => {
  test("files out of its scope, by their names", async () => {
    const bench = new Bench();
    bench.work.write({ "src/b.txt": "B\n", "a.txt": "A\n", "src/secret/x": "x" });
    const scope = { include: ["src"], exclude: ["src/secret"] };
    expect(await refusal(bench.order({ scope }))).toEqual({
      class: "not-accepted",
      message:
        "the task changed 2 files out of its scope: a.txt, src/secret/x; it may change `src` but not `src/secret`; put back what is out of it",
    });
    expect(bench.commits()).toEqual([]);
  });

  test("files out of its scope that it committed itself", async () => {
    const bench = new Bench();
    bench.work.commit({ "a.txt": "A\n" });
    const { message } = await refusal(bench.order({ scope: { include: ["src/**"] } }));
    expect(message).toBe(
      "the task changed a file out of its scope: a.txt; it may change `src/**`; put back what is out of it",
    );
  });

  test("of very many, the first twenty and how many", async () => {
    const bench = new Bench();
    const files = Array.from({ length: 25 }, (_, at) => [`x${String(at).padStart(2, "0")}`, ""]);
    bench.work.write(Object.fromEntries(files) as Record<string, string>);
    const { message } = await refusal(bench.order({ scope: { include: [] } }));
    expect(message).toMatch(
      /^the task changed 25 files out of its scope: x00, .*, x19 and 5 more; it may change nothing; /,
    );
  });

  test("globs are relative to the plan's folder", async () => {
    const bench = new Bench();
    bench.work.write({ "src/b.txt": "B\n" });
    const open = { ...bench.open, cwd: join(bench.open.path, "src") };
    const made = await committed(bench.order({ open, scope: { include: ["b.txt"] } }));
    expect(made.files).toEqual(["src/b.txt"]);
  });

  test("symbolic links that lead out of the repository, by their names and where they lead", async () => {
    const bench = new Bench();
    bench.work.write({ "src/b.txt": "B\n" });
    const { path } = bench.open;
    symlinkSync("../../etc/passwd", join(path, "src/up"));
    symlinkSync("/etc", join(path, "etc"));
    symlinkSync("../src/b.txt", join(path, "src/inside"));
    symlinkSync("nowhere", join(path, "dangling"));
    expect(await refusal(bench.order())).toEqual({
      class: "not-accepted",
      message:
        "2 symbolic links lead out of the repository: etc -> /etc, src/up -> ../../etc/passwd; let it lead to something in the repository, by a relative path, or take it away",
    });
    rmSync(join(path, "etc"));
    rmSync(join(path, "src/up"));
    const made = await committed(bench.order());
    expect(made.files).toEqual(["dangling", "src/b.txt", "src/inside"]);
  });

  test("a repository within the repository", async () => {
    const bench = new Bench();
    bench.work.nested("lib/inner").commit({ "x.txt": "x" });
    const message =
      "a git repository within the repository cannot be committed: lib/inner; take its .git folder away, or add it to .gitignore, or make it a submodule";
    expect((await refusal(bench.order())).message).toBe(message);
    rmSync(bench.work.path("lib"), { recursive: true });
    bench.work.git("reset", "-q");
    bench.work.nested("lib/inner");
    bench.work.write({ "lib/inner/x.txt": "x" });
    expect((await refusal(bench.order())).message).toBe(message);
    rmSync(bench.work.path("lib/inner/.git"), { recursive: true });
    expect((await committed(bench.order())).files).toEqual(["lib/inner/x.txt"]);
  });

  test("files of Pawl's own", async () => {
    const bench = new Bench();
    bench.work.write({ "sub/.pawl/runs/x": "x" });
    expect((await refusal(bench.order())).message).toBe(
      "no task may commit files of Pawl's own: sub/.pawl/runs/x; take them away",
    );
  });

  test.each([
    ["another branch", ["checkout", "-q", "-b", "mine"], "branch mine"],
    ["a commit", ["checkout", "-q", "--detach"], /commit [0-9a-f]{12}/],
    ["a branch without commits", ["checkout", "-q", "--orphan", "none"], "branch none"],
  ])("anything, with %s checked out", async (_, args, found) => {
    const bench = new Bench();
    bench.work.git(...args);
    const failure = await refusal(bench.order());
    const what = typeof found === "string" ? found : found.exec(failure.message)?.[0];
    const { path } = bench.open;
    expect(failure).toEqual({
      class: "out-of-bounds",
      message: `${path} has ${what} checked out instead of its branch pawl-phase/r/build; \`git -C '${path}' switch pawl-phase/r/build\` goes back`,
    });
  });
});

describe("a worktree whose .git was changed", () => {
  test.each([
    [
      "to another repository",
      (work: Repo) => new Repo(work.dir).git("checkout", "-q", "-b", BRANCH),
    ],
    ["to nothing", () => {}],
  ])("%s is out of bounds, until it is mended", async (_, change) => {
    const bench = new Bench();
    bench.work.write({ "a.txt": "A\n" });
    rmSync(bench.work.path(".git"));
    change(bench.work);
    const { path } = bench.open;
    const { dir } = bench.user;
    expect(await refusal(bench.order())).toEqual({
      class: "out-of-bounds",
      message: `${path} is no worktree of ${dir} any more: the .git in it was changed; take that away, and \`git -C '${dir}' worktree repair\` makes it anew`,
    });
    rmSync(bench.work.path(".git"), { recursive: true, force: true });
    bench.user.git("worktree", "repair");
    expect((await committed(bench.order())).files).toEqual(["a.txt"]);
  });
});

describe("a submodule", () => {
  test("is committed as what is checked out in it, and that is said", async () => {
    const bench = new Bench();
    const lib = new Bench().user;
    bench.work.git("submodule", "add", "-q", lib.dir, "lib");
    const { commit, files, notes } = await committed(bench.order());
    expect(files).toEqual([".gitmodules", "lib"]);
    expect(notes).toEqual(["of the submodule lib only which commit is checked out was committed"]);
    bench.work.write({ "lib/a.txt": "changed", "a.txt": "A\n" });
    const next = await committed(bench.order({ head: commit!, owner: "next" }));
    expect(next.files).toEqual(["a.txt"]);
    expect(next.notes).toEqual(["in the submodule lib there are changes that are not committed"]);
  });
});

/** What is the user's: neither the worktree's own files of git nor refs of Pawl's. */
function usersOwn(files: Record<string, string>): Record<string, string> {
  const own = /^\.git\/(worktrees|refs\/heads\/pawl-|logs\/refs\/heads\/pawl-)/;
  return Object.fromEntries(Object.entries(files).filter(([path]) => !own.test(path)));
}
