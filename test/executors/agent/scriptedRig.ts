import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach } from "vitest";
import type { AgentEvent } from "../../../src/core/agentEvent.ts";
import type { Agent } from "../../../src/core/agent.ts";
import type { Usage } from "../../../src/core/usage.ts";
import { scripted } from "../../../src/executors/agent/drivers/scripted.ts";
import type { Exit, Launch, Outcome, ToolServer } from "../../../src/executors/agent/driver.ts";
import type { AgentOrder } from "../../../src/executors/port.ts";

export interface Given {
  readonly script: string;
  readonly prompt?: string;
  readonly phase?: string;
  readonly task?: string;
  readonly attempt?: number;
  readonly permissions?: Agent["permissions"];
  readonly model?: string;
  readonly resume?: string;
  readonly tools?: ToolServer;
  readonly stage?: NonNullable<AgentOrder["stage"]>;
  readonly acceptance?: readonly string[];
}

export interface Ended {
  readonly events: readonly AgentEvent[];
  readonly outcome: Outcome;
  readonly usage: Usage | undefined;
  readonly exit: Exit;
}

export interface Running {
  readonly child: ChildProcess;
  /** Resolves with the first event that fits. */
  seen(type: AgentEvent["type"], text?: string): Promise<AgentEvent>;
  readonly ended: Promise<Ended>;
}

/** Starts the scripted agent as a runner does: by its driver, as a process of its own. */
export class ScriptedRig {
  readonly folder = mkdtempSync(join(tmpdir(), "pawl-scripted-"));
  readonly cwd = join(this.folder, "work");
  readonly marker = `scripted-${randomUUID()}`;

  constructor() {
    mkdirSync(this.cwd);
  }

  start(given: Given): Running {
    const launch = this.#launch(given);
    const { program, args, stdin, files = [] } = scripted.launch(launch);
    for (const { path, text } of files) writeFileSync(path, text);
    const child = spawn(program, args, { cwd: this.cwd, env: launch.env, detached: true });
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
    return watch(child, launch);
  }

  run(given: Given): Promise<Ended> {
    return this.start(given).ended;
  }

  /** Runs steps, each a line of YAML without its "- ". */
  steps(...steps: readonly string[]): Promise<Ended> {
    return this.run({ script: stepsOf(...steps) });
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.cwd, name), text);
  }

  /** Text of a file of the working folder; undefined where there is none. */
  text(name: string): string | undefined {
    const path = join(this.cwd, name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #launch(given: Given): Launch {
    const { phase = "build", task = "api", attempt = 1, prompt = "Do it." } = given;
    const folder = join(this.folder, "attempts", phase, `${task}@${attempt}`, "driver");
    mkdirSync(folder, { recursive: true });
    const order = orderOf({ ...given, phase, task, attempt, prompt });
    const env = { PATH: process.env["PATH"]!, PAWL_ATTEMPT_ID: this.marker };
    const promptFile = join(folder, "..", "prompt.md");
    const tools = given.tools && { tools: given.tools };
    return { order, prompt, promptFile, folder, cwd: this.cwd, env, ...tools };
  }
}

export const stepsOf = (...steps: readonly string[]): string =>
  `default:\n${steps.map((step) => `  - ${step}\n`).join("")}`;

function orderOf(
  given: Given & Pick<AgentOrder, "phase" | "task" | "attempt" | "prompt">,
): AgentOrder {
  const { phase, task, attempt, prompt, script, permissions = "edit", model, resume } = given;
  const agent: Agent = {
    id: "robot",
    use: "scripted",
    permissions,
    stallMs: 0,
    attemptTools: true,
    script,
    ...(model !== undefined && { model }),
  };
  const { stage, acceptance = [] } = given;
  const none = { acceptance, needs: [], produces: [], answers: [], secrets: [] };
  const more =
    resume === undefined ? {} : { resume: { session: resume, why: "cut-short" as const } };
  const ofStage = stage && { stage };
  return { run: "r", phase, task, attempt, prompt, agent, ...none, ...more, ...ofStage };
}

function watch(child: ChildProcess, launch: Launch): Running {
  const reader = scripted.reader(launch);
  const events: AgentEvent[] = [];
  const looking = new Set<() => void>();
  let stderr = "";
  child.stderr!.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  const lines = createInterface({ input: child.stdout! });
  lines.on("line", (line) => {
    events.push(...reader.line(line));
    for (const look of looking) look();
  });
  const closed = new Promise((resolve) => lines.once("close", resolve));
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => {
      const exit: Exit = { code, signal, stderr };
      void closed.then(() =>
        resolve({ events, exit, outcome: reader.end(exit), usage: reader.usage() }),
      );
    });
  });
  const seen = (type: AgentEvent["type"], text?: string): Promise<AgentEvent> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = events.find(
          (each) =>
            each.type === type && (text === undefined || ("text" in each && each.text === text)),
        );
        if (found) resolve(found);
      };
      looking.add(look);
      look();
      void ended.then(() =>
        reject(new Error(`it ended without ${type}: ${JSON.stringify(events)}`)),
      );
    });
  return { child, seen, ended };
}

/** A rig for each test of a file, closed after it. */
export function scriptedRig(): { readonly current: ScriptedRig } {
  const holder: { current: ScriptedRig } = { current: undefined as never };
  beforeEach(() => {
    holder.current = new ScriptedRig();
  });
  afterEach(() => holder.current.close());
  return holder;
}

/** The process's end as a person would tell it. */
export const failureOf = ({ outcome }: Ended): string =>
  outcome.type === "failed" ? `${outcome.failure.class}: ${outcome.failure.message}` : "done";
