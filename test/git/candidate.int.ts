import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { candidateOf } from "../../src/git/candidate.ts";
import type { Candidate, CandidateOrder } from "../../src/git/candidate.ts";
import { Repo, temporaryFolder } from "./rig.ts";

/** A repository of which `main` is checked out and stays as it is; `pawl/r` and `work` are branches of it. */
function twoBranches(files: Readonly<Record<string, string>> = { "a.txt": "1\n2\n3\n" }) {
  const repo = new Repo();
  repo.commit(files);
  for (const branch of ["pawl/r", "work"]) repo.git("branch", branch);
  const on = (branch: string, changed: Readonly<Record<string, string>>): string => {
    repo.git("checkout", "-q", branch);
    const commit = repo.commit(changed);
    repo.git("checkout", "-q", "main");
    return commit;
  };
  return { repo, on };
}

const order: CandidateOrder = {
  run: "r",
  phase: "build",
  round: 2,
  head: "work",
  onto: "pawl/r",
  subject: "Merge phase build",
  author: { name: "Bo", email: "bo@example.com" },
};

const made = async (repo: Repo, more: Partial<CandidateOrder> = {}): Promise<Candidate> => {
  const found = await candidateOf(repo.dir, { ...order, ...more });
  if ("conflicts" in found) throw new Error(`conflicts: ${found.conflicts.join()}`);
  return found;
};

