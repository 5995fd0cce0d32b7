import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { ATTEMPT_FILES } from "../../src/core/paths.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import { commandExecutor } from "../../src/executors/command/executor.ts";
import type { CommandExecutorOptions } from "../../src/executors/command/executor.ts";
import { parseRecord } from "../../src/executors/command/record.ts";
import type { AttemptRecord } from "../../src/executors/command/record.ts";
import type { AttemptOrder, Executor } from "../../src/executors/port.ts";
import { startOf } from "../../src/processes/identity.ts";

export type Supervisor = NonNullable<CommandExecutorOptions["supervisor"]>;
export const SUPERVISORS: readonly Supervisor[] = ["perl", "perl-posix", "node"];

/** What is built, for programs that the tests start: Node 20 runs no TypeScript. */
const BUILT = new URL("../../dist/executors/command/executor.js", import.meta.url).href;

/** Stands for a Pawl that can be killed: starts the orders that it is given, and tells how they ended. */
const DRIVER = `
import { commandExecutor } from ${JSON.stringify(BUILT)};
const { supervisor, orders } = JSON.parse(process.argv[1]);
const executor = commandExecutor({ supervisor });
const ends = orders.map((order) => executor.start(order).ended);
console.log(JSON.stringify(await Promise.all(ends)));
await executor.close();
`;

/** An attempt under way, and its order. */
interface Started {
  readonly order: AttemptOrder;
  readonly ended: Promise<AttemptResult>;
  readonly cancel: (reason: string) => void;
}

/** Waits for a condition, and gives what it gave. */
export async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const end = performance.now() + 30_000;
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`waited for ${what} in vain`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const isRunning = (pid: number): boolean => startOf(pid) !== undefined;

/** Pids of processes with this text in their environment. */
function carriers(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, "latin1").includes(text);
      } catch {
        return false;
      }
    })
    .map(Number)
    .filter((pid) => pid !== process.pid && isRunning(pid));
}

/** A folder, executors, and orders to give them. Supervisors carry its token, works carry it in their marker. */
export class Rig {
  readonly token = `rig-${randomUUID()}`;
  readonly folder = mkdtempSync(join(tmpdir(), "pawl-executor-"));
  readonly executor: Executor;
  readonly supervisor: Supervisor;
  #orders = 0;
  readonly #executors: Executor[] = [];
  readonly #drivers: ChildProcess[] = [];
  /** Processes that no marker tells of. */
  readonly #pids: number[] = [];

  constructor(supervisor: Supervisor) {
    this.supervisor = supervisor;
    process.env["PAWL_ATTEMPT_ID"] = this.token;
    this.executor = this.another();
  }

  another(options: CommandExecutorOptions = {}): Executor {
    const executor = commandExecutor({ supervisor: this.supervisor, ...options });
    this.#executors.push(executor);
    return executor;
  }

  order(command: string, more: Partial<AttemptOrder> = {}): AttemptOrder {
    const folder = join(this.folder, "attempts", String(++this.#orders));
    const marker = `${this.token}/${this.#orders}`;
    const given = { PATH: process.env["PATH"]!, AT: this.folder };
    return {
      folder,
      marker,
      command,
      cwd: this.folder,
      timeoutMs: 30_000,
      graceMs: 5_000,
      maxOutputBytes: 1_000_000,
      promised: [],
      ...more,
      env: {
        ...given,
        ...more.env,
        PAWL_ATTEMPT_ID: marker,
        PAWL_OUTPUT: join(folder, ATTEMPT_FILES.outputs),
      },
    };
  }

  start(command: string, more: Partial<AttemptOrder> = {}): Started {
    const order = this.order(command, more);
    const handle = this.executor.start(order);
    return { order, ended: handle.ended, cancel: (reason) => handle.cancel(reason) };
  }

  async run(command: string, more: Partial<AttemptOrder> = {}): Promise<AttemptResult> {
    return this.start(command, more).ended;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** The pids that the work wrote to a file, a line each, once there are so many. */
  async pids(name: string, count = 1): Promise<number[]> {
    const pids = await until(`${count} pids in ${name}`, () => {
      const text = this.has(name) ? readFileSync(this.path(name), "utf8") : "";
      const lines = text.split("\n").slice(0, -1);
      return lines.length >= count && lines.map(Number);
    });
    this.#pids.push(...pids);
    return pids;
  }

  record(order: AttemptOrder): AttemptRecord {
    const path = join(order.folder, ATTEMPT_FILES.record);
    return existsSync(path) ? parseRecord(readFileSync(path, "utf8")) : {};
  }

  output(order: AttemptOrder): Buffer {
    const files = [ATTEMPT_FILES.outputBefore, ATTEMPT_FILES.output].map((name) =>
      join(order.folder, name),
    );
    return Buffer.concat(
      files.map((path) => (existsSync(path) ? readFileSync(path) : Buffer.of())),
    );
  }

  /** The process of a supervisor that a claim names. */
  async supervisorOf(order: AttemptOrder): Promise<number> {
    return until("a claim", () => this.record(order).claimed?.pid);
  }

  driverCommand(orders: readonly AttemptOrder[]): string[] {
    const given = JSON.stringify({ supervisor: this.supervisor, orders });
    return [process.execPath, "--input-type=module", "-e", DRIVER, given];
  }

  /** Another process that starts orders. `within` is a command line to run it by. */
  driver(orders: readonly AttemptOrder[], within: readonly string[] = []): ChildProcess {
    const [file, ...args] = [...within, ...this.driverCommand(orders)] as [string, ...string[]];
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.#drivers.push(child);
    return child;
  }

  /** Ends what is left to be ended, and makes sure that nothing else is there. */
  async end(): Promise<void> {
    for (const child of this.#drivers) child.kill("SIGKILL");
    for (const executor of this.#executors) await executor.close();
    await until(
      `the end of ${carriers(this.token).map(commandLine).join(" | ")}`,
      () => carriers(this.token).length === 0,
    );
    const left = this.#pids.filter(isRunning);
    if (left.length > 0) throw new Error(`left behind: ${left.map(commandLine).join(" | ")}`);
    rmSync(this.folder, { recursive: true });
  }
}

function commandLine(pid: number): string {
  try {
    return `${pid} ${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")}`;
  } catch {
    return `${pid}`;
  }
}

/** Empty where the process has ended meanwhile. */
function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return "";
  }
}

/** Pids of helpers of a process, that carry this token. */
export function helpersOf(parent: number, token: string): number[] {
  return carriers(token).filter((pid) => {
    const stat = statOf(pid);
    const isChild = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
    return isChild && commandLine(pid).includes("supervisor.pl");
  });
}

/** A rig for each test. */
export function useRig(supervisor: Supervisor): () => Rig {
  let rig: Rig;
  beforeEach(() => {
    rig = new Rig(supervisor);
  });
  afterEach(async () => {
    await rig.end();
  });
  return () => rig;
}
