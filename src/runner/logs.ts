import type { AgentEvent } from "../core/agentEvent.ts";
import { maskEvent } from "../core/maskTexts.ts";
import type { Mask } from "../core/maskTexts.ts";
import { renderAgentEvent } from "../views/agentEvent.ts";
import { OutputLog } from "../executors/command/outputLog.ts";
import { AGENT_FILES } from "../executors/agent/files.ts";

/** Lines of stderr that a failure may need. */
const STDERR_LINES = 20;

/** What is kept of an attempt while it goes on: each in a file of its own, bounded, and without secrets. */
export class Logs {
  readonly #raw: OutputLog;
  readonly #stderr: OutputLog;
  readonly #events: OutputLog;
  readonly #mask: Mask;
  readonly #last: string[] = [];
  #used: AgentEvent | undefined;
  #said = "";

  /** @param most bytes that each of the files may take */
  constructor(folder: string, most: number, mask: Mask) {
    const { raw, rawBefore, stderr, stderrBefore, events, eventsBefore } = AGENT_FILES;
    this.#raw = new OutputLog(folder, most, [raw, rawBefore]);
    this.#stderr = new OutputLog(folder, most, [stderr, stderrBefore]);
    this.#events = new OutputLog(folder, most, [events, eventsBefore]);
    this.#mask = mask;
  }

  /** A line of the agent's stdout. */
  raw(line: string): void {
    this.#raw.keep(this.#bytes(line));
  }

  /** A line of its stderr. */
  stderr(line: string): void {
    this.#stderr.keep(this.#bytes(line));
    this.#last.push(line);
    if (this.#last.length > STDERR_LINES) this.#last.shift();
  }

  /** What it told: for programs, and for whoever reads the attempt's output. */
  event(event: AgentEvent): void {
    this.quietly(event);
    // Figures that grow with each request are for the files; the last of them is shown at the end.
    if (event.type === "usage") this.#used = event;
    // Most agents say their last words twice: while they work, and as their result.
    else if (event.type !== "result" || event.text.trim() !== this.#said) this.#show(event);
    if (event.type === "text") this.#said = event.text.trim();
  }

  /** What the agent has not told, but is known: for programs only. */
  quietly(event: AgentEvent): void {
    const line = JSON.stringify({ at: Date.now(), ...maskEvent(event, this.#mask) });
    this.#events.keep(Buffer.from(`${line}\n`));
  }

  /** What it has used up, once it has ended. */
  close(): void {
    if (this.#used) this.#show(this.#used);
  }

  #show(event: AgentEvent): void {
    const lines = renderAgentEvent(event, Date.now());
    if (lines.length > 0) process.stdout.write(`${this.#mask(lines.join("\n"))}\n`);
  }

  /** Frees the disk of all that was kept: what came of the attempt is worth more. Never throws. */
  giveWay(): void {
    for (const each of [this.#raw, this.#stderr, this.#events]) {
      try {
        each.giveWay();
      } catch {
        // The agent may have put something else in its place.
      }
    }
  }

  lastOfStderr(): string {
    return this.#mask(this.#last.join("\n"));
  }

  #bytes(line: string): Buffer {
    return Buffer.from(`${this.#mask(line)}\n`);
  }
}
