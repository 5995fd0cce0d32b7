import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { AttemptResult } from "../../src/core/result.ts";
import { commandExecutor } from "../../src/executors/command/executor.ts";
import type { AttemptHandle, AttemptOrder } from "../../src/executors/port.ts";
import { findBubblewrap } from "../../src/executors/sandbox/bubblewrap.ts";
import { sandboxExecutor } from "../../src/executors/sandbox/executor.ts";
import { temporaryFolder } from "../git/rig.ts";
import { isRunning, until } from "./rig.ts";

const inner = commandExecutor();
const executor = sandboxExecutor(inner);
afterAll(() => executor.close());

let attempts = 0;

/** A place with what is the task's, what is Pawl's in it, and what is neither. */
function place() {
  const root = temporaryFolder();
  const work = join(root, "work ü");
  const outside = join(root, "outside");
  for (const each of [work, outside, join(work, ".pawl"), join(work, ".git")]) mkdirSync(each);
  writeFileSync(join(outside, "theirs"), "theirs");
  const start = (command: string, more: Partial<AttemptOrder> = {}): AttemptHandle =>
    executor.start({
      folder: join(work, ".pawl", `attempt-${++attempts}`),
      marker: `sandbox-${process.pid}-${attempts}`,
      command,
      cwd: work,
      env: {
        PATH: process.env["PATH"]!,
        OUT: outside,
        PAWL_ATTEMPT_ID: `sandbox-${process.pid}-${attempts}`,
      },
      timeoutMs: 60_000,
      graceMs: 1000,
      maxOutputBytes: 100_000,
      promised: [],
      sandbox: { writable: [work], readOnly: [join(work, ".pawl"), join(work, ".git")] },
      ...more,
    });
  return {
    work,
    outside,
    start,
    run: (command: string, more?: Partial<AttemptOrder>): Promise<AttemptResult> =>
      start(command, more).ended,
  };
}

describe("in a sandbox", () => {
  test("an attempt writes where it works, to its own folder, and to temporary files of its own", async () => {
    const { run, work } = place();
    const result = await run(
      `echo a > made && mkdir -p d && echo b > d/b && mktemp > tmp-name && echo c > "${join(work, ".pawl", `attempt-${attempts + 1}`)}/own" && echo "out"`,
    );
    expect(result).toEqual({ type: "succeeded" });
    expect(readFileSync(join(work, "d/b"), "utf8")).toBe("b\n");
    expect(readFileSync(join(work, "tmp-name"), "utf8")).toContain(`attempt-${attempts}/tmp/`);
    expect(existsSync(join(work, ".pawl", `attempt-${attempts}`, "own"))).toBe(true);
  });

  test.each([
    ["files beside it", 'echo x > "$OUT/mine"'],
    ["files that are there", 'echo x >> "$OUT/theirs"'],
    ["Pawl's own files", "echo x > .pawl/journal.jsonl"],
    ["git's own files", "echo x > .git/config"],
    ["the record of how it ended", 'echo x >> "$(ls -d .pawl/attempt-*)/record"'],
    ["the system's files", "echo x > /etc/pawl-sandbox"],
    ["the user's home", `echo x > "${homedir()}/.pawl-sandbox"`],
    ["what it mounts anew", "mount -o remount,rw / && echo x > /etc/pawl-sandbox"],
    ["what it takes the place of", 'mv .pawl pawl-of-mine || mv "$OUT" away'],
  ])("an attempt cannot write to %s", async (_, command) => {
    const { run, outside } = place();
    const result = await run(command);
    expect(result).toMatchObject({
      type: "failed",
      failure: { code: expect.any(Number) as number },
    });
    expect(existsSync(join(outside, "mine"))).toBe(false);
    expect(readFileSync(join(outside, "theirs"), "utf8")).toBe("theirs");
    expect(existsSync("/etc/pawl-sandbox")).toBe(false);
  });

  test("sees no process outside, and cannot end one", async () => {
    const { run } = place();
    expect(await run(`! kill -0 ${process.pid}; test ! -e /proc/${process.pid}/environ`)).toEqual({
      type: "succeeded",
    });
  });

  test("what it leaves running is gone with it", async () => {
    const { run } = place();
    // Its marker is taken from it, and it begins a session of its own.
    const left = "env -u PAWL_ATTEMPT_ID setsid sh -c 'touch begun; exec sleep 987'";
    expect(await run(`${left} & until test -e begun; do sleep 0.01; done`)).toEqual({
      type: "succeeded",
    });
    await until("nothing is left", () => running("sleep 987").length === 0);
  });

  test("it can end by itself when it is stopped, and fails as it would outside", async () => {
    const { start, run, work } = place();
    const handle = start("trap 'echo ended > ended; exit 0' TERM; echo > begun; sleep 1000 & wait");
    await until("it has begun", () => existsSync(join(work, "begun")));
    handle.cancel("enough");
    expect(await handle.ended).toEqual({ type: "cancelled", reason: "enough" });
    expect(readFileSync(join(work, "ended"), "utf8")).toBe("ended\n");
    expect(await run("echo why; exit 7")).toMatchObject({
      type: "failed",
      failure: { message: "exit 7", code: 7, tail: "why" },
    });
    expect(await run("sleep 1000", { timeoutMs: 300 })).toMatchObject({
      type: "failed",
      failure: { class: "timed-out" },
    });
    await until("nothing is left", () => running("sleep 1000").length === 0);
  });
});

/** Pids of processes with this command line. */
function running(command: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
        return line === command && isRunning(pid);
      } catch {
        return false;
      }
    });
}

describe("where there can be no sandbox", () => {
  const failing = async (program: string): Promise<AttemptResult> => {
    const { work } = place();
    const own = sandboxExecutor(inner, () => findBubblewrap(program));
    return own.start({
      folder: join(work, "attempt"),
      marker: `none-${process.pid}`,
      command: "touch ran",
      cwd: work,
      env: {},
      timeoutMs: 1000,
      graceMs: 0,
      maxOutputBytes: 1000,
      promised: [],
      sandbox: { writable: [work], readOnly: [] },
    }).ended;
  };

  test("an attempt fails, and is not run without", async () => {
    const folder = temporaryFolder();
    const program = join(folder, "bwrap");
    writeFileSync(
      program,
      "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2; exit 1\n",
      { mode: 0o755 },
    );
    expect(await failing(program)).toEqual({
      type: "failed",
      failure: {
        class: "fatal",
        message: `\`isolation: sandbox\` needs bubblewrap, and ${program} is not permitted to work here: bwrap: No permissions to create new namespace; let users make namespaces, or take the key out`,
      },
    });
  });
});
