/** What a run as a whole may use. */
export interface BudgetLimits {
  /** Of all agents together: what went in, what came from a cache included, and what came out. */
  readonly tokens?: number;
  /** US dollars. */
  readonly usd?: number;
  /** Time in which at least one attempt was under way, in milliseconds. */
  readonly timeMs?: number;
  /** How many attempts of agents are begun. */
  readonly launches?: number;
}

export const BUDGETED = ["tokens", "usd", "timeMs", "launches"] as const;

export type Budgeted = (typeof BUDGETED)[number];

export const UNTOLD_POLICIES = ["stop", "estimate", "allow"] as const;

/**
 * What becomes of an attempt that did not tell what it used: the run stops; it counts as much as the costliest attempt
 * that did; or it is only said.
 */
export type UntoldPolicy = (typeof UNTOLD_POLICIES)[number];

/** Looked at before an attempt is begun: what is under way then may go beyond it. */
export interface RunBudget extends BudgetLimits {
  /** Share of a limit from which on agents are told to come to an end. */
  readonly wrapUp: number;
  readonly unknown: UntoldPolicy;
}

/** What a person gives for one run, over its plan. */
export type GivenBudget = Partial<RunBudget>;

export const BUDGET_DEFAULTS = { wrapUp: 0.8, unknown: "estimate" } as const;

/** A later one counts, limit by limit; undefined where nobody set any. */
export const mergeBudgets = (
  earlier: RunBudget | undefined,
  later: GivenBudget | undefined,
): RunBudget | undefined => (later ? { ...BUDGET_DEFAULTS, ...earlier, ...later } : earlier);

/** A limit that is reached: by what was spent, or by what nobody knows. */
export interface Exceeded {
  readonly of: Budgeted;
  /** As far as it is known or estimated. */
  readonly spent: number;
  readonly limit: number;
  /** Attempts that did not tell what they used, and that nothing tells how to estimate, or may be estimated for. */
  readonly untold?: number;
}
