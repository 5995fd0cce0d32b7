import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AgentEvent } from "../../../core/agentEvent.ts";
import type { Failure } from "../../../core/failure.ts";
import type { Usage } from "../../../core/usage.ts";
import { packageRoot } from "../../../packageRoot.ts";
import type { Exit, Invocation, Launch, LineDriver, Outcome, Reader } from "../driver.ts";
import { promptWithSystem } from "./shared/launching.ts";
import type { ScriptedLine, ScriptedStart } from "../scripted/lines.ts";

/** Node runs no TypeScript: from the sources, too, it is the built one. */
const PROGRAM = fileURLToPath(new URL("dist/executors/agent/scripted/main.js", packageRoot));

/** An agent whose behaviour a file gives: for demos and tests. */
export const scripted: LineDriver = {
  name: "scripted",
  capabilities: {
    usage: "exact",
    cost: true,
    schema: false,
    resume: true,
    softCancel: "SIGINT",
    mcp: true,
    permissions: ["read-only", "edit", "full"],
  },
  program: process.execPath,
  launch: invocationOf,
  reader: () => new ScriptedReader(),
};

function invocationOf(launch: Launch): Invocation {
  const { order, folder, tools } = launch;
  const { phase, task, attempt, agent, resume, stage, acceptance, worker } = order;
  const script = join(folder, "script.yaml");
  const start: ScriptedStart = {
    script,
    phase,
    task,
    attempt,
    permissions: agent.permissions,
    folder,
    ...(worker && { worker: worker.worker }),
    ...(stage && { stage: { name: stage.name, attempt: stage.attempt } }),
    ...(acceptance.length > 0 && { acceptance }),
    ...(agent.model !== undefined && { model: agent.model }),
    ...(resume && { resume: resume.session }),
    ...(tools && { tools }),
  };
  const path = join(folder, "scripted.json");
  return {
    program: process.execPath,
    args: [PROGRAM, path, ...(agent.args ?? [])],
    stdin: promptWithSystem(launch),
    files: [
      { path: script, text: agent.script ?? "" },
      { path, text: JSON.stringify(start) },
    ],
  };
}

class ScriptedReader implements Reader {
  #usage: Usage | undefined;
  #outcome: Outcome | undefined;

  line(text: string): readonly AgentEvent[] {
    const line = parse(text);
    if (!line) return [];
    if (line.type === "session-gone") {
      const message = `the session ${line.session} is gone`;
      const failure: Failure = { class: "transient", message };
      this.#outcome = { type: "failed", failure, sessionGone: true };
      return [{ type: "error", class: "transient", text: message }];
    }
    if (line.type === "usage") this.#usage = line.usage;
    if (line.type === "result") {
      const { text: answer, structured } = line;
      const more = structured !== undefined && { structured };
      this.#outcome = { type: "done", text: answer, ...more };
    }
    if (line.type === "error") {
      const { class: kind, text: message, until } = line;
      const failure: Failure = { class: kind, message, ...(until !== undefined && { until }) };
      this.#outcome = { type: "failed", failure };
    }
    return [line];
  }

  end(exit: Exit): Outcome {
    const outcome = this.#outcome;
    if (outcome?.type === "failed") return withExit(outcome, exit);
    if (outcome && exit.code === 0) return outcome;
    return withExit({ type: "failed", failure: { class: "transient", message: "" } }, exit);
  }

  usage(): Usage | undefined {
    return this.#usage;
  }
}

/** A failure with how the process ended, which is its message where it told no other. */
function withExit(outcome: Outcome & { type: "failed" }, { code, signal, stderr }: Exit): Outcome {
  const { message } = outcome.failure;
  const ended =
    signal !== null
      ? `killed by ${signal}`
      : code === 0
        ? "it ended without telling that it was done"
        : `exit ${code}`;
  const failure: Failure = {
    ...outcome.failure,
    message: message || ended,
    ...(code !== null && { code }),
    ...(signal !== null && { signal }),
    ...(stderr !== "" && { tail: stderr }),
  };
  return { ...outcome, failure };
}

function parse(text: string): ScriptedLine | undefined {
  try {
    const line = JSON.parse(text) as ScriptedLine;
    return typeof line === "object" && line !== null && "type" in line ? line : undefined;
  } catch {
    return undefined;
  }
}
