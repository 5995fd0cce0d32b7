import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { OpenWorkspace } from "../../src/core/workspace.ts";
import type { TidyOrder, WorkspaceOrder } from "../../src/workspaces/port.ts";
import { workspaces } from "../../src/workspaces/workspaces.ts";
import { Repo, temporaryFolder } from "../git/rig.ts";
import { inside, read, Rig, signal } from "./rig.ts";

const PERFORM = fileURLToPath(new URL("fixtures/perform.mjs", import.meta.url));
const WRAPPER = fileURLToPath(new URL("fixtures/git.sh", import.meta.url));
const GIT = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();

/** Each call in all three ways, which takes many minutes; else every third call, in one of them. */
const EVERY = process.env["PAWL_TEST_KILLS"] === "all";

type Op = "open" | "tidy" | "land" | "undo";

/** Something to do, in a repository of its own. */
interface Task {
  readonly op: Op;
  readonly rig: Rig;
  readonly order: WorkspaceOrder;
}

const FILES = {
  ".gitignore": "node_modules\n.env\n",
  "package-lock.json": "{}",
  "a.txt": "a\n",
  ...Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`d/f${at}`, `${at}\n`])),
};

function rigOf(): Rig {
  const workspace = {
    setup: "mkdir -p node_modules; echo m > node_modules/m",
    copy: [".env"],
    ports: { from: 44_000, step: 10 },
  };
  const rig = new Rig(workspace, FILES);
  rig.repo.write({ ".env": "A=1", "a.txt": "dirty\n", "new.txt": "new" });
  rig.repo.git("add", "new.txt");
  return rig;
}

async function worked(): Promise<{ rig: Rig; open: OpenWorkspace; head: string }> {
  const rig = rigOf();
  const open = await rig.open();
  const head = inside(open).commit({ "b.txt": "b\n" });
  inside(open).commit({ "own.txt": "own" });
  inside(open).write({ "a.txt": "left\n", "left.txt": "left" });
  return { rig, open, head };
}

const TASKS: Readonly<Record<string, () => Promise<Task>>> = {
  async open() {
    const rig = rigOf();
    return { op: "open", rig, order: rig.openOrder() };
  },
  async tidy() {
    const { rig, open, head } = await worked();
    const order = { ...rig.order(), open, head, owner: "build/one@1" };
    return { op: "tidy", rig, order };
  },
  async "tidy, and merge"() {
    const { rig, open, head } = await worked();
    const tree = rig.repo.git("rev-parse", "main^{tree}");
    const theirs = rig.repo.git("commit-tree", tree, "-p", rig.base, "-m", "theirs");
    rig.repo.git("update-ref", `refs/heads/${open.integrate!}`, theirs);
    const order = { ...rig.order(), open, head, owner: "build/one@1", merge: open.integrate };
    return { op: "tidy", rig, order };
  },
  async "open anew"() {
    const { rig } = await worked();
    return { op: "open", rig, order: { ...rig.openOrder(), round: 2 } as WorkspaceOrder };
  },
  async land() {
    const { rig, open, head } = await worked();
    await rig.open("build", { task: "one", from: rig.base });
    const order = { ...rig.order(), open, integrate: open.integrate!, base: rig.base };
    return {
      op: "land",
      rig,
      order: { ...order, candidate: head, commits: [head] } as WorkspaceOrder,
    };
  },
  async undo() {
    const { rig, open, head } = await worked();
    const branch = open.integrate!;
    rig.repo.git("update-ref", `refs/heads/${branch}`, head);
    const integrate = { branch, from: head, to: rig.base };
    return {
      op: "undo",
      rig,
      order: { ...rig.order(), open, round: 1, integrate } as WorkspaceOrder,
    };
  },
};

/** Performs it in a process, which the given call of git kills. @returns the calls that there were */
function killedAt(task: Task, kill: string, at: number, otherwise?: "SIGKILL"): string[] {
  const folder = temporaryFolder();
  copyFileSync(WRAPPER, join(folder, "git"));
  chmodSync(join(folder, "git"), 0o755);
  const count = join(folder, "count");
  writeFileSync(count, "");
  const env = {
    PATH: `${folder}:${process.env["PATH"]}`,
    HOME: task.rig.folders,
    GIT,
    COUNT: count,
    KILL: kill,
    KILL_AT: String(at),
  };
  const args = [PERFORM, task.op, JSON.stringify(task.order), JSON.stringify(task.rig.tools.env)];
  const done = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  const calls = readFileSync(count, "utf8").split("\n").slice(0, -1);
  const expected = at <= calls.length ? "SIGKILL" : (otherwise ?? null);
  expect([done.signal, done.stderr]).toEqual([expected, ""]);
  return calls;
}

async function again({ op, rig, order }: Task): Promise<unknown> {
  const works = workspaces(rig.tools);
  await works.endLeft(order);
  return (works[op] as (order: WorkspaceOrder, signal: AbortSignal) => unknown)(order, signal());
}