describe("a candidate", () => {
  test("is a merge with two parents, by the author, and touches nothing of the user's", async () => {
    const { repo, on } = twoBranches();
    const base = on("pawl/r", { "b.txt": "b" });
    const head = on("work", { "c.txt": "c" });
    repo.write({ "a.txt": "dirty", "c.txt": "untracked" });
    const before = repo.everything();
    const found = await made(repo);
    expect(repo.everything()).toEqual(before);
    expect(found).toMatchObject({ base, head, diff: { files: [{ path: "c.txt" }], added: 1 } });
    expect(repo.git("rev-parse", `${found.commit}^1`, `${found.commit}^2`)).toBe(
      `${base}\n${head}`,
    );
    expect(repo.git("log", "-1", "--format=%an %ae %cn %ce%n%B", found.commit)).toBe(
      [
        "Bo bo@example.com Bo bo@example.com",
        "Merge phase build",
        "",
        "Pawl-Run: r",
        "Pawl-Phase: build",
        "Pawl-Round: 2",
      ].join("\n"),
    );
    expect(repo.filesOf(found.tree)).toEqual({ "a.txt": "1\n2\n3", "b.txt": "b", "c.txt": "c" });
    expect(repo.git("rev-parse", `${found.commit}^{tree}`)).toBe(found.tree);
  });

  test("is the same commit whenever it is asked for, and wherever in the repository", async () => {
    const { repo, on } = twoBranches();
    on("work", { "sub/c.txt": "c" });
    repo.git("worktree", "add", "-q", "--detach", repo.path("../other tree"), "work");
    const first = await made(repo);
    const again = await candidateOf(repo.path("../other tree"), order);
    const inGit = await candidateOf(repo.path(".git"), { ...order, head: first.head });
    expect(again).toEqual(first);
    expect(inGit).toEqual(first);
    expect((await made(repo, { round: 3 })).commit).not.toBe(first.commit);
  });

  test("has a commit of its own where the branch could just be moved on", async () => {
    const { repo, on } = twoBranches();
    const head = on("work", { "c.txt": "c" });
    const { commit } = await made(repo);
    expect(repo.git("rev-parse", `${commit}^2`)).toBe(head);
  });

  test("is the base, with no patch, where nothing is to be merged", async () => {
    const { repo, on } = twoBranches();
    const base = on("pawl/r", { "b.txt": "b" });
    const nothing = { base, commit: base, patch: "", diff: { files: [], added: 0, removed: 0 } };
    expect(await made(repo)).toMatchObject(nothing);
    expect(await made(repo, { head: base })).toMatchObject({ ...nothing, head: base });
  });

  test("is by whom git is configured to, else by nobody", async () => {
    const { repo, on } = twoBranches();
    on("work", { "c.txt": "c" });
    const { author: _, ...anybody } = order;
    const by = async (): Promise<string> => {
      const { commit } = (await candidateOf(repo.dir, anybody)) as Candidate;
      return repo.git("log", "-1", "--format=%an <%ae>", commit);
    };
    repo.git("config", "user.name", "Cy");
    repo.git("config", "user.email", "");
    expect(await by()).toBe("pawl <pawl@localhost>");
    repo.git("config", "user.email", "cy@example.com");
    expect(await by()).toBe("Cy <cy@example.com>");
  });

  test("names the files that both sides changed", async () => {
    const { repo, on } = twoBranches({ "a.txt": "1\n", "d ü.txt": "1\n", "e.txt": "1\n" });
    const base = on("pawl/r", { "a.txt": "2\n", "d ü.txt": "2\n" });
    const head = on("work", { "a.txt": "3\n", "d ü.txt": "3\n", "e.txt": "3\n" });
    expect(await candidateOf(repo.dir, order)).toEqual({
      conflicts: ["a.txt", "d ü.txt"],
      base,
      head,
    });
  });

  test("names a file that one side deleted and the other changed", async () => {
    const { repo, on } = twoBranches({ "a.txt": "1\n", "b.txt": "b" });
    on("pawl/r", { "a.txt": "2\n" });
    repo.git("checkout", "-q", "work");
    repo.git("rm", "-q", "a.txt");
    repo.commit();
    expect(await candidateOf(repo.dir, order)).toMatchObject({ conflicts: ["a.txt"] });
  });

  test("merges as the branch's own attributes say, not as the user's files do", async () => {
    const { repo, on } = twoBranches({ "x/LOG": "1\n", "x/.gitattributes": "LOG merge=union\n" });
    on("pawl/r", { "x/LOG": "1\na\n" });
    on("work", { "x/LOG": "1\nb\n" });
    repo.write({ "x/.gitattributes": "" });
    expect(repo.filesOf((await made(repo)).tree)["x/LOG"]).toBe("1\na\nb");
  });

  test("is made in a bare repository", async () => {
    const { repo, on } = twoBranches();
    on("work", { "c.txt": "c" });
    const bare = join(temporaryFolder(), "bare.git");
    repo.git("clone", "-q", "--bare", repo.dir, bare);
    expect(await candidateOf(bare, order)).toEqual(await made(repo));
  });

  test.each([
    [{ head: "nowhere" }, /^there is no branch and no commit "nowhere" in the repository of /],
    [{ onto: "a\nb" }, /^a branch's name has a newline$/],
  ])("of %j is refused", async (more, why) => {
    const { repo } = twoBranches();
    await expect(candidateOf(repo.dir, { ...order, ...more })).rejects.toThrow(why);
  });

  test("of histories that have nothing in common is refused", async () => {
    const { repo } = twoBranches();
    repo.git("checkout", "-q", "--orphan", "alien");
    repo.commit({ "z.txt": "z" });
    await expect(candidateOf(repo.dir, { ...order, head: "alien" })).rejects.toThrow(
      /refusing to merge unrelated histories/,
    );
  });
});

describe("a candidate's patch", () => {
  const patchOn = async (
    before: Readonly<Record<string, string>>,
    changed: Readonly<Record<string, string>>,
    moved: Readonly<Record<string, string>> = {},
  ): Promise<string> => {
    const { repo, on } = twoBranches(before);
    if (Object.keys(moved).length > 0) on("pawl/r", moved);
    on("work", changed);
    return (await made(repo)).patch;
  };
  const lines = (...more: string[]) => ["1", "2", "3", "4", "5", "6", "7", ...more].join("\n");
  const before = { "a.txt": lines("old", ""), "b.txt": "b" };
  const change = { "a.txt": lines("new", "") };

  test("is the same where the base has moved on, also where the lines stand elsewhere", async () => {
    const moved = { "a.txt": `0\n${lines("old", "")}`, "b.txt": "other" };
    expect(await patchOn(before, change, moved)).toBe(await patchOn(before, change));
  });

  test.each([
    ["text", { "a.txt": lines("newer", "") }],
    ["white space", { "a.txt": lines("\tnew", "") }],
    ["another file", { ...change, "c.txt": "c" }],
  ])("is another with other %s", async (_, other) => {
    expect(await patchOn(before, other)).not.toBe(await patchOn(before, change));
  });

  test("is another with another binary file", async () => {
    const one = await patchOn(before, { bin: "\u0000\u0001" });
    expect(await patchOn(before, { bin: "\u0000\u0002" })).not.toBe(one);
  });

  test("is another where attributes hide the text of what is changed", async () => {
    const attributes = { "a.txt": "1", ".gitattributes": "*.txt -diff\n" };
    const one = await patchOn(attributes, { "a.txt": "2" });
    expect(await patchOn(attributes, { "a.txt": "3" })).not.toBe(one);
  });
});

describe("with a git that is too old", () => {
  const path = process.env["PATH"]!;
  beforeEach(() => {
    const folder = temporaryFolder();
    const real = `exec env PATH='${path}' git "$@"`;
    const old = `case " $* " in *" merge-tree "*) echo usage >&2; exit 129;; *" version "*) echo git version 2.37.1;; *) ${real};; esac`;
    writeFileSync(join(folder, "git"), `#!/bin/sh\n${old}\n`);
    chmodSync(join(folder, "git"), 0o755);
    process.env["PATH"] = `${folder}:${path}`;
  });
  afterEach(() => {
    process.env["PATH"] = path;
  });

  test("a merge says so", async () => {
    const { repo, on } = twoBranches();
    on("work", { "c.txt": "c" });
    await expect(candidateOf(repo.dir, order)).rejects.toThrow(
      "merging needs git 2.38 or later, and this is git 2.37.1; install a later one",
    );
  });
});
