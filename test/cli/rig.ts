import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Recorded } from "../../src/core/events.ts";

/** The built command line: what a user runs. */
export const PAWL = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Pawl under way, with all that it prints. */
export class Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = "";
  stderr = "";

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) =>
      child.once("close", (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      ),
    );
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

/** A folder of its own in which Pawl is used as a person would. */
export class Workspace {
  readonly dir = mkdtempSync(join(tmpdir(), "pawl-cli-"));
  readonly env: Record<string, string> = {
    PATH: process.env["PATH"]!,
    HOME: this.dir,
    LANG: "C.UTF-8",
    TMPDIR: tmpdir(),
    PAWL_WORKTREES: process.env["PAWL_WORKTREES"]!,
    // Not in the folder that tests look into.
    XDG_CACHE_HOME: join(tmpdir(), "pawl-test-cache"),
  };

  write(name: string, text: string | Buffer): string {
    const path = join(this.dir, name);
    writeFileSync(path, text);
    return path;
  }

  read(name: string): string {
    return readFileSync(join(this.dir, name), "utf8");
  }

  start(...args: string[]): Started {
    const options = { cwd: this.dir, env: this.env, stdio: ["ignore", "pipe", "pipe"] as const };
    return new Started(
      spawn(process.execPath, [PAWL, ...args], { ...options, stdio: [...options.stdio] }),
    );
  }

  pawl(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** The only run's id. */
  run(): string {
    const runs = readdirSync(join(this.dir, ".pawl", "runs"));
    if (runs.length !== 1) throw new Error(`expected one run, found ${runs.join(", ") || "none"}`);
    return runs[0]!;
  }

  #runs(): string[] {
    try {
      return readdirSync(join(this.dir, ".pawl", "runs"));
    } catch {
      return [];
    }
  }

  journalPath(run = this.run()): string {
    return join(this.dir, ".pawl", "runs", run, "journal.jsonl");
  }

  /** The events that are whole, as plain data. */
  events(run?: string): Recorded[] {
    const lines = readFileSync(this.journalPath(run), "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Recorded);
  }

  types(run?: string): string[] {
    return this.events(run).map((each) => each.event.type);
  }

  /** Ends what its runs left under way, and removes it. */
  remove(): void {
    for (const run of this.#runs()) {
      for (const pid of carrying("PAWL_RUN", run)) endProcess(pid);
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Waits until something holds; throws with what was waited for when it takes too long. */
export async function until(
  what: string,
  holds: () => boolean,
  patienceMs = 30_000,
): Promise<void> {
  for (const end = Date.now() + patienceMs; ;) {
    try {
      if (holds()) return;
    } catch {
      // What it looks at is not there yet.
    }
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Ends a process, unless it has ended by itself. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It may have ended by itself since it was listed.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Whether a process is there and no zombie. */
export function isThere(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/** Pids of all processes that carry a variable with this value in their environment. */
export function carrying(name: string, value: string): number[] {
  return readdirSync("/proc")
    .filter((each) => /^\d+$/.test(each))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "latin1")
          .split("\0")
          .includes(`${name}=${value}`);
      } catch {
        return false;
      }
    })
    .map(Number)
    .filter(isThere);
}

/** Pids of a process's own children. */
export function childrenOf(pid: number): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  try {
    return readFileSync(path, "utf8").trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** What git says in a folder. */
export const gitIn = (dir: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd: dir, encoding: "utf8" });
