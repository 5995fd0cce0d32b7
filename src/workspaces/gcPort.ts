import type { PlacesEnv } from "./places.ts";

/** What is known of a run whose worktrees and refs are looked at. */
export interface KnownRun {
  readonly run: string;
  /** The plan's folder, in the user's own checkout: it names the repository. */
  readonly dir: string;
  /** Nothing more will be done in it: completed or aborted. Of others nothing is taken away, also not with `force`. */
  readonly ended: boolean;
  /** The branch that its phases were merged into. */
  readonly integrate?: string;
}

export interface GcOrder {
  /** All runs that are known, ended or not. */
  readonly runs: readonly KnownRun[];
  readonly env: PlacesEnv;
  /** Takes unmerged commits and uncommitted changes of ended runs away too. */
  readonly force: boolean;
  /** Only tells what would be done. */
  readonly dryRun: boolean;
}

/** Something of Pawl's in a repository, or beside it. */
export interface Garbage {
  readonly kind: "worktree" | "branch" | "ref" | "port" | "cache";
  readonly run?: string;
  /** Absolute path of a worktree or a folder, full name of a ref, number of a port. */
  readonly name: string;
}

export interface GcReport {
  readonly removed: readonly Garbage[];
  /** What was left, each with why. */
  readonly kept: readonly (Garbage & { readonly why: string })[];
}
