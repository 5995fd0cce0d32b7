import type { ModelUsage, Usage } from "../core/usage.ts";

/** What some attempts used. `null` is unknown, which is not nothing. Costs in US dollars. */
export interface Figures {
  /** All that went in, what came from a cache included. */
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly outputTokens: number | null;
  readonly requests: number | null;
  readonly costUsd: number | null;
  /** Which of them may be more, as a part is unknown. */
  readonly atLeast: readonly ("tokens" | "requests" | "cost")[];
}

/** What an attempt used of which nothing is known. */
export const UNKNOWN: Figures = {
  inputTokens: null,
  cachedInputTokens: null,
  outputTokens: null,
  requests: null,
  costUsd: null,
  atLeast: [],
};

/** What one attempt used; `undefined`: nothing is known of it. */
export function figuresOf(usage: Usage | undefined): Figures {
  if (!usage) return UNKNOWN;
  const models = sumFigures(usage.models.map(figuresOfModel));
  const requests = usage.requests ?? null;
  if (!usage.partial) return { ...models, requests, atLeast: without(models.atLeast, "requests") };
  return withBounds({ ...models, requests });
}

export const figuresOfModel = (model: ModelUsage): Figures => ({
  inputTokens: model.inputTokens,
  cachedInputTokens: model.cachedInputTokens,
  outputTokens: model.outputTokens,
  requests: null,
  costUsd: model.costUsd ?? null,
  atLeast: [],
});

/** Unknown where all parts are; a lower bound where some are. */
export function sumFigures(parts: readonly Figures[]): Figures {
  const isBound = (what: Figures["atLeast"][number], of: keyof Amounts): boolean =>
    sum(parts, of) !== null &&
    parts.some((each) => each[of] === null || each.atLeast.includes(what));
  return {
    inputTokens: sum(parts, "inputTokens"),
    cachedInputTokens: sum(parts, "cachedInputTokens"),
    outputTokens: sum(parts, "outputTokens"),
    requests: sum(parts, "requests"),
    costUsd: sum(parts, "costUsd"),
    atLeast: [
      ...(isBound("tokens", "inputTokens") ? ["tokens" as const] : []),
      ...(isBound("requests", "requests") ? ["requests" as const] : []),
      ...(isBound("cost", "costUsd") ? ["cost" as const] : []),
    ],
  };
}

/** The figures alone, of what says more besides. */
export const plainFigures = ({
  inputTokens,
  cachedInputTokens,
  outputTokens,
  requests,
  costUsd,
  atLeast,
}: Figures): Figures => ({
  inputTokens,
  cachedInputTokens,
  outputTokens,
  requests,
  costUsd,
  atLeast,
});

/** The same, as lower bounds. */
export const withBounds = (figures: Figures): Figures => ({
  ...figures,
  atLeast: [
    ...(figures.inputTokens === null ? [] : ["tokens" as const]),
    ...(figures.requests === null ? [] : ["requests" as const]),
    ...(figures.costUsd === null ? [] : ["cost" as const]),
  ],
});

type Amounts = Omit<Figures, "atLeast">;

function sum(parts: readonly Figures[], of: keyof Amounts): number | null {
  const known = parts.map((each) => each[of]).filter((each) => each !== null);
  return known.length === 0 ? null : known.reduce((total, each) => total + each, 0);
}

const without = (list: Figures["atLeast"], what: Figures["atLeast"][number]): Figures["atLeast"] =>
  list.filter((each) => each !== what);
