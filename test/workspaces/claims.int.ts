import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claimedFiles } from "../../src/core/claimedFile.ts";
import { refutedClaims } from "../../src/workspaces/claims/refutedClaims.ts";
import type { ClaimsOrder } from "../../src/workspaces/port.ts";

const MISSING = "is not there";
const UNCHANGED = "was not changed by this task";
const STILL_THERE = "is said to be deleted, and is still there";
const NEVER_THERE = "is said to be deleted, and was not there before";

let root: string;
/** The user's checkout, and where the task works. */
let checkout: string;
let works: string;
let begun: number;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "pawl-claims-")));
  checkout = join(root, "checkout");
  works = checkout;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    cwd: works,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();

/** Written later than the task began, by the file system's own clock. */
function write(path: string, text = "new\n"): void {
  const file = join(works, path);
  mkdirSync(dirname(file), { recursive: true });
  do writeFileSync(file, text);
  while (lstatSync(file).ctimeMs <= begun);
}

function before(...paths: string[]): void {
  begun = 0;
  for (const path of paths) write(path, `old ${path}\n`);
}

/** What is there now was there before the task began. The slack that is given to clocks is taken off again. */
function begin(): void {
  write(".begun", "");
  begun = lstatSync(join(works, ".begun")).ctimeMs + 1;
  rmSync(join(works, ".begun"));
  const later = join(root, "later");
  do writeFileSync(later, "");
  while (lstatSync(later).ctimeMs <= begun);
}

const refuted = async (said: string[], more: Partial<ClaimsOrder> = {}) => {
  const order: ClaimsOrder = {
    cwd: works,
    dir: works,
    begun: begun + 20,
    firstFolder: join(root, "no-such-folder"),
    again: false,
    folder: join(root, "run"),
    files: said.flatMap(claimedFiles),
    ...more,
  };
  const found = await refutedClaims(order);
  return found.map(({ said, why }) => [said, why]);
};

function repository(...paths: string[]): void {
  mkdirSync(works);
  git("init", "-qb", "main");
  before(...paths);
  git("add", "-A");
  git("commit", "-qm", "first");
}

/** A worktree of its own, as a phase has one. */
function worktree(...paths: string[]): { worktree: NonNullable<ClaimsOrder["worktree"]> } {
  repository(...paths);
  const path = join(root, "worktree");
  git("worktree", "add", "-qb", "work", path);
  works = path;
  begin();
  return { worktree: { path, since: git("rev-parse", "HEAD"), checkout } };
}

