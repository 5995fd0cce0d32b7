import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { passes } from "../../core/environment.ts";

/** A version is printed at once; some need seconds to come up. Milliseconds. */
const PATIENCE_MS = 5_000;
const MOST_OUTPUT = 64 * 1024;

/**
 * The version that a program prints; undefined if it prints none in time. It gets no key and nothing of the folder
 * that Pawl works in, so that it can spend nothing, and is ended with all of its group.
 */
export function versionOf(
  path: string,
  args: readonly string[],
  patienceMs: number = PATIENCE_MS,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(path, args, {
      cwd: tmpdir(),
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    const end = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // All of it has ended by itself.
      }
    };
    const timer = setTimeout(end, patienceMs);
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(0, MOST_OUTPUT);
    });
    const done = (version: string | undefined): void => {
      clearTimeout(timer);
      resolve(version);
    };
    child.once("error", () => done(undefined));
    child.once("exit", end);
    child.once("close", (code) => done(code === 0 ? versionIn(output) : undefined));
  });
}

/** `2.1.197` of `2.1.197 (Claude Code)`, `codex-cli 0.169.0`, `v1.0.2`. */
export const versionIn = (output: string): string | undefined =>
  /\d+\.\d+[\w.+-]{0,60}/.exec(output)?.[0];

function cleanEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && passes(name)) env[name] = value;
  }
  return env;
}
