import { writeSync } from "node:fs";
import type { FailureClass } from "../../../core/failure.ts";
import type { ModelUsage, Usage } from "../../../core/usage.ts";
import type { ScriptedLine, ScriptedStart } from "./lines.ts";
import { ToolClient } from "./toolClient.ts";

/** The script ends here: by an error of a class, or by an exit code alone. */
export class Stop extends Error {
  readonly class: FailureClass | undefined;
  readonly code: number;
  readonly until: number | undefined;

  constructor(kind: FailureClass | undefined, message: string, code = 1, until?: number) {
    super(message);
    this.class = kind;
    this.code = code;
    this.until = until;
  }
}

/** What the steps of one attempt work with. */
export class Actor {
  readonly start: ScriptedStart;
  readonly prompt: string;
  readonly session: string;
  readonly tools: ToolClient | undefined;
  /** Whether `result` has been told. */
  finished = false;
  /** What the workers that it asked for last have answered. */
  workers = "";
  readonly #said: string[] = [];
  readonly #models = new Map<string, ModelUsage>();
  #usage: Usage = { models: [], requests: 0 };

  constructor(start: ScriptedStart, prompt: string, session: string) {
    this.start = start;
    this.prompt = prompt;
    this.session = session;
    this.tools = start.tools && new ToolClient(start.tools);
  }

  say(text: string): void {
    this.#said.push(text);
    tell({ type: "text", text });
  }

  /** All that it has said, which is its answer where the script gives none. */
  get said(): string {
    return this.#said.join("\n");
  }

  /** Tells of the use of a tool, before and after. A problem that is thrown is told and thrown on. */
  async use(tool: string, input: string, work: () => ToolEnd | Promise<ToolEnd>): Promise<void> {
    tell({ type: "tool-call", tool, input });
    try {
      const { ok, text } = await work();
      tell({ type: "tool-result", tool, ok, text });
    } catch (error) {
      tell({ type: "tool-result", tool, ok: false, text: (error as Error).message });
      throw error;
    }
  }

  /** Counts one request to a model. */
  count(added: ModelUsage): void {
    const before = this.#models.get(added.model);
    this.#models.set(added.model, before ? sumOf(before, added) : added);
    this.#usage = {
      models: [...this.#models.values()],
      requests: this.#usage.requests! + 1,
      contextTokens: added.inputTokens + added.outputTokens,
      firstInputTokens: this.#usage.firstInputTokens ?? added.inputTokens,
    };
    tell({ type: "usage", usage: this.#usage });
  }
}

type ToolEnd = { readonly ok: boolean; readonly text: string };

/** Cost is known only where that of both is. */
function sumOf(a: ModelUsage, b: ModelUsage): ModelUsage {
  return {
    model: a.model,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    ...(a.costUsd !== undefined && b.costUsd !== undefined && { costUsd: a.costUsd + b.costUsd }),
  };
}

/** Writes a line at once, so that it is out whatever happens next. */
export function tell(line: ScriptedLine): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
}
