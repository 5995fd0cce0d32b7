import type { EnvValue, Phase, Plan, Task } from "../../core/plan.ts";
import type { Span } from "../diagnostic.ts";
import type { ScalarNode } from "../syntax/tree.ts";

/**
 * A plan as far as it could be understood, with the places its parts come from. It is made also of a file with
 * errors, so that everything wrong with the file can be told at once; then its plan is never used.
 */
export interface Draft {
  readonly plan: Plan;
  readonly phases: readonly PhaseDraft[];
  readonly env: readonly EnvDraft[];
}

/** What phases and tasks have in common: a name, and others that must settle first. */
export interface Item {
  /** As the author wrote it; in a workflow it may differ from the id. */
  readonly name: string;
  readonly id: string;
  /** Where the name stands. */
  readonly at: Span;
  readonly needs: readonly Need[];
  readonly when?: string;
}

export interface Need {
  readonly name: string;
  readonly at: Span;
  /** Not written, but following from the order of the file. */
  readonly implied: boolean;
}

export interface PhaseDraft extends Item {
  readonly phase: Phase;
  readonly tasks: readonly TaskDraft[];
  readonly env: readonly EnvDraft[];
}

export interface TaskDraft extends Item {
  readonly task: Task;
  /** The command; missing where the file has none. */
  readonly run: ScalarNode | undefined;
  /** An expression that decides whether it runs. */
  readonly condition: ScalarNode | undefined;
  readonly env: readonly EnvDraft[];
  readonly cwd: Span | undefined;
}

export interface EnvDraft {
  readonly name: string;
  readonly at: Span;
  readonly value: EnvValue;
  /** The expression, where the value is one. */
  readonly expression: ScalarNode | undefined;
}
