/** Tokens of one model, as the agent told them. */
export interface ModelUsage {
  readonly model: string;
  /** All that went in, what came from a cache included. */
  readonly inputTokens: number;
  /** Of `inputTokens`, those that were read from a cache. */
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** In US dollars; left out where it is not known, which is not the same as nothing. */
  readonly costUsd?: number;
}

/** What an attempt has used up. */
export interface Usage {
  readonly models: readonly ModelUsage[];
  /** Requests to a model, where they can be counted. */
  readonly requests?: number;
  /** Tokens in the session when its last request had been answered: what a next request would begin with. */
  readonly contextTokens?: number;
  /** Tokens that its model has room for, where the agent itself tells. */
  readonly contextWindow?: number;
  /** Input tokens of the session's first request: what an empty session and the prompt take. */
  readonly firstInputTokens?: number;
  /** It ended before its agent told all: it has used at least this. */
  readonly partial?: true;
}

/** Cost of all models together; undefined as soon as that of one is not known. */
export function costOf(usage: Usage): number | undefined {
  let sum = 0;
  for (const { costUsd } of usage.models) {
    if (costUsd === undefined) return undefined;
    sum += costUsd;
  }
  return usage.models.length === 0 ? undefined : sum;
}

/** The sum of two: by model, with a cost as unknown where that of one is. What tells of a session is the later's. */
export function addUsage(a: Usage, b: Usage): Usage {
  const models = new Map(a.models.map((each) => [each.model, each]));
  for (const each of b.models) {
    const before = models.get(each.model);
    models.set(each.model, before ? addModel(before, each) : each);
  }
  const requests =
    a.requests === undefined && b.requests === undefined
      ? {}
      : { requests: (a.requests ?? 0) + (b.requests ?? 0) };
  const first = a.firstInputTokens ?? b.firstInputTokens;
  const context = b.contextTokens ?? a.contextTokens;
  const window = b.contextWindow ?? a.contextWindow;
  return {
    models: [...models.values()],
    ...requests,
    ...(context === undefined ? {} : { contextTokens: context }),
    ...(window === undefined ? {} : { contextWindow: window }),
    ...(first === undefined ? {} : { firstInputTokens: first }),
    ...(a.partial || b.partial ? { partial: true } : {}),
  };
}

function addModel(a: ModelUsage, b: ModelUsage): ModelUsage {
  const { costUsd: costA, ...rest } = a;
  const cost = costA === undefined || b.costUsd === undefined ? {} : { costUsd: costA + b.costUsd };
  return {
    ...rest,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    ...cost,
  };
}
