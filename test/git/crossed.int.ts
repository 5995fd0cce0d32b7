import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { crossedBetween } from "../../src/git/crossed.ts";
import type { Crossed } from "../../src/git/crossed.ts";
import { gitStateOf } from "../../src/git/gitState.ts";
import { Repo } from "../git/rig.ts";

const BRANCH = "pawl-phase/r1/build";

let user: Repo;
let worktree: Repo;

beforeEach(() => {
  user = new Repo();
  commit(user, "first");
  user.git("branch", "other");
  user.git("branch", "pawl/r1");
  user.git("tag", "v1");
  worktree = Repo.at(`${user.dir} worktree`);
  user.git("worktree", "add", "-q", "-b", BRANCH, worktree.dir);
  commit(user, "second");
});

function commit(repo: Repo, name: string): string {
  writeFileSync(repo.path(name), `${name}\n`);
  repo.git("add", "-A");
  repo.git("commit", "-qm", name);
  return headOf(repo);
}

const headOf = (repo: Repo, name = "HEAD"): string => repo.git("rev-parse", name).trim();

const stateNow = () => gitStateOf(worktree.dir);

/** What is found of what was done in between. */
async function crossedBy(work: () => void): Promise<Crossed> {
  const before = await stateNow();
  work();
  return crossedBetween(worktree.dir, BRANCH, before, await stateNow());
}

const NOTHING: Crossed = { crossings: [], notes: [] };

describe("is nobody's crossing:", () => {
  test("commits on its own branch, rewritten ones too, and its index", async () => {
    expect(
      await crossedBy(() => {
        commit(worktree, "mine");
        worktree.git("commit", "-q", "--amend", "-m", "mine, again");
        writeFileSync(worktree.path("staged"), "x");
        worktree.git("add", "-A");
      }),
    ).toEqual(NOTHING);
  });

  test("what Pawl does beside it: phases, what it keeps, runs that begin", async () => {
    expect(
      await crossedBy(() => {
        user.git("branch", "pawl-phase/r1/other");
        user.git("branch", "pawl-task/r2/build/a");
        user.git("branch", "pawl/r2");
        user.git("update-ref", "refs/pawl/r1/left/a", "HEAD");
      }),
    ).toEqual(NOTHING);
  });

  test("the landing of another phase on the run's branch", async () => {
    const base = headOf(user, "pawl/r1");
    const tree = headOf(user, "main^{tree}");
    const message = "Merge phase other\n\nPawl-Run: r1\nPawl-Phase: other";
    const landed = user
      .git("commit-tree", tree, "-p", base, "-p", headOf(user, "main"), "-m", message)
      .trim();
    expect(await crossedBy(() => user.git("update-ref", "refs/heads/pawl/r1", landed))).toEqual(
      NOTHING,
    );
  });

  test("what is fetched, with its tags, and what `git push -u` writes", async () => {
    expect(
      await crossedBy(() => {
        user.git("update-ref", "refs/remotes/origin/main", "main");
        user.git("tag", "fetched", "main");
        user.git("config", "branch.main.remote", "origin");
      }),
    ).toEqual(NOTHING);
  });
});

