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

/** Input and output of all models together. */
export const tokensOf = (usage: Usage): number =>
  usage.models.reduce((sum, each) => sum + each.inputTokens + each.outputTokens, 0);
