import type { Usage } from "../../../../core/usage.ts";
import type { AgentOrder } from "../../../port.ts";
import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { asNumber, asObject, asText, at } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import { isUsed, modelName, modelUsage, since, Tally } from "../shared/usage.ts";
import type { Counts } from "../shared/usage.ts";

/** Keeps count of what Qwen Code tells: for each answer while it works, and of the whole session at its end. */
export class QwenUsage {
  readonly #order: AgentOrder;
  readonly #tally = new Tally();
  #model: string | undefined;
  #total: Counts | undefined;
  /** The last answer has used nothing: there was none. */
  lastFailed = false;

  constructor(order: AgentOrder) {
    this.#order = order;
  }

  message(event: Json): readonly AgentEvent[] {
    const counts = countsOf(at(event, "message", "usage"));
    this.lastFailed = !counts.input;
    if (this.lastFailed) return [];
    this.#model = asText(at(event, "message", "model")) ?? this.#model;
    const helper = asText(event["parent_tool_use_id"]) !== undefined;
    this.#tally.add(modelName(this.#model, this.#order.agent.model), counts, helper);
    return this.events();
  }

  result(event: Json): void {
    if (asObject(event["usage"]) !== undefined) this.#total = countsOf(event["usage"]);
  }

  current(): Usage | undefined {
    const session = this.#tally.session(this.#order);
    if (this.#total === undefined) {
      if (this.#tally.requests === 0) return undefined;
      return { models: this.#tally.models(), ...session, partial: true };
    }
    const model = modelName(this.#model, this.#order.agent.model);
    return {
      models: [modelUsage(model, since(this.#order, this.#total))].filter(isUsed),
      ...session,
    };
  }

  events(): readonly AgentEvent[] {
    const usage = this.current();
    return usage === undefined ? [] : [{ type: "usage", usage }];
  }
}

const countsOf = (usage: unknown): Counts => ({
  input: asNumber(at(usage, "input_tokens")),
  cached: asNumber(at(usage, "cache_read_input_tokens")),
  output: asNumber(at(usage, "output_tokens")),
});
