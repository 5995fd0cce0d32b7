import { readFileSync } from "node:fs";
import type { Usage } from "../../../../core/usage.ts";
import type { Launch } from "../../driver.ts";
import { asNumber, asObject, at, parseObject } from "../shared/json.ts";
import { modelUsage } from "../shared/usage.ts";
import { usageFile } from "./launch.ts";

/** What Copilot wrote down of its tokens when it ended; undefined as long as it has not. Its prices are not in dollars. */
export function readUsage(launch: Launch): Usage | undefined {
  try {
    return usageOf(readFileSync(usageFile(launch), "utf8"), launch);
  } catch {
    return undefined;
  }
}

export function usageOf(text: string, { order }: Pick<Launch, "order">): Usage | undefined {
  const told = parseObject(text);
  const metrics = Object.entries(asObject(told?.["modelMetrics"]) ?? {});
  if (told === undefined || metrics.length === 0) return undefined;
  const tokens = (of: unknown, name: string): number => asNumber(at(of, "usage", name)) ?? 0;
  const requests = metrics.reduce(
    (sum, [, of]) => sum + (asNumber(at(of, "requests", "count")) ?? 0),
    0,
  );
  const input = asNumber(told["lastCallInputTokens"]);
  return {
    models: metrics.map(([model, of]) =>
      modelUsage(model, {
        input: tokens(of, "inputTokens"),
        cached: tokens(of, "cacheReadTokens"),
        output: tokens(of, "outputTokens"),
      }),
    ),
    requests,
    ...(input !== undefined && {
      contextTokens: input + (asNumber(told["lastCallOutputTokens"]) ?? 0),
    }),
    ...firstInput(order.resume?.usage, requests, input),
  };
}

/** Only the last request is told of by itself: it is the first as well where there was no other. */
function firstInput(before: Usage | undefined, requests: number, last: number | undefined) {
  const first =
    before === undefined ? (requests === 1 ? last : undefined) : before.firstInputTokens;
  return first === undefined ? {} : { firstInputTokens: first };
}
