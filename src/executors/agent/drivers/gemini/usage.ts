import type { Usage } from "../../../../core/usage.ts";
import type { AgentOrder } from "../../../port.ts";
import { asNumber, asObject, at } from "../shared/json.ts";
import { isUsed, modelName, modelUsage } from "../shared/usage.ts";
import type { Counts } from "../shared/usage.ts";

/** What its last event tells of tokens; it tells nothing before. */
export function usageOf(stats: unknown, order: AgentOrder): Usage | undefined {
  if (asObject(stats) === undefined) return undefined;
  const models = Object.entries(asObject(at(stats, "models")) ?? {}).map(([model, told]) =>
    modelUsage(model, countsOf(told)),
  );
  if (models.length === 0) models.push(modelUsage(modelName(order.agent.model), countsOf(stats)));
  return { models: models.filter(isUsed) };
}

/** What it thought is in the total only. */
function countsOf(told: unknown): Counts {
  const input = asNumber(at(told, "input_tokens")) ?? 0;
  const total = asNumber(at(told, "total_tokens")) ?? 0;
  const output = asNumber(at(told, "output_tokens")) ?? 0;
  return { input, cached: asNumber(at(told, "cached")), output: Math.max(output, total - input) };
}
