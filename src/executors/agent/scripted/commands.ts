import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { StepValues } from "../../../core/script.ts";
import { Stop } from "./actor.ts";
import type { Actor } from "./actor.ts";
import { allowed } from "./files.ts";

/** Characters of a command's output that are told. */
const TOLD = 4_000;

const running = new Set<ChildProcess>();

/** Ends the command that is under way, as an agent that was asked to stop does. */
export function endCommands(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** Runs a shell command to its end. `variables` are in its environment: nothing is put into its text. */
export async function run(
  actor: Actor,
  value: StepValues["run"],
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const { command, allow_fail = false } = typeof value === "string" ? { command: value } : value;
  if (!allowed(actor, "run", command)) return;
  await actor.use("run", command, async () => {
    const { code, output } = await outcomeOf(command, variables);
    if (code !== 0 && !allow_fail)
      throw new Stop("transient", `\`${command}\` ended with ${code}: ${output}`);
    return { ok: code === 0, text: output };
  });
}

function outcomeOf(
  command: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | string; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn("/bin/sh", ["-c", command], {
      env: { ...process.env, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    let output = "";
    const add = (chunk: string): void => {
      output = (output + chunk).slice(-TOLD);
    };
    child.stdout.setEncoding("utf8").on("data", add);
    child.stderr.setEncoding("utf8").on("data", add);
    child.once("error", (error) => resolve({ code: error.message, output }));
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve({ code: code ?? signal ?? "no code", output: output.trimEnd() });
    });
  });
}

/** Starts a child in a session of its own, which lives on when the agent has ended. */
export async function fork(actor: Actor, value: StepValues["fork"]): Promise<void> {
  const command = value === true ? "exec sleep 86400" : value;
  if (!allowed(actor, "fork", command)) return;
  await actor.use("fork", command, () => {
    const child = spawn("/bin/sh", ["-c", command], { detached: true, stdio: "ignore" });
    child.unref();
    return { ok: true, text: `pid ${child.pid}` };
  });
}
