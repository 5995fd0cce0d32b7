import { join } from "node:path";
import type { AgentEvent } from "../../../core/agentEvent.ts";
import type { Failure } from "../../../core/failure.ts";
import type { Exit, Invocation, Launch, LineDriver, Outcome, Reader } from "../driver.ts";
import { promptWithSystem } from "./shared/launching.ts";
import { oneLine } from "./shared/outcome.ts";
import { commandOf, holds } from "./template.ts";

/** Any tool that takes a prompt and writes text, by the command that the plan gives. */
export const command: LineDriver = {
  name: "command",
  capabilities: {
    usage: "none",
    cost: false,
    schema: false,
    resume: false,
    softCancel: "SIGINT",
    mcp: false,
    permissions: ["full"],
  },
  program: "",
  launch: invocationOf,
  reader: () => new CommandReader(),
};

function invocationOf(launch: Launch): Invocation {
  const { agent } = launch.order;
  const template = agent.command ?? [];
  const text = promptWithSystem(launch);
  const inFile = holds(template, "prompt_file");
  // The attempt's own file holds the prompt without what the plan adds for this agent.
  const own = inFile && text !== launch.prompt ? join(launch.folder, "prompt.md") : undefined;
  const [program = "", ...args] = commandOf(template, launch, own);
  return {
    program,
    args: [...args, ...(agent.args ?? [])],
    ...((agent.stdin ?? !(inFile || holds(template, "prompt"))) && { stdin: text }),
    ...(own !== undefined && { files: [{ path: own, text }] }),
  };
}

/** Characters of its text that are kept: the last ones, where its report stands. */
const KEPT = 256 * 1024;

class CommandReader implements Reader {
  #text = "";

  line(text: string): readonly AgentEvent[] {
    this.#text = `${this.#text}${text}\n`;
    if (this.#text.length > 2 * KEPT) this.#text = this.#text.slice(-KEPT);
    return text.trim() === "" ? [] : [{ type: "text", text }];
  }

  end(exit: Exit): Outcome {
    if (exit.code === 0) return { type: "done", text: this.#text.slice(-KEPT).trimEnd() };
    return { type: "failed", failure: failureOf(exit) };
  }

  usage(): undefined {
    return undefined;
  }
}

/** By the rules that tasks of shell commands have. */
function failureOf({ code, signal, stderr }: Exit): Failure {
  const last = stderr.trimEnd().split("\n").at(-1)!;
  const said = last === "" ? "" : `: ${oneLine(last)}`;
  const more = {
    ...(code !== null && { code }),
    ...(signal !== null && { signal }),
    ...(last !== "" && { tail: stderr.trimEnd() }),
  };
  if (signal !== null) return { class: "transient", message: `killed by ${signal}`, ...more };
  if (code === 127) return { class: "fatal", message: `command not found${said}`, ...more };
  if (code === 126) return { class: "fatal", message: `the command cannot be run${said}`, ...more };
  return { class: "transient", message: `exit ${code}${said}`, ...more };
}
