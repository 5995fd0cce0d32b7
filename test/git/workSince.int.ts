import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { workSince } from "../../src/git/workSince.ts";
import { Repo, temporaryFolder } from "./rig.ts";

/** A repository with a commit, whose hash is given too. */
function begun(): { repo: Repo; since: string } {
  const repo = new Repo();
  writeFileSync(repo.path("kept.txt"), "kept\n");
  writeFileSync(repo.path("gone.txt"), "gone\n");
  writeFileSync(repo.path(".gitignore"), "ignored\n");
  repo.git("add", "-A");
  repo.git("commit", "-qm", "begun");
  return { repo, since: repo.git("rev-parse", "HEAD").trim() };
}

test("shows what was committed since, what was changed, and what is new and not ignored", async () => {
  const { repo, since } = begun();
  writeFileSync(repo.path("done.txt"), "done\n");
  repo.git("add", "-A");
  repo.git("commit", "-qm", "the agent's own");
  writeFileSync(repo.path("kept.txt"), "changed\n");
  rmSync(repo.path("gone.txt"));
  mkdirSync(repo.path("ü sub"));
  writeFileSync(repo.path("ü sub/new.txt"), "new\n");
  writeFileSync(repo.path("ignored"), "secret\n");
  mkdirSync(repo.path(".pawl"));
  writeFileSync(repo.path(".pawl/state"), "own\n");
  const index = repo.git("ls-files", "-s");

  const { patch, leftOut, files } = await workSince(repo.path("ü sub"), since, 60_000);

  const lines = patch.split("\n").filter((line) => /^(diff|[+-][^+-])/.test(line));
  expect(lines).toEqual([
    "diff --git a/done.txt b/done.txt",
    "+done",
    "diff --git a/gone.txt b/gone.txt",
    "-gone",
    "diff --git a/kept.txt b/kept.txt",
    "-kept",
    "+changed",
    "diff --git a/ü sub/new.txt b/ü sub/new.txt",
    "+new",
  ]);
  expect({ leftOut, files }).toEqual({ leftOut: [], files: 4 });
  expect(repo.git("ls-files", "-s")).toBe(index);
});

test("what is too long is left out by whole files, the largest first, and binary ones too", async () => {
  const { repo, since } = begun();
  for (const [name, lines] of [
    ["a", 10],
    ["b", 300],
    ["c", 200],
    ["d", 6_000],
  ] as const)
    writeFileSync(repo.path(name), `line of ${name}\n`.repeat(lines));
  writeFileSync(repo.path("e.bin"), Buffer.from([0, 1, 2, 0]));

  const { patch, leftOut, files } = await workSince(repo.dir, since, 4_000);

  expect(patch).toMatch(/^diff --git a\/a b\/a\n/);
  expect(patch.match(/^diff --git/gm)).toHaveLength(2);
  expect(patch.length).toBeLessThanOrEqual(4_000);
  expect(leftOut).toEqual([
    { path: "d", added: 6_000, removed: 0 },
    { path: "b", added: 300, removed: 0 },
    { path: "e.bin", added: 0, removed: 0 },
  ]);
  expect(files).toBe(5);
});

test("a text that holds the beginning of another difference is one file's", async () => {
  const { repo, since } = begun();
  writeFileSync(repo.path("x.patch"), "diff --git a/y b/y\n+not this\n");
  writeFileSync(repo.path("y"), "y\n");
  const { patch, files } = await workSince(repo.dir, since, 60_000);
  expect(patch).toContain("+diff --git a/y b/y\n++not this");
  expect(files).toBe(2);
});

test("nothing is nothing, and where there is no repository there is nothing to compare", async () => {
  const { repo, since } = begun();
  const none = { patch: "", leftOut: [], files: 0 };
  expect(await workSince(repo.dir, since, 60_000)).toEqual(none);
  expect(await workSince(temporaryFolder(), since, 60_000)).toEqual(none);
});

test("a commit that is not there is said", async () => {
  const { repo } = begun();
  await expect(workSince(repo.dir, "f".repeat(40), 60_000)).rejects.toThrow(
    /^git diff-tree: fatal: bad object/,
  );
});
