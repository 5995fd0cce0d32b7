import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { startOf } from "../processes/identity.ts";

/** By what the processes of an attempt are known. */
export interface Belonging {
  /** The value of `PAWL_ATTEMPT_ID` in their environment. */
  readonly marker: string;
  /** The pid of the work, which leads a session and a group; only while that pid is surely the work's. */
  readonly work?: number;
  /** The pid of its supervisor: what is below that is the attempt's, whatever it has made of its environment. */
  readonly supervisor?: number;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly marked: boolean;
}

/** Of killing what is left, before giving up. */
const ROUNDS = 200;
const ROUND_MS = 20;

function* processesOfLinux(marker: string): Generator<Process> {
  const mark = `\0PAWL_ATTEMPT_ID=${marker}\0`;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const [state, parent, group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state === "Z" || state === "X") continue;
      let environment = "";
      try {
        environment = readFileSync(`/proc/${name}/environ`, "utf8");
      } catch {
        // Another user's: then it is only known by its parent, its group and its session.
      }
      yield {
        pid: Number(name),
        parent: Number(parent),
        group: Number(group),
        session: Number(session),
        marked: `\0${environment}`.includes(mark),
      };
    } catch {
      // It ended meanwhile.
    }
  }
}

/** Elsewhere `ps` tells, as well as it can: environments of other users and of protected programs stay hidden. */
function* processesOfPs(marker: string): Generator<Process> {
  const args = ["-axEww", "-o", "pid=,ppid=,pgid=,state=,command="];
  const mark = `PAWL_ATTEMPT_ID=${marker}`;
  for (const line of execFileSync("ps", args, { encoding: "utf8", maxBuffer: 1 << 28 }).split(
    "\n",
  )) {
    const [, pid, parent, group, state, command] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)/.exec(line) ?? [];
    if (command === undefined || state!.startsWith("Z")) continue;
    yield {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: 0,
      marked: command.split(/\s/).includes(mark),
    };
  }
}

/**
 * All that belongs to the attempt: what carries its marker, its work's group and session, and what is below any of
 * these or below its supervisor. Never this process, nor one above it.
 */
function leftOver(of: Belonging): Process[] {
  const list = process.platform === "linux" ? processesOfLinux : processesOfPs;
  const processes = new Map<number, Process>();
  const children = new Map<number, Process[]>();
  for (const each of list(of.marker)) {
    processes.set(each.pid, each);
    children.set(each.parent, [...(children.get(each.parent) ?? []), each]);
  }
  for (let at: number | undefined = process.pid; at !== undefined;) {
    const above: number | undefined = processes.get(at)?.parent;
    processes.delete(at);
    at = above;
  }
  const found = new Set<Process>();
  const look = [...processes.values()].filter(
    (each) =>
      each.marked ||
      (of.work !== undefined &&
        (each.pid === of.work || each.group === of.work || each.session === of.work)),
  );
  if (of.supervisor !== undefined) look.push(...(children.get(of.supervisor) ?? []));
  for (let each = look.pop(); each; each = look.pop()) {
    if (found.has(each) || !processes.has(each.pid)) continue;
    found.add(each);
    look.push(...(children.get(each.pid) ?? []));
  }
  return [...found];
}

function send(
  signal: NodeJS.Signals,
  processes: readonly Process[],
  work: number | undefined,
): void {
  const targets = processes.filter((each) => each.group !== work).map((each) => each.pid);
  if (targets.length < processes.length) targets.unshift(-work!);
  for (const target of targets) {
    try {
      process.kill(target, signal);
    } catch {
      // It ended meanwhile, or is another user's.
    }
  }
}

/** SIGTERM to all that belongs to the attempt, SIGKILL after the grace period, until nothing is left. */
export async function reap(of: Belonging, graceMs: number): Promise<void> {
  const killing = performance.now() + graceMs;
  let left = leftOver(of);
  send("SIGTERM", left, of.work);
  while (performance.now() < killing && left.some((each) => startOf(each.pid) !== undefined)) {
    await sleep(ROUND_MS);
  }
  for (let round = 0; round < ROUNDS; round++) {
    left = leftOver(of);
    if (left.length === 0) return;
    send("SIGKILL", left, of.work);
    await sleep(ROUND_MS);
  }
}
