import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { AgentEvent } from "../../../src/core/agentEvent.ts";
import type { Agent } from "../../../src/core/agent.ts";
import type { Usage } from "../../../src/core/usage.ts";
import { acp } from "../../../src/executors/agent/drivers/acp.ts";
import type { Exit, Invocation, Launch, Outcome } from "../../../src/executors/agent/driver.ts";
import type { AgentProcess } from "../../../src/executors/agent/talk.ts";
import type { AgentOrder } from "../../../src/executors/port.ts";

const REPLAY = fileURLToPath(new URL("fixtures/acpReplay.mjs", import.meta.url));
const recording = (name: string): string =>
  fileURLToPath(new URL(`recordings/acp/${name}.trace`, import.meta.url));

export interface Talked {
  readonly events: readonly AgentEvent[];
  readonly outcome: Outcome;
  readonly usage: Usage | undefined;
  readonly exit: Exit;
  /** What the agent was sent, in order. */
  readonly received: readonly Message[];
}

interface Message {
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
}

export interface Given {
  readonly permissions?: Agent["permissions"];
  readonly model?: string;
  readonly resume?: AgentOrder["resume"];
  readonly tools?: Launch["tools"];
}

/** Holds a conversation with the agent of a recording, and stops it where the recording's client did. */
export async function replay(name: string, given: Given = {}): Promise<Talked> {
  return converse([process.execPath, REPLAY, recording(name), "{folder}"], given);
}

/** The same with a conversation that a test makes up: a line for each message, `->` from the client, `<-` to it. */
export async function replayOf(lines: readonly string[], given: Given = {}): Promise<Talked> {
  const folder = mkdtempSync(join(tmpdir(), "pawl-acp-made-"));
  const path = join(folder, "made.trace");
  writeFileSync(path, lines.map((line) => `0 ${line}\n`).join(""));
  try {
    return await converse([process.execPath, REPLAY, path, "{folder}"], given);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Holds a conversation with a program; `{folder}` in its arguments is a folder of its own, where it is started. */
export async function converse(command: readonly string[], given: Given = {}): Promise<Talked> {
  const folder = mkdtempSync(join(tmpdir(), "pawl-acp-"));
  try {
    const filled = command.map((each) => each.replace("{folder}", folder));
    const launch = launchOf(filled, folder, given);
    const events: AgentEvent[] = [];
    const emit = (event: AgentEvent): void => void events.push(event);
    let stop: (() => void) | undefined;
    const start = (invocation: Invocation): AgentProcess =>
      processOf(invocation, folder, (text) => {
        if (text.includes("waiting for session/cancel")) stop?.();
      });
    const talk = acp.talk(launch, { start, emit });
    stop = () => talk.stop();
    const { outcome, exit } = await talk.ended;
    const path = join(folder, "received.jsonl");
    const lines = existsSync(path)
      ? readFileSync(path, "utf8").replaceAll(folder, "/repo").trimEnd().split("\n")
      : [];
    const received = lines.map((line) => JSON.parse(line) as Message);
    const plain = JSON.parse(JSON.stringify(events).replaceAll(folder, "/repo")) as AgentEvent[];
    return { events: plain, outcome, usage: talk.usage(), exit, received };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function launchOf(command: readonly string[], folder: string, given: Given): Launch {
  const { permissions = "edit", model, resume, tools } = given;
  const agent: Agent = {
    id: "robot",
    use: "acp",
    permissions,
    stallMs: 0,
    attemptTools: true,
    command,
    ...(model !== undefined && { model }),
  };
  const none = { acceptance: [], needs: [], produces: [], answers: [], secrets: [] };
  const prompt = "Do it.";
  const address = { run: "r", phase: "p", task: "t", attempt: 1 };
  const order = { ...address, prompt, agent, ...none, ...(resume && { resume }) };
  const env = { PATH: process.env["PATH"]! };
  const promptFile = join(folder, "prompt.md");
  return { order, prompt, promptFile, folder, cwd: folder, env, ...(tools && { tools }) };
}

function processOf(
  { program, args }: Invocation,
  cwd: string,
  told: (stderr: string) => void,
): AgentProcess {
  const child = spawn(program, args, { cwd });
  let stderr = "";
  let failed: string | undefined;
  child.stdin.on("error", () => {});
  child.once("error", (error) => (failed = error.message));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
    told(chunk);
  });
  const lines = createInterface({ input: child.stdout });
  return {
    write: (text) => void child.stdin.write(text),
    closeInput: () => child.stdin.end(),
    onLine: (listener) => void lines.on("line", listener),
    kill: (signal) => void child.kill(signal),
    exited: new Promise((resolve) => {
      child.once("close", (code, signal) =>
        resolve(
          failed === undefined ? { code, signal, stderr } : { code: 127, signal, stderr: failed },
        ),
      );
    }),
  };
}
