import type { ModelUsage, Usage } from "../../../../core/usage.ts";
import type { AgentOrder } from "../../../port.ts";

/** Tokens as agents count them; what is left out was not told. */
export interface Counts {
  /** All that went in, what came from a cache included. */
  readonly input?: number | undefined;
  readonly cached?: number | undefined;
  readonly output?: number | undefined;
  readonly costUsd?: number | undefined;
}

export function modelUsage(model: string, counts: Counts): ModelUsage {
  return {
    model,
    inputTokens: counts.input ?? 0,
    cachedInputTokens: Math.min(counts.cached ?? 0, counts.input ?? 0),
    outputTokens: counts.output ?? 0,
    ...(counts.costUsd !== undefined && { costUsd: counts.costUsd }),
  };
}

/** Whether any tokens went to a model at all: some agents name it also where every request has failed. */
export const isUsed = (usage: ModelUsage): boolean => usage.inputTokens + usage.outputTokens > 0;

const UNKNOWN_MODEL = "unknown";

/** The model to which tokens go that were told for none: the first that is known. */
export const modelName = (...names: readonly (string | undefined)[]): string =>
  names.find((name) => name !== undefined && name !== "") ?? UNKNOWN_MODEL;

/** Adds up requests as they come in. One for each attempt. */
export class Tally {
  readonly #models = new Map<string, Counts>();
  #requests = 0;
  #first: number | undefined;
  #context: number | undefined;

  /** One answered request. `side`: not of the session itself, such as one of a helper with a context of its own. */
  add(model: string, counts: Counts, side = false): void {
    const before = this.#models.get(model);
    this.#models.set(model, before === undefined ? counts : sum(before, counts));
    this.#requests++;
    if (side) return;
    this.#first ??= counts.input;
    this.#context = (counts.input ?? 0) + (counts.output ?? 0);
  }

  get requests(): number {
    return this.#requests;
  }

  /** What is known of the session, for a resumed one with what was known before. */
  session(order: AgentOrder): Pick<Usage, "requests" | "contextTokens" | "firstInputTokens"> {
    // The first request of a resumed session was made by the attempt that began it.
    const first = order.resume === undefined ? this.#first : order.resume.usage?.firstInputTokens;
    return {
      ...(this.#requests > 0 && { requests: this.#requests }),
      ...(this.#context !== undefined && { contextTokens: this.#context }),
      ...(first !== undefined && { firstInputTokens: first }),
    };
  }

  models(): readonly ModelUsage[] {
    return [...this.#models].map(([model, counts]) => modelUsage(model, counts));
  }
}

/** A cost is known only if that of both is. */
function sum(one: Counts, other: Counts): Counts {
  const costUsd =
    one.costUsd === undefined || other.costUsd === undefined
      ? undefined
      : one.costUsd + other.costUsd;
  return {
    input: (one.input ?? 0) + (other.input ?? 0),
    cached: (one.cached ?? 0) + (other.cached ?? 0),
    output: (one.output ?? 0) + (other.output ?? 0),
    costUsd,
  };
}

/**
 * Of what a session has told in all, what this attempt has added. What an earlier attempt used but did not live to tell
 * is counted here, so that the attempts of a session always add up to what the session told.
 */
export function since(order: AgentOrder, told: Counts): Counts {
  const models = order.resume?.usage?.models ?? [];
  const before = (of: (each: ModelUsage) => number): number =>
    models.reduce((all, each) => all + of(each), 0);
  const less = (count: number | undefined, taken: number): number | undefined =>
    count === undefined ? undefined : Math.max(0, count - taken);
  return {
    input: less(
      told.input,
      before((each) => each.inputTokens),
    ),
    cached: less(
      told.cached,
      before((each) => each.cachedInputTokens),
    ),
    output: less(
      told.output,
      before((each) => each.outputTokens),
    ),
  };
}
