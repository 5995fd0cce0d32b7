import type { DiffSummary } from "../core/gate.ts";
import type { Workspace } from "../core/workspace.ts";

/** What is to be merged into what. */
export interface CandidateOrder {
  readonly run: string;
  readonly phase: string;
  readonly round: number;
  /** The phase's branch, or a commit. */
  readonly head: string;
  /** The branch that it is merged into, or a commit. */
  readonly onto: string;
  /** First line of the merge's message. */
  readonly subject: string;
  readonly author?: Workspace["author"];
}

/** The merge of a phase's head into the run's branch, as a commit that no branch has: the same each time that it is asked for. */
export interface Candidate {
  readonly base: string;
  readonly head: string;
  /** `base` itself where nothing is to be merged. */
  readonly commit: string;
  readonly tree: string;
  /** Git's patch id of what the candidate changes of its base: the same where only the base is another. */
  readonly patch: string;
  readonly diff: DiffSummary;
}

/** The merge cannot be made: paths that both sides change. */
export interface Conflict {
  readonly conflicts: readonly string[];
  readonly base: string;
  readonly head: string;
}