describe("is a crossing, with the command that undoes it:", () => {
  test.each<
    [string, () => void, (old: (name: string) => string) => readonly [RegExp, string | undefined]]
  >([
    [
      "a branch that was moved",
      () => worktree.git("branch", "-f", "other", "main"),
      (old) => [
        /^branch other moved from [0-9a-f]{12} to [0-9a-f]{12}$/,
        `git branch -f other ${old("other")}`,
      ],
    ],
    [
      "a commit of its own on the run's branch",
      () => {
        const made = worktree
          .git("commit-tree", "HEAD^{tree}", "-p", "pawl/r1", "-m", "x\n\nPawl-Run: r1")
          .trim();
        worktree.git("update-ref", "refs/heads/pawl/r1", made);
      },
      (old) => [/^branch pawl\/r1 moved from/, `git branch -f pawl/r1 ${old("pawl/r1")}`],
    ],
    [
      "a branch that was made",
      () => worktree.git("branch", "mine"),
      () => [/^branch mine was made, at [0-9a-f]{12}$/, "git branch -D mine"],
    ],
    [
      "a branch that was deleted",
      () => worktree.git("branch", "-D", "other"),
      (old) => [
        /^branch other was deleted, which stood at [0-9a-f]{12}$/,
        `git branch -f other ${old("other")}`,
      ],
    ],
    ["a tag", () => worktree.git("tag", "v2"), () => [/^tag v2 was made, at/, "git tag -d v2"]],
    [
      "a tag that was moved",
      () => worktree.git("tag", "-f", "v1", "main"),
      (old) => [/^tag v1 moved from/, `git tag -f v1 ${old("v1")}`],
    ],
    [
      "a ref of another kind",
      () => worktree.git("notes", "add", "-m", "x", "HEAD"),
      () => [/^ref refs\/notes\/commits was made, at/, "git update-ref -d refs/notes/commits"],
    ],
    [
      "a hook",
      () => writeFileSync(join(user.dir, ".git", "hooks", "pre-commit"), "#!/bin/sh\n"),
      () => [/^\.git\/hooks\/pre-commit was changed$/, undefined],
    ],
    [
      "what git is told to overlook",
      () => writeFileSync(join(user.dir, ".git", "info", "exclude"), "x\n"),
      () => [/^\.git\/info\/exclude was changed$/, undefined],
    ],
    [
      "a setting",
      () => worktree.git("config", "core.hooksPath", "hooks"),
      () => [/^setting core\.hookspath was made$/, "git config --unset-all core.hookspath"],
    ],
    [
      "a setting that was changed, without its values",
      () => worktree.git("config", "core.bare", "true"),
      () => [/^setting core\.bare was changed$/, undefined],
    ],
    [
      "another branch that is checked out",
      () => worktree.git("switch", "-q", "other"),
      () => [
        /^branch other is checked out instead of branch pawl-phase\/r1\/build$/,
        `git switch ${BRANCH}`,
      ],
    ],
    [
      "a commit that is checked out",
      () => worktree.git("checkout", "-q", "--detach"),
      () => [/^[0-9a-f]{12} is checked out instead of branch/, `git switch ${BRANCH}`],
    ],
  ])("%s", async (_, work, wanted) => {
    const old = new Map(["other", "pawl/r1", "v1"].map((name) => [name, headOf(user, name)]));
    const { crossings, notes } = await crossedBy(work);
    const [what, undo] = wanted((name) => old.get(name)!);
    expect(notes).toEqual([]);
    expect(crossings).toEqual([
      { what: expect.stringMatching(what), ...(undo === undefined ? {} : { undo }) },
    ]);
  });

  test("its own branch that is gone", async () => {
    const { crossings } = await crossedBy(() => {
      worktree.git("checkout", "-q", "--detach");
      worktree.git("branch", "-D", BRANCH);
    });
    expect(crossings.map(({ what }) => what)).toEqual([
      expect.stringMatching(/is checked out instead of branch/),
      expect.stringMatching(/^branch pawl-phase\/r1\/build was deleted/),
    ]);
  });
});

describe("the stash, which all worktrees share,", () => {
  const stash = (repo: Repo): void => {
    writeFileSync(repo.path("first"), "changed\n");
    repo.git("stash");
  };

  test("is a crossing where the entry was made in the attempt's worktree, and undone by its command", async () => {
    const { crossings } = await crossedBy(() => stash(worktree));
    expect(crossings).toEqual([
      {
        what: expect.stringMatching(/^a stash entry was made \(WIP on pawl-phase\/r1\/build: /),
        undo: "git stash pop stash@{0}",
      },
    ]);
    worktree.git("stash", "pop", "stash@{0}");
    expect(worktree.git("status", "--porcelain")).toBe(" M first");
  });

  test("is the user's where it was made on another branch", async () => {
    expect(await crossedBy(() => stash(user))).toEqual(NOTHING);
  });

  test("is a crossing where an entry is gone, and the command brings it back", async () => {
    stash(user);
    const { crossings } = await crossedBy(() => worktree.git("stash", "drop"));
    expect(crossings[0]!.what).toMatch(/^a stash entry is gone \(WIP on main: /);
    const hash = crossings[0]!.undo!.split(" ").at(-1)!;
    user.git("stash", "store", "-m", "again", hash);
    expect(user.git("stash", "list")).toMatch(/again/);
  });
});

test("the user's own branch may go forward meanwhile, which is told; that it goes back is a crossing", async () => {
  const forward = await crossedBy(() => commit(user, "third"));
  expect(forward).toEqual({
    crossings: [],
    notes: [
      expect.stringMatching(
        /^branch main moved from \w{12} to \w{12}, as who works in .* may have done$/,
      ),
    ],
  });
  const old = headOf(user);
  const back = await crossedBy(() => user.git("reset", "-q", "--hard", "HEAD~1"));
  expect(back.notes).toEqual([]);
  expect(back.crossings).toEqual([
    { what: expect.stringMatching(/^branch main moved from/), undo: `git branch -f main ${old}` },
  ]);
});
