import type { AttemptState } from "../core/run.ts";
import type { Usage } from "../core/usage.ts";

/**
 * What one context for all agents of a run would have taken, against what was taken. It is an estimate: each request
 * of an attempt would have carried what the attempts before it had left, and that is the growth of their context from
 * their first request on. Their prompts are not counted as left, so that it is rather too low.
 */
export type SharedContext =
  | {
      readonly known: true;
      /** Input tokens of the attempts that were counted, as they were. */
      readonly isolatedInputTokens: number;
      /** Input tokens of the same attempts in one context. */
      readonly sharedInputTokens: number;
      /** Shared over isolated, to two places. */
      readonly ratio: number;
      /** Attempts of which nothing is known; they are on neither side. */
      readonly leftOut: number;
    }
  | { readonly known: false; readonly because: string };

/** An attempt of an agent, with the name of its task for people. */
export interface AgentAttempt {
  readonly name: string;
  readonly agent: string;
  readonly attempt: AttemptState;
}

/** @param attempts of agents, in the order in which one context would have had them */
export function sharedContext(attempts: readonly AgentAttempt[]): SharedContext {
  const told = attempts.filter(({ attempt }) => (attempt.account?.usage?.models.length ?? 0) > 0);
  if (told.length === 0) return { known: false, because: "no attempt has told what it used" };
  const left = new Left();
  let isolated = 0;
  let shared = 0;
  for (const [at, each] of told.entries()) {
    const { session, usage } = each.attempt.account!;
    const carried = left.without(session);
    if (carried > 0 && usage!.requests === undefined)
      return silent(each, "how many requests it made");
    const input = usage!.models.reduce((sum, model) => sum + model.inputTokens, 0);
    isolated += input;
    shared += input + carried * (usage!.requests ?? 0);
    const isLast = at === told.length - 1;
    if (!left.add(session, usage!) && !isLast) return silent(each, "how large its context became");
  }
  if (isolated === 0) return { known: false, because: "no attempt took any tokens" };
  return {
    known: true,
    isolatedInputTokens: isolated,
    sharedInputTokens: shared,
    ratio: Math.round((shared / isolated) * 100) / 100,
    leftOut: attempts.length - told.length,
  };
}

/** What sessions have left: how far each has grown since the first request that it ever made. */
class Left {
  readonly #sessions = new Map<unknown, { readonly first: number; readonly tokens: number }>();

  /** What all but this session have left: what it left itself is in its input already. */
  without(session: string | undefined): number {
    let sum = 0;
    for (const [of, { tokens }] of this.#sessions) if (of !== session) sum += tokens;
    return sum;
  }

  /** Answers whether the usage tells it. */
  add(session: string | undefined, { contextTokens, firstInputTokens }: Usage): boolean {
    if (contextTokens === undefined || firstInputTokens === undefined) return false;
    const first = this.#sessions.get(session)?.first ?? firstInputTokens;
    // A context may also have been made smaller on the way: then nothing is counted.
    const tokens = Math.max(0, contextTokens - first);
    this.#sessions.set(session ?? Symbol("a session that has no id"), { first, tokens });
    return true;
  }
}

const silent = ({ name, agent, attempt }: AgentAttempt, what: string): SharedContext => ({
  known: false,
  because: `agent ${agent} did not tell, for attempt ${attempt.number} of ${name}, ${what}`,
});
