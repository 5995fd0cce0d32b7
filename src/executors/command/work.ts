import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, mkdtempSync, openSync, rmSync, statSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AttemptOrder } from "../port.ts";

/** What a supervisor has to know; what was promised is no matter of its. */
export type Order = Omit<AttemptOrder, "promised">;

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** The process that a supervisor in Node watches over. */
export interface Work {
  readonly pid: number | undefined;
  readonly output: Socket;
  readonly exited: Promise<Exit>;
  /** Resolves when nobody holds the other end of its output. */
  readonly closed: Promise<unknown>;
}

export function startWork(order: Order, keep: (chunk: Buffer) => void): Work {
  const { from, to } = makePipe();
  const child = spawn("/bin/sh", ["-c", "--", order.command], {
    cwd: order.cwd,
    env: order.env,
    detached: true,
    stdio: ["ignore", to, to],
  });
  closeSync(to);
  const output = new Socket({ fd: from, readable: true, writable: false });
  output.on("data", keep).on("error", () => {});
  const closed = new Promise((resolve) => {
    output.once("close", resolve);
  });
  return { pid: child.pid, output, exited: exitOf(child, order.cwd, keep), closed };
}

/** Node makes no pipe that two streams of a child can share, and its sockets cannot be opened as /dev/stdout. */
function makePipe(): { from: number; to: number } {
  const folder = mkdtempSync(join(tmpdir(), "pawl-"));
  try {
    const path = join(folder, "output");
    execFileSync("mkfifo", [path]);
    const from = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { from, to: openSync(path, constants.O_WRONLY) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function exitOf(
  child: ChildProcess,
  cwd: string,
  keep: (chunk: Buffer) => void,
): Promise<Exit> {
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    return { code, signal };
  } catch (error) {
    const isFolder = statSync(cwd, { throwIfNoEntry: false })?.isDirectory();
    const what = isFolder
      ? "/bin/sh cannot be started"
      : `the working folder ${cwd} cannot be entered`;
    keep(Buffer.from(`pawl: ${what}: ${(error as Error).message}\n`));
    return { code: 126, signal: null };
  }
}
