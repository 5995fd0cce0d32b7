import type { AgentAccount } from "./result.ts";
import { BUDGETED } from "./budget.ts";
import type { Budgeted, Exceeded, RunBudget } from "./budget.ts";
import { costOf } from "./usage.ts";
import type { Usage } from "./usage.ts";

/** Tokens or US dollars of one agent's attempts. */
interface AgentSpend {
  told: number;
  /** The most that one attempt told. */
  most: number;
  /** Attempts that did not tell. */
  untold: number;
}

/** What a run has used, over all its agents, attempts and resumes. */
export interface Spend {
  readonly tokens: Map<string, AgentSpend>;
  readonly usd: Map<string, AgentSpend>;
  launches: number;
  /** Time in which something was under way, up to `workingSince` where it is. Milliseconds. */
  workedMs: number;
  workingSince: number | undefined;
  /** Attempts that ended before they had told all. */
  partial: number;
}

export const emptySpend = (): Spend => ({
  tokens: new Map(),
  usd: new Map(),
  launches: 0,
  workedMs: 0,
  workingSince: undefined,
  partial: 0,
});

/** An attempt of an agent has ended. */
export function addAccount(spend: Spend, agent: string, account: AgentAccount | undefined): void {
  const usage = account?.usage;
  add(spend.tokens, agent, usage && tokensOf(usage));
  add(spend.usd, agent, usage && costOf(usage));
  if (usage?.partial) spend.partial++;
}

function add(spent: Map<string, AgentSpend>, agent: string, amount: number | undefined): void {
  const before = spent.get(agent) ?? { told: 0, most: 0, untold: 0 };
  if (amount === undefined) before.untold++;
  else {
    before.told += amount;
    before.most = Math.max(before.most, amount);
  }
  spent.set(agent, before);
}

/** All that went in, what came from a cache included, and what came out; undefined where nothing was told. */
export const tokensOf = ({ models }: Usage): number | undefined =>
  models.length === 0
    ? undefined
    : models.reduce((sum, each) => sum + each.inputTokens + each.outputTokens, 0);

/** What was used of one thing. */
export interface Spent {
  /** What was told, and what is estimated for those that did not tell. */
  readonly amount: number;
  readonly estimated: number;
  /** Attempts that did not tell. */
  readonly untold: number;
  /** Of these, those for which there is nothing to go by: no attempt has told anything. */
  readonly unestimated: number;
}

/** @param at up to when time is counted, in milliseconds since 1970 */
export function spentOf(spend: Spend, of: Budgeted, at: number): Spent {
  switch (of) {
    case "launches":
      return exactly(spend.launches);
    case "timeMs":
      return exactly(spend.workedMs + since(spend, at));
    case "tokens":
    case "usd":
      return told(spend[of]);
  }
}

const exactly = (amount: number): Spent => ({ amount, estimated: 0, untold: 0, unestimated: 0 });

const since = ({ workingSince }: Spend, at: number): number =>
  workingSince === undefined ? 0 : Math.max(0, at - workingSince);

function told(byAgent: ReadonlyMap<string, AgentSpend>): Spent {
  const all = [...byAgent.values()];
  const mostOfAll = Math.max(0, ...all.map((each) => each.most));
  let [amount, estimated, untold, unestimated] = [0, 0, 0, 0];
  for (const each of all) {
    // The agent's own costliest attempt tells more of it than that of another.
    const most = each.most || mostOfAll;
    amount += each.told;
    estimated += each.untold * most;
    untold += each.untold;
    if (most === 0) unestimated += each.untold;
  }
  return { amount: amount + estimated, estimated, untold, unestimated };
}

/** The same as the budget counts it: what nobody told is estimated only where it says so. */
export function spentUnder(budget: RunBudget, spend: Spend, of: Budgeted, at: number): Spent {
  const spent = spentOf(spend, of, at);
  if (budget.unknown === "estimate") return spent;
  return { ...spent, amount: spent.amount - spent.estimated, estimated: 0 };
}

/** The first limit that is reached; undefined as long as none is. */
export const exceededBy = (spend: Spend, budget: RunBudget, at: number): Exceeded | undefined =>
  allExceeded(spend, budget, at)[0];

/** All limits that are reached. */
export const allExceeded = (spend: Spend, budget: RunBudget, at: number): Exceeded[] =>
  BUDGETED.flatMap((of) => exceeded(spend, budget, of, at) ?? []);

function exceeded(spend: Spend, budget: RunBudget, of: Budgeted, at: number): Exceeded | undefined {
  const limit = budget[of];
  if (limit === undefined) return undefined;
  const used = spentUnder(budget, spend, of, at);
  const { amount: spent } = used;
  const untold = stoppedBy(budget, used);
  if (spent >= limit) return { of, spent, limit };
  return untold > 0 ? { of, spent, limit, untold } : undefined;
}

/** How many attempts did not tell what they used, so that the run is not to go on. */
const stoppedBy = ({ unknown }: RunBudget, { untold, unestimated }: Spent): number =>
  ({ stop: untold, estimate: unestimated, allow: 0 })[unknown];

/** Limits of which so much is used that agents are told to come to an end, and that are not reached. */
export function nearlyUsed(spend: Spend, budget: RunBudget, at: number): Exceeded[] {
  return BUDGETED.flatMap((of) => {
    const limit = budget[of];
    if (limit === undefined) return [];
    const { amount: spent } = spentUnder(budget, spend, of, at);
    return spent >= limit * budget.wrapUp && spent < limit ? [{ of, spent, limit }] : [];
  });
}
