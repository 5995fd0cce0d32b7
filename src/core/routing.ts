/** What a task is about, as far as that decides who does it. */
export const DOMAINS = ["frontend", "backend", "testing", "deployment", "general"] as const;

export type Domain = (typeof DOMAINS)[number];

export const COMPLEXITIES = ["simple", "complex"] as const;

/** How much of a model a task needs. */
export type Complexity = (typeof COMPLEXITIES)[number];

/** How a task that names no agent came to the one that does it; frozen with the plan. */
export interface Routed {
  readonly domain: Domain;
  /** What decided that, for people. */
  readonly because: string;
  readonly complexity: Complexity;
  readonly becauseComplexity: string;
  /** The model that follows from it; missing where the agent keeps its own. */
  readonly model?: string;
}
