import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

/**
 * Loaded before the command line, and in none of what that starts: kills it with SIGKILL before the n-th of all that it
 * is about to change on the disk.
 */
const PRELOAD = `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [word, count] = process.env.KILL_BEFORE.split(":");
if (process.argv.includes(word)) {
  let left = Number(count);
  const counted = (owner, name) => {
    const real = owner[name];
    const isOpen = name.startsWith("open");
    owner[name] = function (...args) {
      // Reading changes nothing.
      const reads = isOpen && (args[1] === undefined || args[1] === "r" || args[1] === 0);
      if (!reads && --left === 0) process.kill(process.pid, "SIGKILL");
      return Reflect.apply(real, this, args);
    };
  };
  const names = ["write", "writev", "writeFile", "appendFile", "rename", "mkdir", "open", "fdatasync", "fsync", "unlink", "rm", "link", "ftruncate", "copyFile"];
  for (const name of names) {
    for (const called of [name, name + "Sync"]) if (fs[called]) counted(fs, called);
    if (fs.promises[name]) counted(fs.promises, name);
  }
  syncBuiltinESMExports();
}
`;

/** Three phases, of which the first hands on an artifact; each leaves a line. */
const PLAN = `pawl: 1
name: three
phases:
  - id: align
    produces: { notes: { type: object } }
    tasks:
      - id: note
        produces: [notes]
        run: 'echo align >> done; echo ''{"size": 3}'' > "$PAWL_ARTIFACTS/notes.json"'
  - { id: build, run: 'echo build >> done' }
  - { id: ship, needs: [notes], run: 'echo ship >> done' }
`;

const runs = (): string[] => {
  const folder = join(place.dir, ".pawl", "runs");
  return existsSync(folder) ? readdirSync(folder) : [];
};

/** Whether it was killed before it came to the end of what it had to do. */
async function killedBefore(count: number, ...args: string[]): Promise<boolean> {
  place.write("preload.mjs", PRELOAD);
  place.env["NODE_OPTIONS"] = `--import ${join(place.dir, "preload.mjs")}`;
  place.env["KILL_BEFORE"] = `${args[0]}:${count}`;
  const { signal } = await place.pawl(...args);
  delete place.env["NODE_OPTIONS"];
  delete place.env["KILL_BEFORE"];
  return signal === "SIGKILL";
}

/** What the phases have left, in the order in which they did. */
const done = (): string[] =>
  existsSync(join(place.dir, "done")) ? place.read("done").trim().split("\n") : [];

/** Points up to the first attempt; from there on other tests kill. */
const MOST_POINTS = 60;

const hasStarted = (run: string): boolean =>
  existsSync(place.journalPath(run)) && place.types(run).includes("attempt-started");

/** The run that Pawl lists, of those that the point has made; never more than one. */
async function madeAt(point: number, before: ReadonlySet<string>): Promise<string | undefined> {
  const fresh = runs().filter((each) => !before.has(each));
  expect(fresh.length, `point ${point}`).toBeLessThan(2);
  const { code, stdout, stderr } = await place.pawl("runs");
  expect(code, `point ${point}: ${stderr}`).toBe(0);
  return fresh.find((each) => stdout.includes(each));
}

/** It can be gone on with, if a process that was detached has not done so, and nothing is done twice. */
async function goesOn(run: string, point: number): Promise<void> {
  await place.pawl("resume", run, "--no-live");
  const { code, stdout, stderr } = await place.pawl("wait", run);
  expect({ code, stdout }, `point ${point}: ${stderr}`).toEqual({
    code: 0,
    stdout: `run ${run} is completed\n`,
  });
  expect(done(), `point ${point}`).toEqual(["align", "build", "ship"]);
}

const BOTH = new Set(["not at all", "whole"]);

describe("killed with SIGKILL before each change on the disk until its first attempt,", () => {
  test(
    "a fork is there whole, with all that it took over, or not at all",
    { timeout: 600_000 },
    async () => {
      place.write("plan.yaml", PLAN);
      expect((await place.pawl("run", "plan.yaml", "--until", "build")).code).toBe(0);
      const source = place.run();
      const journal = place.read(`.pawl/runs/${source}/journal.jsonl`);
      const kinds = new Set<string>();
      for (let point = 1; point <= MOST_POINTS; point++) {
        place.write("done", "align\nbuild\n");
        const before = new Set(runs());
        const killed = await killedBefore(point, "fork", source, "--at", "build");
        expect(place.read(`.pawl/runs/${source}/journal.jsonl`), `point ${point}`).toBe(journal);
        const run = await madeAt(point, before);
        kinds.add(run === undefined ? "not at all" : "whole");
        const ended = !killed || (run !== undefined && hasStarted(run));
        if (killed && run !== undefined) await goesOn(run, point);
        if (ended) break;
      }
      expect(kinds).toEqual(BOTH);
    },
  );

  test(
    "a run that is detached is there whole, driven or to be resumed, or not at all",
    { timeout: 600_000 },
    async () => {
      place.write("plan.yaml", PLAN);
      const kinds = new Set<string>();
      for (let point = 1, killed = true; killed && point <= MOST_POINTS; point++) {
        place.write("done", "");
        const before = new Set(runs());
        killed = await killedBefore(point, "run", "plan.yaml", "--detach");
        const run = await madeAt(point, before);
        kinds.add(run === undefined ? "not at all" : "whole");
        if (run === undefined) continue;
        await goesOn(run, point);
      }
      expect(kinds).toEqual(BOTH);
    },
  );
});
