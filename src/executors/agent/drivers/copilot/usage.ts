import { readFileSync } from "node:fs";
import type { ModelUsage, Usage } from "../../../../core/usage.ts";
import type { Launch } from "../../driver.ts";
import { asNumber, asObject, at, parseObject } from "../shared/json.ts";
import { isUsed, modelUsage } from "../shared/usage.ts";
import type { Counts } from "../shared/usage.ts";
import { usageFile } from "./launch.ts";

/** What Copilot wrote down of its tokens when it ended; undefined as long as it has not. Its prices are not in dollars. */
export function readUsage(launch: Launch): Usage | undefined {
  try {
    return usageOf(readFileSync(usageFile(launch), "utf8"), launch);
  } catch {
    return undefined;
  }
}

/** It tells of the whole session, by model: what each had told before is taken away. */
export function usageOf(text: string, { order }: Pick<Launch, "order">): Usage | undefined {
  const told = parseObject(text);
  const metrics = Object.entries(asObject(told?.["modelMetrics"]) ?? {});
  if (told === undefined || metrics.length === 0) return undefined;
  const before = order.resume?.usage;
  const requests = metrics.reduce(
    (sum, [, of]) => sum + (asNumber(at(of, "requests", "count")) ?? 0),
    0,
  );
  const input = asNumber(told["lastCallInputTokens"]);
  return {
    models: metrics
      .map(([model, of]) => sinceBefore(modelUsage(model, countsOf(of)), before))
      .filter(isUsed),
    requests: Math.max(0, requests - (before?.requests ?? 0)),
    ...(input !== undefined && {
      contextTokens: input + (asNumber(told["lastCallOutputTokens"]) ?? 0),
    }),
    ...firstInput(before, requests, input),
  };
}

const countsOf = (of: unknown): Counts => ({
  input: asNumber(at(of, "usage", "inputTokens")),
  cached: asNumber(at(of, "usage", "cacheReadTokens")),
  output: asNumber(at(of, "usage", "outputTokens")),
});

function sinceBefore(all: ModelUsage, before: Usage | undefined): ModelUsage {
  const known = before?.models.find(({ model }) => model === all.model);
  return modelUsage(all.model, {
    input: Math.max(0, all.inputTokens - (known?.inputTokens ?? 0)),
    cached: Math.max(0, all.cachedInputTokens - (known?.cachedInputTokens ?? 0)),
    output: Math.max(0, all.outputTokens - (known?.outputTokens ?? 0)),
  });
}

/** Only the last request is told of by itself: it is the first as well where there was no other. */
function firstInput(before: Usage | undefined, requests: number, last: number | undefined) {
  const first =
    before === undefined ? (requests === 1 ? last : undefined) : before.firstInputTokens;
  return first === undefined ? {} : { firstInputTokens: first };
}
