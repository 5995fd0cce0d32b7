import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runSetup } from "../../src/workspaces/setup.ts";
import { takePorts } from "../../src/workspaces/ports.ts";
import { temporaryFolder } from "../git/rig.ts";
import { inside, read, Rig, signal } from "./rig.ts";

const FILES = {
  "package-lock.json": "{}",
  "package.json": "{}",
  ".gitignore": "node_modules\ndist\nlog\n",
};

/** Counts how often it is run, outside of any worktree. */
const counting = (rig: Rig, more = "") =>
  `echo ran >> "${join(rig.folders, "count")}"; mkdir -p node_modules/m; echo mod > node_modules/m/index.js; ln -s m node_modules/l${more}`;

const times = (rig: Rig): number =>
  existsSync(join(rig.folders, "count"))
    ? readFileSync(join(rig.folders, "count"), "utf8").trim().split("\n").length
    : 0;

function rigWith(more = "", files: Readonly<Record<string, string>> = FILES): Rig {
  const rig = new Rig({}, files);
  Object.assign(rig.workspace, { setup: counting(rig, more) });
  return rig;
}

describe("setup", () => {
  test("is run in a new worktree, with the order's environment and no other, and its output is kept", async () => {
    const rig = new Rig({ setup: "env | sort > log; pwd; echo careful >&2" }, FILES);
    process.env["A_SECRET_OF_TESTS"] = "s";
    const open = await rig.open("build", { env: { PATH: process.env["PATH"]!, MINE: "1" } });
    delete process.env["A_SECRET_OF_TESTS"];
    const names = read(open, "log")
      .trim()
      .split("\n")
      .map((line) => line.split("=")[0]);
    expect(names.filter((name) => !["PWD", "SHLVL", "_", "OLDPWD"].includes(name!))).toEqual([
      "MINE",
      "PATH",
      "PAWL_ATTEMPT_ID",
      "PAWL_PHASE",
      "PAWL_RUN",
    ]);
    const log = readFileSync(join(rig.folders, "build/setup/output.log"), "utf8");
    expect(log).toBe(`${open.path}\ncareful\n`);
  });

  test("that fails says how, with its last lines, and is run again when it is asked for again", async () => {
    const rig = new Rig(
      { setup: "echo one; echo two >&2; test -e log || { touch log; exit 3; }" },
      FILES,
    );
    const error = (await rig.open().catch((each: Error) => each)) as Error;
    const worktree = error.message.match(/failed in (.*): exit/)![1]!;
    expect(error.message).toBe(
      `setup \`${rig.workspace.setup}\` failed in ${worktree}: exit 3; all that it wrote is in ${join(rig.folders, "build/setup")}; its last lines:\none\ntwo`,
    );
    expect((await rig.open()).path).toBe(worktree);
  });

  test("that takes too long is ended with all that it started", async () => {
    const rig = new Rig({ setup: "sleep 600 & sleep 600", setupTimeoutMs: 300 }, FILES);
    await expect(rig.open()).rejects.toThrow(/^setup `sleep 600 & sleep 600` failed in .*: .*time/);
    const marker = `PAWL_ATTEMPT_ID=${rig.run}/build@setup`;
    expect(withMarker(marker)).toEqual([]);
  });

  test("says what it changed that will be committed", async () => {
    const rig = new Rig({ setup: "echo x > new.txt; echo y > package.json" }, FILES);
    expect((await rig.open()).notes).toEqual([
      "setup changed files that git does not ignore, and they will be committed with the first task: package.json, new.txt",
    ]);
  });

  test("is broken off with the signal", async () => {
    const fifo = join(temporaryFolder(), "begun");
    execFileSync("mkfifo", [fifo]);
    const rig = new Rig({ setup: `echo > ${fifo}; sleep 600` }, FILES);
    const ending = new AbortController();
    const opening = rig.open("build", {}, ending.signal);
    await readFile(fifo);
    ending.abort();
    await expect(opening).rejects.toThrow(/^setup `.*`: it was broken off$/);
    expect(withMarker(`PAWL_ATTEMPT_ID=${rig.run}/build@setup`)).toEqual([]);
  });
});

function withMarker(marker: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`${marker}\0`)
      );
    } catch {
      return false;
    }
  });
}

