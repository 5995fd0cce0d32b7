import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { candidateOf } from "../../src/git/candidate.ts";
import { landPhase } from "../../src/workspaces/land.ts";
import { Repo, temporaryFolder } from "../git/rig.ts";
import { Bench, committed } from "./commitRig.ts";

const FILES = { "a.txt": "a\n", "src/b.txt": "b\n", "big/c.txt": "c\n" };

/** A repository of a kind, with a worktree beside it: commits, merges and lands. @returns what is in the run's branch then */
async function wholeWay(repo: Repo, prepare: (work: Repo) => void): Promise<object> {
  const base = repo.git("rev-parse", "HEAD");
  const path = join(temporaryFolder(), "work");
  repo.git("branch", "pawl/r");
  repo.git("worktree", "add", "-q", "-b", "work", path, "HEAD");
  const work = Repo.at(path);
  prepare(work);
  work.write({ "a.txt": "A\n", "src/new.txt": "new\n" });
  const open = { path, cwd: path, branch: "work", base, integrate: "pawl/r" };
  const order = { ...new Bench().order(), dir: repo.dir, open, head: base };
  const { commit } = await committed(order);
  const asked = { run: "r", phase: "build", round: 1, head: "work", onto: "pawl/r", subject: "M" };
  const made = await candidateOf(repo.dir, asked);
  if ("conflicts" in made) throw new Error(made.conflicts.join());
  const to = { integrate: "pawl/r", base, candidate: made.commit, commits: [commit!] };
  await landPhase({ ...order, ...to }, async () => {});
  expect(work.git("status", "--porcelain")).toBe("");
  return repo.filesOf("pawl/r");
}

const DONE = { "a.txt": "A", "big/c.txt": "c", "src/b.txt": "b", "src/new.txt": "new" };

function cloned(...args: string[]): Repo {
  const origin = new Repo();
  origin.commit({ "a.txt": "older\n" });
  origin.commit(FILES);
  const dir = join(temporaryFolder(), "clone");
  origin.git("clone", "-q", ...args, `file://${encodeURI(origin.dir)}`, dir);
  return Repo.at(dir);
}

describe("a commit, a merge and a landing", () => {
  test("in a bare repository", async () => {
    expect(await wholeWay(cloned("--bare"), () => {})).toEqual(DONE);
  });

  test("in a shallow clone", async () => {
    const repo = cloned("--depth=1");
    expect(repo.git("rev-list", "--count", "HEAD")).toBe("1");
    expect(await wholeWay(repo, () => {})).toEqual(DONE);
  });

  test("with nothing but a commit checked out", async () => {
    const repo = new Repo();
    repo.commit(FILES);
    repo.git("checkout", "-q", "--detach");
    expect(await wholeWay(repo, () => {})).toEqual(DONE);
  });

  test("in a sparse checkout, which stays one", async () => {
    const repo = new Repo();
    repo.commit(FILES);
    const sparse = (work: Repo): void => {
      work.git("sparse-checkout", "set", "src");
      expect(existsSync(work.path("big"))).toBe(false);
    };
    expect(await wholeWay(repo, sparse)).toEqual(DONE);
  });

  test("with files that git changes on their way in", async () => {
    const repo = new Repo();
    repo.commit(FILES);
    const filtered = (work: Repo): void => {
      repo.git("config", "filter.shout.clean", "tr a-z A-Z");
      repo.git("config", "filter.shout.smudge", "tr A-Z a-z");
      work.write({ ".gitattributes": "new.txt filter=shout\n" });
    };
    expect(await wholeWay(repo, filtered)).toEqual({
      ...DONE,
      ".gitattributes": "new.txt filter=shout",
      "src/new.txt": "NEW",
    });
  });
});
