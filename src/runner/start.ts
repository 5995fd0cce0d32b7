import { spawn } from "node:child_process";
import type { ChildProcess, ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Exit, Invocation } from "../executors/agent/driver.ts";
import type { AgentProcess } from "../executors/agent/talk.ts";
import { linesOf } from "./lines.ts";
import type { Logs } from "./logs.ts";

/**
 * Starts the agent. It shares the runner's session and group, so that the supervisor finds it with all that it starts.
 * `heard` is called after each of its lines. A program that is not there, or cannot be run, is an exit with code 127 or
 * 126, as from a shell; so is a command line that the system does not take.
 */
export function startAgent(
  invocation: Invocation,
  cwd: string,
  logs: Logs,
  heard: () => void,
): AgentProcess {
  for (const { path, text } of invocation.files ?? []) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const child = spawned(invocation, cwd);
  if ("refused" in child) return notStarted(child.refused, logs);
  let listener: (line: string) => void = () => {};
  const input = child.stdin;
  // An agent that ends without reading its prompt is judged by its end.
  input.on("error", () => {});
  if (invocation.stdin !== undefined) input.end(invocation.stdin);
  const out = linesOf(child.stdout, (line) => {
    logs.raw(line);
    listener(line);
    heard();
  });
  const err = linesOf(child.stderr, (line) => logs.stderr(line));
  return {
    write: (text) => void input.write(text),
    closeInput: () => void input.end(),
    onLine: (heard) => (listener = heard),
    kill: (signal) => void child.kill(signal),
    exited: exitOf(child, invocation.program, [out, err], logs),
  };
}

/** Some of what a system refuses is thrown: arguments that are too long, or hold a NUL. */
function spawned(
  { program, args, env }: Invocation,
  cwd: string,
): ChildProcessWithoutNullStreams | { readonly refused: string } {
  try {
    return spawn(program, [...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "E2BIG") return { refused: `${program}: ${message}` };
    const longest = Math.max(...args.map((each) => Buffer.byteLength(each)));
    return {
      refused: `${program}: its arguments are too long for this system (the longest has ${longest} bytes); give the prompt on stdin or as {prompt_file}`,
    };
  }
}

function notStarted(why: string, logs: Logs): AgentProcess {
  logs.stderr(why);
  const exit = { code: 126, signal: null, stderr: logs.lastOfStderr() };
  return {
    write: () => {},
    closeInput: () => {},
    onLine: () => {},
    kill: () => {},
    exited: Promise.resolve(exit),
  };
}

/** How long the pipes of an agent that has ended are read, where something that it left holds them open. */
const DRAIN_MS = 2_000;

async function exitOf(
  child: ChildProcess,
  program: string,
  streams: readonly Promise<void>[],
  logs: Logs,
): Promise<Exit> {
  const { code, signal, trouble } = await new Promise<{
    code: number | null;
    signal: string | null;
    trouble?: NodeJS.ErrnoException;
  }>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", (trouble: NodeJS.ErrnoException) => {
      resolve({ code: trouble.code === "ENOENT" ? 127 : 126, signal: null, trouble });
    });
  });
  if (trouble)
    logs.stderr(`${program}: ${trouble.code === "ENOENT" ? "not found" : trouble.message}`);
  else await Promise.race([Promise.all(streams), soon()]);
  return { code, signal, stderr: logs.lastOfStderr() };
}

const soon = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, DRAIN_MS).unref();
  });