/** All that an order is to leave behind, without names and commits that differ from run to run. */
function stateOf({ rig }: Task, result: unknown): unknown {
  const { repo, run, root } = rig;
  const refs = repo.git("for-each-ref", "--format=%(refname) %(tree)").split("\n");
  const trees = repo.git("worktree", "list", "--porcelain").split("\n");
  const path = trees
    .filter((line) => line.startsWith(`worktree ${root}`))[0]
    ?.slice("worktree ".length);
  const there = path === undefined ? undefined : inside({ path } as OpenWorkspace);
  const state = {
    result: JSON.stringify(result, (key, value: unknown) =>
      /^(port|portOffset)$/.test(key) ? 0 : value,
    ),
    refs,
    worktrees: trees.filter((line) => /^(worktree|branch|locked|prunable)/.test(line)),
    status: there?.git("status", "--porcelain", "--ignored"),
    merging: there && existsSync(join(there.git("rev-parse", "--absolute-git-dir"), "MERGE_HEAD")),
    left: rig
      .left()
      .filter((name) => !/node_modules|\/d\/|@ports/.test(name))
      .sort(),
    locks: locksOf(repo.path(".git")),
    mine: mineOf(rig),
  };
  const text = JSON.stringify(state)
    .replaceAll(run, "RUN")
    .replaceAll(root, "ROOT")
    .replaceAll(repo.dir, "REPO")
    .replace(/[0-9a-f]{40}/g, "COMMIT")
    .replace(/(a repo ü-)[0-9a-f]{12}/g, "$1HASH");
  return JSON.parse(text.replace(/COMMIT/g, "C"));
}

const locksOf = (dir: string): string =>
  execFileSync("find", [dir, "-name", "*.lock"], { encoding: "utf8" });

/** What is the user's own. */
function mineOf({ repo }: Rig): string[] {
  const own = Object.keys(repo.everything());
  return own.filter(
    (name) => !/^\.git\/(worktrees|refs\/heads\/pawl|logs\/refs\/heads\/pawl)/.test(name),
  );
}

function userOf({ repo }: Rig): Record<string, string> {
  const names = new Set(mineOf({ repo } as Rig));
  return Object.fromEntries(Object.entries(repo.everything()).filter(([name]) => names.has(name)));
}

describe("killed at each call of git and asked again, it comes to the same", () => {
  test.each(Object.keys(TASKS))("%s", { timeout: 600_000 }, async (name) => {
    const make = TASKS[name]!;
    const reference = await make();
    const expected = stateOf(reference, await again(reference));
    const counted = await make();
    const calls = killedAt(counted, "before", 10_000).length;
    expect(calls).toBeGreaterThan(3);
    for (const [turn, kill] of ["before", "with", "after"].entries())
      for (let at = 1; at <= calls; at++) {
        if (!EVERY && at % 9 !== 3 * turn) continue;
        const task = await make();
        const user = userOf(task.rig);
        killedAt(task, kill, at);
        const state = stateOf(task, await again(task));
        expect([kill, at, state]).toEqual([kill, at, expected]);
        expect([kill, at, userOf(task.rig)]).toEqual([kill, at, user]);
      }
  });
});

test.each([
  ["land", / -d refs\/heads\/pawl-task\//],
  ["open anew", / -d refs\/heads\/pawl-phase\//],
])(
  "%s leaves no branch behind that it was to delete when it was killed",
  { timeout: 120_000 },
  async (name, deletes) => {
    const [whole, counted, killed] = [
      await TASKS[name]!(),
      await TASKS[name]!(),
      await TASKS[name]!(),
    ];
    const expected = stateOf(whole, await again(whole));
    const at = killedAt(counted, "before", 10_000).findIndex((call) => deletes.test(call)) + 1;
    expect(at).toBeGreaterThan(0);
    killedAt(killed, "before", at);
    expect(stateOf(killed, await again(killed))).toEqual(expected);
  },
);

async function withSubmodule(): Promise<Task & { readonly library: string }> {
  const library = new Repo(join(temporaryFolder(), "library"));
  library.commit({ "lib.txt": "lib" });
  const rig = new Rig();
  rig.repo.git("submodule", "add", "-q", library.dir, "lib");
  const base = rig.repo.commit();
  return { op: "open", rig, order: rig.openOrder("build", { base }), library: library.dir };
}

test.each([/^--no-pager .* checkout -q --detach/, / remote set-url/, / config --local --unset/])(
  "open makes a submodule whole though it was killed before %s",
  { timeout: 120_000 },
  async (call) => {
    const counted = await withSubmodule();
    const at = killedAt(counted, "before", 10_000).findIndex((each) => call.test(each)) + 1;
    expect(at).toBeGreaterThan(0);
    const killed = await withSubmodule();
    killedAt(killed, "before", at);
    const made = (await again(killed)) as OpenWorkspace;
    expect(read(made, "lib/lib.txt")).toBe("lib");
    const lib = (...args: string[]): string => inside(made).git("-C", "lib", ...args);
    expect(lib("status", "--porcelain")).toBe("");
    expect(lib("config", "remote.origin.url")).toBe(killed.library);
    expect(lib("config", "--list")).not.toContain("pawl.half");
    expect(locksOf(killed.rig.root)).toBe("");
  },
);

/** Kills git and Pawl, once: while git adds a file, and holds the lock of an index. */
const KILLING_FILTER =
  'if rm once 2> /dev/null; then kill -9 "$(cut -d " " -f 4 "/proc/$PPID/stat")" $PPID; fi; cat';

test.each(["tidy", "undo"])(
  "%s comes to the same though git was killed with the lock of an index in its hands",
  { timeout: 120_000 },
  async (name) => {
    const [whole, killed] = [await TASKS[name]!(), await TASKS[name]!()];
    for (const { rig } of [whole, killed]) {
      rig.repo.git("config", "filter.kill.clean", KILLING_FILTER);
      writeFileSync(join(rig.repo.path(".git"), "info", "attributes"), "left.txt filter=kill\n");
      writeFileSync(join(rig.repo.path(".git"), "info", "exclude"), "once\n");
    }
    inside((killed.order as TidyOrder).open).write({ once: "" });
    const expected = stateOf(whole, await again(whole));
    killedAt(killed, "", 10_000, "SIGKILL");
    expect(stateOf(killed, await again(killed))).toEqual(expected);
  },
);
