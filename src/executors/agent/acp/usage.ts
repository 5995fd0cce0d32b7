import type { PromptResponse } from "@agentclientprotocol/sdk";
import type { ModelUsage, Usage } from "../../../core/usage.ts";
import type { KnownAgent } from "./known.ts";

/** What else is known when an answer has come. */
export interface UsageContext {
  readonly known: KnownAgent;
  /** What the model is called where the answer does not say. */
  readonly model: string;
  readonly contextTokens: number | undefined;
  readonly contextWindow: number | undefined;
  /** What the session has cost. */
  readonly costUsd: number | undefined;
  /** There where it went on in a session: what that has told before. */
  readonly resumed?: { readonly usage?: Usage };
}

/** Token figures as agents write them. */
interface Figures {
  readonly inputTokens?: number;
  readonly input_tokens?: number;
  readonly outputTokens?: number;
  readonly output_tokens?: number;
  readonly totalTokens?: number;
  readonly cachedReadTokens?: number | null;
  readonly cachedInputTokens?: number;
  readonly thoughtTokens?: number | null;
}

interface Quota {
  readonly model_usage?: readonly { readonly model: string; readonly token_count: Figures }[];
  readonly token_count?: Figures | null;
}

/** What the prompt has used, of the figures in its answer; undefined where there are none that can be relied on. */
export function usageOf(response: PromptResponse, context: UsageContext): Usage | undefined {
  const { known, contextTokens, contextWindow } = context;
  if (known.usage === "none") return undefined;
  const told = modelsOf(response, context.model).filter(
    (each) => each.inputTokens + each.outputTokens > 0,
  );
  if (told.length === 0) return undefined;
  const before = known.usage === "cumulative" ? context.resumed?.usage : undefined;
  return {
    models: withCost(before ? since(before, told) : told, context),
    ...(contextTokens !== undefined && { contextTokens }),
    ...(contextWindow !== undefined && { contextWindow }),
    ...(known.usage === "last" && { partial: true }),
  };
}

function modelsOf(response: PromptResponse, model: string): ModelUsage[] {
  // Not in the stable protocol yet, and told by most.
  const { usage, _meta } = response as PromptResponse & { readonly usage?: Figures | null };
  const quota = _meta?.["quota"] as Quota | undefined;
  const byModel = quota?.model_usage ?? [];
  if (byModel.length > 0) return byModel.map((each) => modelUsage(each.model, each.token_count));
  const figures = usage ?? quota?.token_count;
  return figures ? [modelUsage(model, figures)] : [];
}

/** Some count what came from a cache among the input and some beside it; the total tells. */
function modelUsage(model: string, figures: Figures): ModelUsage {
  const input = figures.inputTokens ?? figures.input_tokens ?? 0;
  const output = figures.outputTokens ?? figures.output_tokens ?? 0;
  const rest = (figures.totalTokens ?? 0) - output - (figures.thoughtTokens ?? 0);
  return {
    model,
    inputTokens: Math.max(input, rest),
    cachedInputTokens: figures.cachedReadTokens ?? figures.cachedInputTokens ?? 0,
    outputTokens: output,
  };
}

/** What was added to what a session had told before. One that tells less than that has begun to count anew. */
function since(before: Usage, told: readonly ModelUsage[]): readonly ModelUsage[] {
  return told.map((each) => {
    const earlier = before.models.find(({ model }) => model === each.model);
    if (!earlier || earlier.inputTokens > each.inputTokens) return each;
    return {
      ...each,
      inputTokens: each.inputTokens - earlier.inputTokens,
      cachedInputTokens: Math.max(0, each.cachedInputTokens - earlier.cachedInputTokens),
      outputTokens: Math.max(0, each.outputTokens - earlier.outputTokens),
    };
  });
}

/** A session's cost is that of its prompt where that was the first, and of its model where there was but one. */
function withCost(models: readonly ModelUsage[], context: UsageContext): readonly ModelUsage[] {
  const { costUsd, resumed } = context;
  const [only, other] = models;
  if (!costUsd || resumed || !only || other) return models;
  return [{ ...only, costUsd }];
}