describe("the cache of setups", () => {
  test("gives the next worktree what the lock file stands for, as copies", async () => {
    const rig = rigWith();
    const first = await rig.open("one");
    const second = await rig.open("two");
    expect(times(rig)).toBe(1);
    expect(read(second, "node_modules/m/index.js")).toBe("mod\n");
    expect(lstatSync(join(second.path, "node_modules/l")).isSymbolicLink()).toBe(true);
    const file = join(second.path, "node_modules/m/index.js");
    expect(lstatSync(file).nlink).toBe(1);
    writeFileSync(file, "changed");
    expect(read(first, "node_modules/m/index.js")).toBe("mod\n");
    expect(read(await rig.open("three"), "node_modules/m/index.js")).toBe("mod\n");
    expect(times(rig)).toBe(1);
  });

  test("is not used where lock file, settings, setup or environment are others, or there is no lock file", async () => {
    const rig = rigWith();
    await rig.open("one");
    const lock = rig.repo.commit({ "package-lock.json": "{ }" });
    await rig.open("two", { from: lock });
    expect(times(rig)).toBe(2);
    const settings = rig.repo.commit({ "package.json": '{"scripts":{}}' });
    await rig.open("three", { from: settings });
    expect(times(rig)).toBe(3);
    Object.assign(rig.workspace, { env: { NODE_ENV: "production" } });
    await rig.open("four", { env: { PATH: process.env["PATH"]!, NODE_ENV: "production" } });
    expect(times(rig)).toBe(4);
    Object.assign(rig.workspace, { setup: `${rig.workspace.setup}; true` });
    await rig.open("five");
    expect(times(rig)).toBe(5);
    const without = rigWith("", { ".gitignore": "node_modules\n" });
    await without.open("one");
    await without.open("two");
    expect(times(without)).toBe(2);
  });

  test.each([
    ["something else that git ignores", "; mkdir dist; echo built > dist/x"],
    ["a change of a tracked file", "; echo y >> package.json"],
    ["a path of the worktree", '; echo "$PWD" > node_modules/where'],
    ["a link into the worktree", '; ln -s "$PWD/package.json" node_modules/here'],
    ["the number of its port", '; echo "$PAWL_PORT"'],
  ])("is not filled by a setup with %s", async (_, more) => {
    const rig = rigWith(more);
    await rig.open("one");
    await rig.open("two");
    expect(times(rig)).toBe(2);
  });

  test("is read by a checkout of an attempt's commit, and filled only where its lock files are trusted", async () => {
    const rig = rigWith();
    const open = await rig.open("one");
    rmSync(join(open.path, "node_modules"), { recursive: true });
    inside(open).commit({ "package-lock.json": "{ }" });
    const order = {
      ...rig.order(),
      path: open.path,
      cwd: open.path,
      marker: `${rig.run}/gate`,
      trusted: open.base,
    };
    const asked = (name: string) =>
      runSetup({ ...order, folder: join(rig.folders, name) }, rig.tools, signal());
    expect(await asked("gate1")).toBe("run");
    rmSync(join(open.path, "node_modules"), { recursive: true });
    expect(await asked("gate2")).toBe("run");
    inside(open).commit({ "package-lock.json": "{}" });
    rmSync(join(open.path, "node_modules"), { recursive: true });
    expect(await asked("gate3")).toBe("cache");
    expect(read(open, "node_modules/m/index.js")).toBe("mod\n");
  });

  test("keeps the five that were used last", async () => {
    const rig = rigWith();
    for (const [at, name] of ["a", "b", "c", "d", "e", "f"].entries()) {
      const from = at === 0 ? rig.base : rig.repo.commit({ "package-lock.json": `${at}` });
      await rig.open(name, { from });
    }
    expect(times(rig)).toBe(6);
    const [repository] = readdirSync(rig.root).filter((name) => !name.startsWith("@"));
    expect(readdirSync(join(rig.root, repository!, "@cache"))).toHaveLength(5);
    await rig.open("again");
    expect(times(rig)).toBe(7);
  });
});

describe("ports", () => {
  test("are a worktree's own, stay with it, and are told to setup", async () => {
    const rig = new Rig(
      { ports: { from: 42_000, step: 10 }, setup: 'echo "$PAWL_PORT $PAWL_PORT_OFFSET" > log' },
      FILES,
    );
    const [one, two] = await Promise.all([rig.open("one"), rig.open("two")]);
    expect(one.port).not.toBe(two.port);
    expect(one.port! - one.portOffset!).toBe(42_000);
    expect(read(one, "log")).toBe(`${one.port} ${one.portOffset}\n`);
    expect((await rig.open("one")).port).toBe(one.port);
  });

  test("are taken by one alone, however many ask at once, and overlap with nobody's", async () => {
    const root = temporaryFolder();
    const asked = Array.from({ length: 40 }, async (_, at) => {
      const worktree = join(root, `w${at}`);
      mkdirSync(worktree);
      const step = at % 2 ? 10 : 7;
      const { port } = await takePorts(root, worktree, { from: 43_000, step });
      return { port, step };
    });
    const taken = (await Promise.all(asked)).sort((a, b) => a.port - b.port);
    const overlaps = taken.filter((each, at) => {
      const before = taken[at - 1];
      return before !== undefined && each.port < before.port + before.step;
    });
    expect([taken.length, overlaps]).toEqual([40, []]);
  });

  test("of worktrees that are gone are given anew; one on which somebody listens is not", async () => {
    const root = temporaryFolder();
    const worktree = (name: string): string => {
      mkdirSync(join(root, name));
      return join(root, name);
    };
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const from = (server.address() as { port: number }).port;
    const first = await takePorts(root, worktree("a"), { from, step: 5 });
    expect(first.port).toBeGreaterThan(from);
    rmSync(join(root, "a"), { recursive: true });
    const second = await takePorts(root, worktree("b"), { from, step: 5 });
    expect(second.port).toBe(first.port);
    await new Promise((resolve) => server.close(resolve));
  });

  test("come to an end", async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, "a"));
    mkdirSync(join(root, "b"));
    await takePorts(root, join(root, "a"), { from: 65_530, step: 10 });
    await expect(takePorts(root, join(root, "b"), { from: 65_530, step: 10 })).rejects.toThrow(
      `no port is free from 65530 on in steps of 10; ${join(root, "@ports")} says which worktrees have them, and \`pawl gc\` frees those of runs that have ended`,
    );
  });
});
