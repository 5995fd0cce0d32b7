import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A process, told apart from others that had the same pid. */
export interface Owner {
  readonly host: string;
  /** Changes with each boot of the machine; empty where the system has none. */
  readonly boot: string;
  readonly pid: number;
  /** When the process started, in the system's own unit; compared for equality only. Empty where it cannot be told. */
  readonly start: string;
}

const linux = process.platform === "linux";

function ask(program: string, args: readonly string[]): string {
  try {
    // Without LC_ALL and TZ the same moment would be written in different ways.
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    return execFileSync(program, args, {
      encoding: "utf8",
      env,
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "";
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return otherwise;
  }
}

let boot: string | undefined;

/** Names this boot of the machine; empty where the system does not tell. */
export function bootId(): string {
  boot ??= linux
    ? readOr("/proc/sys/kernel/random/boot_id", "").trim()
    : ask("sysctl", ["-n", "kern.bootsessionuuid"]) || ask("sysctl", ["-n", "kern.boottime"]);
  return boot;
}

/** When the process started; undefined if it is not there (a zombie is not). */
export function startOf(pid: number): string | undefined {
  if (!linux) {
    const [, state, start] =
      /^(\S+)\s+(.+)$/.exec(ask("ps", ["-o", "state=,lstart=", "-p", String(pid)])) ?? [];
    return state === undefined || state.startsWith("Z") ? undefined : start;
  }
  const stat = readOr(`/proc/${pid}/stat`, "");
  // The second field is the program's name in parentheses and may hold anything; the state is the third.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return stat === "" || /^[ZX]/.test(fields[0]!) ? undefined : fields[19];
}

let own: Owner | undefined;

export function thisProcess(): Owner {
  own ??= { host: hostname(), boot: bootId(), pid: process.pid, start: startOf(process.pid) ?? "" };
  return own;
}

/** Whether its pids are ours. A Mac changes its name with the network, but shares its boot with no other. */
const isHere = (owner: Owner): boolean =>
  owner.host === hostname() || (!linux && owner.boot !== "" && owner.boot === bootId());

/** Whether the process lives: `unknown` for one of another host, and where the system hides it. */
export function isAlive(owner: Owner): boolean | "unknown" {
  if (!isHere(owner)) return "unknown";
  if (owner.boot !== bootId()) return false;
  const start = startOf(owner.pid);
  if (start !== undefined && owner.start !== "") return start === owner.start;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  // It is there, but is another's, a zombie, or without a start time to compare.
  return linux && start === undefined && readOr(`/proc/${owner.pid}/stat`, "") !== ""
    ? false
    : "unknown";
}
