import type { Usage } from "../../../../core/usage.ts";
import type { AgentOrder } from "../../../port.ts";
import { asNumber, asObject, asText, at } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import { modelName, modelUsage, Tally } from "../shared/usage.ts";
import type { Counts } from "../shared/usage.ts";

interface Answer {
  readonly model: string;
  readonly counts: Counts;
  /** Of a helper, which has a context of its own. */
  readonly helper: boolean;
}

/** Keeps count of what Claude Code tells: for each answer while it works, and all of it at the end. */
export class ClaudeUsage {
  readonly #order: AgentOrder;
  #tally = new Tally();
  readonly #answers = new Map<string, Answer>();
  #final: Usage | undefined;

  constructor(order: AgentOrder) {
    this.#order = order;
  }

  /** One of its messages. An answer is told in as many messages as it has parts, all with its id and its usage. */
  message(event: Json): boolean {
    const id = asText(at(event, "message", "id"));
    const model = asText(at(event, "message", "model"));
    const usage = asObject(at(event, "message", "usage"));
    // Its own words about an error are a message of a model that is none.
    if (id === undefined || usage === undefined || model === "<synthetic>") return false;
    if (this.#answers.has(id)) return false;
    const answer = {
      model: modelName(model, this.#order.agent.model),
      counts: countsOf(usage),
      helper: asText(event["parent_tool_use_id"]) !== undefined,
    };
    this.#answers.set(id, answer);
    this.#tally.add(answer.model, answer.counts, answer.helper);
    return true;
  }

  /** It has ended without a last word: answers that it recorded elsewhere came to this much output, by their ids. */
  brokenOff(outputs: ReadonlyMap<string, number>): void {
    if (this.#final !== undefined) return;
    this.#tally = new Tally();
    for (const [id, { model, counts, helper }] of this.#answers) {
      const output = Math.max(counts.output ?? 0, outputs.get(id) ?? 0);
      this.#tally.add(model, { ...counts, output }, helper);
    }
  }

  /** Its last word. `modelUsage` counts what `usage` leaves out after a stop at a budget, and counts nothing twice. */
  result(event: Json): void {
    const models = Object.entries(asObject(event["modelUsage"]) ?? {}).map(([model, told]) =>
      modelUsage(model, countsOfModel(told)),
    );
    const summed = asObject(event["usage"]);
    if (models.length === 0 && summed !== undefined) {
      const counts = countsOf(summed);
      if (counts.input || counts.output)
        models.push(modelUsage(modelName(this.#order.agent.model), counts));
    }
    const window = this.#windowIn(event["modelUsage"]);
    this.#final = {
      models,
      ...this.#tally.session(this.#order),
      ...(window && { contextWindow: window }),
    };
  }

  /** What the model has room for that answered last in the session itself. */
  #windowIn(models: unknown): number | undefined {
    const last = [...this.#answers.values()].findLast((each) => !each.helper);
    return asNumber(at(asObject(models)?.[last?.model ?? ""], "contextWindow"));
  }

  current(): Usage | undefined {
    if (this.#final !== undefined) return this.#final;
    if (this.#tally.requests === 0) return undefined;
    return { models: this.#tally.models(), ...this.#tally.session(this.#order), partial: true };
  }
}

/** Input is told in three parts: new, written to the cache, and read from it. */
function countsOf(usage: Json): Counts {
  const cached = asNumber(usage["cache_read_input_tokens"]) ?? 0;
  const written = asNumber(usage["cache_creation_input_tokens"]) ?? 0;
  return {
    input: (asNumber(usage["input_tokens"]) ?? 0) + written + cached,
    cached,
    output: asNumber(usage["output_tokens"]),
  };
}

function countsOfModel(told: unknown): Counts {
  const cached = asNumber(at(told, "cacheReadInputTokens")) ?? 0;
  const written = asNumber(at(told, "cacheCreationInputTokens")) ?? 0;
  return {
    input: (asNumber(at(told, "inputTokens")) ?? 0) + written + cached,
    cached,
    output: asNumber(at(told, "outputTokens")),
    costUsd: asNumber(at(told, "costUSD")),
  };
}
