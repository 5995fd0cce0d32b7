import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process may say to be its own ancestor where pids were used again while we looked. */
const MOST_STEPS = 1000;

interface Looked {
  readonly parent: number;
  /** The process's environment, or its part that holds Pawl's marker. */
  readonly environment: string;
}

/**
 * The attempt within which this process was started: that of its own environment or, as that is easily left out
 * (`env -i`), of a process above it. Undefined where there is none, or where all above have ended since.
 */
export function attemptAbove(): string | undefined {
  const own = process.env["PAWL_ATTEMPT_ID"];
  if (own !== undefined) return own;
  let pid = process.ppid;
  for (let step = 0; pid > 1 && step < MOST_STEPS; step++) {
    const found = look(pid);
    if (!found) return undefined;
    const marker = /(?:^|[\0\s])PAWL_ATTEMPT_ID=([^\0\s]+)/.exec(found.environment)?.[1];
    if (marker !== undefined) return marker;
    pid = found.parent;
  }
  return undefined;
}

const look = (pid: number): Looked | undefined =>
  process.platform === "linux" ? lookOnLinux(pid) : lookWithPs(pid);

function lookOnLinux(pid: number): Looked | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    return { parent, environment: readOr(`/proc/${pid}/environ`) };
  } catch {
    return undefined;
  }
}

/** Another user's environment is hidden from us, but not who is above it. */
function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function lookWithPs(pid: number): Looked | undefined {
  try {
    const args = ["-Eww", "-o", "ppid=,command=", "-p", String(pid)];
    const line = execFileSync("ps", args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [, parent, command] = /^\s*(\d+)\s+([^]*)/.exec(line) ?? [];
    return command === undefined ? undefined : { parent: Number(parent), environment: command };
  } catch {
    return undefined;
  }
}
