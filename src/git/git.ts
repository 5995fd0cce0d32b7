import { spawn } from "node:child_process";

/** What git said that it could not do. `message` is for a person. */
export class GitError extends Error {
  override readonly name = "GitError";
}

export interface GitOptions {
  /** Where git is run. Absolute path. */
  readonly cwd: string;
  /** Variables over those that git is always given. */
  readonly env?: Readonly<Record<string, string>>;
  /** Settings over those that git is always given, as `name=value`. */
  readonly config?: readonly string[];
  readonly input?: string | Uint8Array;
  /** Also says yes or no, or that there are conflicts, by exiting with 1, or with the number given: what it wrote is then an answer too. */
  readonly maySayNo?: boolean | number;
  /** Takes settings as the user has them, hooks too: for what the user could as well have typed, and for a look at them. */
  readonly asConfigured?: boolean;
  readonly signal?: AbortSignal;
}

/** Nothing of what somebody has configured starts a program, signs, asks or hides a change from us. */
const SETTINGS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.untrackedCache=false",
  "core.trustctime=true",
  "core.checkStat=default",
  "core.ignoreStat=false",
  "core.safecrlf=false",
  "core.quotePath=false",
  "core.sparseCheckout=false",
  "core.logAllRefUpdates=false",
  "core.splitIndex=false",
  "advice.addEmbeddedRepo=false",
  "commit.gpgSign=false",
  // Several orders of one repository at a time wait for each other.
  "core.filesRefLockTimeout=10000",
  "core.packedRefsTimeout=10000",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  "color.ui=false",
].flatMap((each) => ["-c", each]);

const MOST_MS = 10 * 60_000;
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Runs git by itself: without hooks, pager, questions, or the `GIT_*` variables of whoever started Pawl.
 * @returns what it wrote to stdout
 * @throws GitError where it did not exit with 0 (or what else is an answer), ran for more than ten minutes, or was ended by the signal
 */
export async function git(args: readonly string[], options: GitOptions): Promise<Buffer> {
  const { cwd, env, config = [], input, maySayNo, asConfigured, signal } = options;
  return new Promise((resolve, reject) => {
    const name = `git ${args.find((each) => !each.startsWith("-")) ?? ""}`;
    const fail = (why: string): void => reject(new GitError(`${name}: ${why}`));
    const given = config.flatMap((each) => ["-c", each]);
    const settings = [...(asConfigured ? [] : SETTINGS), ...given];
    const child = spawn("git", ["--no-pager", ...settings, ...args], {
      cwd,
      env: { ...environment(), ...env },
      stdio: ["pipe", "pipe", "pipe"],
      killSignal: "SIGKILL",
      ...(signal ? { signal } : {}),
    });
    const out: Buffer[] = [];
    let bytes = 0;
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) child.kill("SIGKILL");
      else out.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-8192);
    });
    // What it does not want to read any more it may leave.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    // Of Node's own the timer would go on where git is not there, and keep the process from its end.
    const timer = setTimeout(() => child.kill("SIGKILL"), MOST_MS);
    timer.unref();
    child.once("error", (error: NodeJS.ErrnoException) => fail(startTrouble(error)));
    child.once("close", (code, by) => {
      clearTimeout(timer);
      if (code === 0 || (maySayNo && code === Number(maySayNo))) resolve(Buffer.concat(out));
      else if (bytes > MOST_BYTES) fail(`it wrote more than ${MOST_BYTES} bytes`);
      else fail(lastLines(said) ?? (by ? `it was ended by ${by}` : `exit ${code}`));
    });
  });
}

/** The same, as text without the newline at its end. */
export const gitText = async (args: readonly string[], options: GitOptions): Promise<string> =>
  (await git(args, options)).toString("utf8").replace(/\n$/, "");

/** What git wrote with `-z`. */
export const gitFields = async (args: readonly string[], options: GitOptions): Promise<string[]> =>
  (await git(args, options)).toString("utf8").split("\0").slice(0, -1);

function environment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env))
    if (value !== undefined && !name.startsWith("GIT_")) env[name] = value;
  return {
    ...env,
    LC_ALL: "C",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_EDITOR: ":",
    GIT_NO_LAZY_FETCH: "1",
    // Else one object could be shown in place of another, and a commit would not be what its hash says.
    GIT_NO_REPLACE_OBJECTS: "1",
  };
}

function startTrouble(error: NodeJS.ErrnoException): string {
  if (error.name === "AbortError") return "it was broken off";
  return error.code === "ENOENT" ? "git is not installed, or its folder is gone" : error.message;
}

/** Hints and warnings are not why. */
function lastLines(said: string): string | undefined {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const lock = lines.find((line) => /Unable to create '.*\.lock': File exists/.test(line));
  if (lock !== undefined)
    return `${lock} If no git is at work there, one was killed: delete that file, and do it again`;
  const why = lines.filter((line) => !/^(hint|warning):/.test(line));
  const shown = (why.length > 0 ? why : lines).slice(-3).join("; ");
  return shown === "" ? undefined : shown;
}
