import type { Env } from "./plan.ts";

/**
 * `worktree`: a git worktree and a branch for each phase; what it commits is merged into one branch of the run's.
 * `inplace`: in the plan's folder, as it is. `none`: the same, and git is not looked at.
 */
export type WorkspaceMode = "worktree" | "inplace" | "none";

/** Where phases work, and where their work goes. */
export interface Workspace {
  readonly mode: WorkspaceMode;
  /** The branch or commit that the run begins from, as the plan writes it; what is checked out if not given. */
  readonly base?: string;
  /** The branch that phases are merged into; `pawl/<run>` if not given. `${{ params.x }}` may stand in it. */
  readonly integrate?: string;
  /** Shell text, run once in each new worktree and each clean checkout, before anything else. */
  readonly setup?: string;
  readonly setupTimeoutMs: number;
  /** For everything that is run in a worktree. */
  readonly env?: Env;
  /** Globs of files that git does not have, relative to the repository, which each new worktree gets a copy of. */
  readonly copy?: readonly string[];
  /** Each worktree gets a number of its own: `PAWL_PORT` is `from` and so many times `step`, `PAWL_PORT_OFFSET` only the latter. */
  readonly ports?: { readonly from: number; readonly step: number };
  /** `task`: each task has a worktree of its own, and its commit is put on the phase's branch, in the order of the plan. */
  readonly isolate: "phase" | "task";
  /** Of commits; what git is configured to if not given. */
  readonly author?: { readonly name: string; readonly email: string };
  /** Whether the repository's hooks see commits. */
  readonly hooks: boolean;
  /** A worktree that is there, with its branch checked out: what is committed stays there, and nothing is merged. */
  readonly at?: string;
}

/** Globs of what a task may change, relative to the plan's folder; what `exclude` matches it may not. */
export interface Scope {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** A worktree that was made. Paths are absolute. */
export interface OpenWorkspace {
  /** Its uppermost folder. */
  readonly path: string;
  /** Where tasks work in it: the plan's folder, as it stands there. */
  readonly cwd: string;
  readonly branch: string;
  /** The commit that it began from. */
  readonly base: string;
  /** The branch that it will be merged into; none where it stays by itself. */
  readonly integrate?: string;
  /** `PAWL_PORT` and `PAWL_PORT_OFFSET`, where the plan asks for them. */
  readonly port?: number;
  readonly portOffset?: number;
  /** What a person should know of it, a line each: what could not be had in it. */
  readonly notes?: readonly string[];
}

/** A commit of Pawl's for a task, or that there was nothing to commit. */
export interface TaskCommit {
  /** Left out where the task changed nothing. */
  readonly commit?: string;
  /** The branch's head after it. */
  readonly head: string;
  /** Paths that it changes, relative to the repository; the first thousand. */
  readonly files: readonly string[];
  /** What a person should know of it, such as commits of the agent's own that were folded into it. */
  readonly notes?: readonly string[];
}

/** The merge of a phase into the run's branch. */
export interface Landing {
  /** The run's branch. */
  readonly branch: string;
  /** Its head before, and after. */
  readonly from: string;
  readonly commit: string;
}