describe("what a report says of a worktree", () => {
  test("is refuted where a file is not there, was not changed, or is still there", async () => {
    const given = worktree("a.ts", "b.ts");
    write("src/new.ts");
    const said = ["src/new.ts", "src/other.ts", "a.ts", "b.ts (deleted)", "c.ts (deleted)"];
    // Something was changed beside c.ts: nobody can tell that it was not there for a while.
    expect(await refuted(said.slice(0, 4), given)).toEqual([
      ["src/other.ts", MISSING],
      ["a.ts", UNCHANGED],
      ["b.ts (deleted)", STILL_THERE],
    ]);
    expect(await refuted(["lib/c.ts (deleted)"], worktreeAgain(given))).toEqual([]);
  });

  test("a file that is said to be deleted and never was is refuted", async () => {
    const given = worktree("lib/a.ts");
    expect(await refuted(["lib/gone.ts (deleted)"], given)).toEqual([
      ["lib/gone.ts (deleted)", NEVER_THERE],
    ]);
  });

  test.each([
    ["with ./", "./src/a.ts"],
    ["with back-slashes", String.raw`src\a.ts`],
    ["with a line", "src/a.ts:12"],
    ["in backquotes", "`src/a.ts`"],
    ["with a remark", "src/a.ts (adds the parser)"],
    ["as its folder", "src/"],
    ["as its folder without a slash", "./src"],
    ["as a glob", "src/**/*.ts"],
    ["as a glob of braces", "src/{a,b}.ts"],
    ["in the case of a file system that tells no cases apart", "src/a.ts"],
  ])("a changed file holds %s", async (_, entry) => {
    const given = worktree("src/a.ts", "other/b.ts");
    write("src/a.ts", "changed\n");
    expect(await refuted([entry], given)).toEqual([]);
    expect(await refuted(["other/", "other/*.ts"], given)).toEqual([
      ["other/", UNCHANGED],
      ["other/*.ts", "matches nothing that was changed"],
    ]);
  });

  test("absolute paths hold in the worktree, and by the name that the file has in the user's checkout", async () => {
    const given = worktree("src/a.ts", "src/b.ts");
    write("src/a.ts", "changed\n");
    const both = [join(works, "src/a.ts"), join(checkout, "src/a.ts")];
    expect(await refuted(both, given)).toEqual([]);
    writeFileSync(join(checkout, "src/b.ts"), "changed in the wrong place\n");
    expect(await refuted([join(checkout, "src/b.ts")], given)).toEqual([
      [
        join(checkout, "src/b.ts"),
        "is not where the task works, but in the checkout that it began from",
      ],
    ]);
  });

  test("paths hold from the task's folder, the plan's, and the uppermost one", async () => {
    const given = worktree("app/web/a.ts");
    write("app/web/a.ts", "changed\n");
    const dir = join(works, "app");
    const order = { worktree: { ...given.worktree, checkout: join(checkout, "app") } };
    const said = ["a.ts", "web/a.ts", "app/web/a.ts", join(checkout, "app/web/a.ts")];
    expect(await refuted(said, { ...order, dir, cwd: join(dir, "web") })).toEqual([]);
  });

  test("renamed and deleted files hold, by both names and without a word about it", async () => {
    const given = worktree("src/a.ts", "gone.ts", "dir/x.ts");
    git("mv", "src/a.ts", "src/b.ts");
    git("mv", "dir", "folder");
    git("rm", "-q", "gone.ts");
    const said = ["src/a.ts", "src/b.ts", "src/a.ts -> src/b.ts", "folder/x.ts", "gone.ts"];
    expect(await refuted([...said, "gone.ts (deleted)", "src/a.ts (removed)"], given)).toEqual([]);
  });

  test("what the agent committed by itself holds", async () => {
    const given = worktree("a.ts", "b.ts");
    write("a.ts", "changed\n");
    git("rm", "-q", "b.ts");
    git("add", "-A");
    git("commit", "-qm", "my own");
    expect(await refuted(["a.ts", "b.ts"], given)).toEqual([]);
  });

  test("ignored files are looked at on disk", async () => {
    repository(".gitignore");
    works = checkout;
    writeFileSync(join(works, ".gitignore"), "dist/\n");
    git("commit", "-qam", "ignore");
    const path = join(root, "worktree");
    git("worktree", "add", "-qb", "work", path);
    works = path;
    before("dist/old.js");
    begin();
    const given = { worktree: { path, since: git("rev-parse", "HEAD"), checkout } };
    write("dist/new.js");
    const said = ["dist/new.js", "dist/", "dist/old.js", "dist/never.js"];
    expect(await refuted(said, given)).toEqual([
      ["dist/old.js", UNCHANGED],
      ["dist/never.js", MISSING],
    ]);
  });

  test("files of a submodule are looked at on disk", async () => {
    const inner = join(root, "inner");
    works = inner;
    repository("lib.c", "old.c");
    works = checkout;
    repository("a.ts");
    git("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner, "vendor/inner");
    git("commit", "-qm", "submodule");
    const path = join(root, "worktree");
    git("worktree", "add", "-qb", "work", path);
    works = path;
    git("-c", "protocol.file.allow=always", "submodule", "update", "--init", "-q");
    begin();
    const given = { worktree: { path, since: git("rev-parse", "HEAD"), checkout } };
    write("vendor/inner/lib.c", "changed\n");
    expect(
      await refuted(["vendor/inner/lib.c", "vendor/inner", "vendor/inner/old.c"], given),
    ).toEqual([["vendor/inner/old.c", UNCHANGED]]);
  });

  test("a repository without a commit in it does not hide the rest", async () => {
    const given = worktree("a.ts");
    write("a.ts", "changed\n");
    mkdirSync(join(works, "empty"));
    execFileSync("git", ["init", "-q"], { cwd: join(works, "empty") });
    expect(await refuted(["a.ts"], given)).toEqual([]);
  });

  test("what is reached by a symbolic link holds", async () => {
    const given = worktree("packages/core/a.ts");
    symlinkSync("packages/core", join(works, "core"));
    write("packages/core/a.ts", "changed\n");
    expect(await refuted(["core/a.ts", "core"], given)).toEqual([]);
  });

  test("what an earlier attempt of the task did is the task's, and so is what this one put back", async () => {
    const given = worktree("a.ts", "b.ts");
    write("b.ts", "changed by the first attempt\n");
    write("a.ts", "changed\n");
    write("a.ts", "old a.ts\n");
    expect(await refuted(["a.ts", "b.ts"], given)).toEqual([["a.ts", UNCHANGED]]);
    expect(await refuted(["a.ts", "b.ts"], worktreeAgain(given))).toEqual([]);
  });

  test("a file that is named without the folders above it holds where one of the difference ends so", async () => {
    const given = worktree("README.md", "packages/web/README.md", "packages/web/src/b.ts");
    write("packages/web/src/a.ts");
    write("packages/web/README.md", "changed\n");
    const said = ["a.ts", "src/a.ts", "@/a.ts", "README.md", "a.ts:parse()", "/api/users"];
    expect(await refuted(said, given)).toEqual([]);
    expect(await refuted(["b.ts", "rc/a.ts", "a.ts (deleted)"], given)).toEqual([
      ["b.ts", MISSING],
      ["rc/a.ts", MISSING],
      ["a.ts (deleted)", NEVER_THERE],
    ]);
    const scoped = { ...given, scope: { include: ["docs"] } };
    expect(await refuted(["a.ts"], scoped)).toEqual([["a.ts", "is out of its scope"]]);
  });

  test("files out of the scope are refuted by their names, and notes elsewhere are not", async () => {
    const given = { ...worktree("src/a.ts", "docs/a.md"), scope: { include: ["src"] } };
    write("src/a.ts", "changed\n");
    write("docs/a.md", "changed\n");
    const note = join(root, "note.md");
    writeFileSync(note, "mine\n");
    expect(await refuted(["src/a.ts", "docs/a.md", note], given)).toEqual([
      ["docs/a.md", "is out of its scope"],
    ]);
  });

  test("a file of the attempt's own folder is there or not", async () => {
    const given = worktree("a.ts");
    const folder = join(root, "run");
    mkdirSync(folder);
    writeFileSync(join(folder, "details.md"), "…");
    expect(await refuted([join(folder, "details.md"), join(folder, "no.md")], given)).toEqual([
      [join(folder, "no.md"), MISSING],
    ]);
  });
});

const worktreeAgain = (given: Partial<ClaimsOrder>): Partial<ClaimsOrder> => ({
  ...given,
  again: true,
});

describe.each([
  ["in place", () => repository("a.ts", "b.ts", "src/deep/c.ts")],
  [
    "without git",
    () => {
      mkdirSync(works);
      before("a.ts", "b.ts", "src/deep/c.ts");
    },
  ],
])("what a report says %s", (kind, make) => {
  beforeEach(() => {
    make();
    begin();
  });

  test("is refuted where a file is not there or was not changed since the task began", async () => {
    write("a.ts", "changed\n");
    write("new/d.ts");
    const said = ["a.ts", "new/d.ts", join(works, "a.ts"), "new/", "**/d.ts", "b.ts", "c.ts"];
    expect(await refuted([...said, "*.md", "a.ts (deleted)"])).toEqual([
      ["b.ts", UNCHANGED],
      ["c.ts", MISSING],
      ["*.md", "matches nothing that was changed"],
      ["a.ts (deleted)", STILL_THERE],
    ]);
  });

  test("a file that is named without the folders above it holds where a changed one ends so", async () => {
    write("src/deep/c.ts", "changed\n");
    write("src/deep/[id].ts");
    expect(await refuted(["c.ts", "deep/c.ts", "[id].ts", "eep/c.ts", "i.ts"])).toEqual([
      ["eep/c.ts", MISSING],
      ["i.ts", MISSING],
    ]);
  });

  test("what is in a folder that was moved holds", async () => {
    renameSync(join(works, "src"), join(works, "lib"));
    expect(await refuted(["lib/deep/c.ts", "lib"])).toEqual([]);
  });

  test("a file that was deleted holds where that is said, or where git knows of it", async () => {
    rmSync(join(works, "a.ts"));
    const isKnown = kind === "in place";
    expect(await refuted(["a.ts (deleted)"])).toEqual([]);
    expect(await refuted(["a.ts"])).toEqual(isKnown ? [] : [["a.ts", MISSING]]);
    expect(await refuted(["src/deep/never.ts (deleted)"])).toEqual([
      ["src/deep/never.ts (deleted)", NEVER_THERE],
    ]);
  });

  test("the scope holds here, too", async () => {
    write("a.ts", "changed\n");
    write("src/deep/c.ts", "changed\n");
    expect(await refuted(["a.ts", "src/deep/c.ts"], { scope: { include: ["src"] } })).toEqual([
      ["a.ts", "is out of its scope"],
    ]);
  });
});

describe("what a report says in place, where git is", () => {
  test("what the agent committed by itself holds", async () => {
    repository("a.ts", "b.ts", "src/c.ts");
    begin();
    write("a.ts", "changed\n");
    git("rm", "-q", "b.ts");
    git("mv", "src", "lib");
    git("add", "-A");
    git("commit", "-qm", "my own");
    expect(await refuted(["a.ts", "b.ts", "lib/c.ts", "src/c.ts"])).toEqual([]);
  });

  test("no scope is about what git ignores", async () => {
    repository("a.ts");
    writeFileSync(join(works, ".gitignore"), "dist\n");
    begin();
    write("dist/a.js");
    expect(await refuted(["dist/a.js"], { scope: { include: ["src"] } })).toEqual([]);
  });

  test("a file system whose clock is behind is asked what time it was", async () => {
    repository("a.ts");
    begin();
    const firstFolder = join(root, "first");
    mkdirSync(firstFolder);
    write("a.ts", "changed\n");
    expect(await refuted(["a.ts"], { begun: begun + 60_000 })).toEqual([["a.ts", UNCHANGED]]);
    expect(await refuted(["a.ts"], { begun: begun + 60_000, firstFolder })).toEqual([]);
  });
});
