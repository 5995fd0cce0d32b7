import type { TestFile } from "../core/result.ts";
import type { ClaimedFile } from "../core/claimedFile.ts";
import type { Failure } from "../core/failure.ts";
import type { Landing, OpenWorkspace, Scope, TaskCommit, Workspace } from "../core/workspace.ts";

/** What every order about a worktree says. Paths are absolute. */
export interface WorkspaceOrder {
  readonly run: string;
  readonly phase: string;
  /** There where the worktree is one task's own. */
  readonly task?: string;
  /** The plan's folder, in the user's own checkout (or bare repository): it names the repository. */
  readonly dir: string;
  readonly workspace: Workspace;
  /** For the outputs of commands that the order makes necessary (setup, hooks): a folder of its own, not there yet. */
  readonly folder: string;
  /** The whole environment of those commands: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

export interface OpenOrder extends WorkspaceOrder {
  /** The branch that phases are merged into; it is made at `base` where it is not there. */
  readonly integrate: string;
  /** Where the run began, or what it merged last. */
  readonly base: string;
  /** The commit to begin from; the head of `integrate` if not given. */
  readonly from?: string;
  /** 1 for the first worktree of the phase, one more each time that it is rebuilt. */
  readonly round: number;
}

export interface TidyOrder extends WorkspaceOrder {
  readonly open: OpenWorkspace;
  /** The last commit of Pawl's on the branch. */
  readonly head: string;
  /** Names what is left in it, so that it is kept under `refs/pawl/<run>/left/…`. */
  readonly owner: string;
  /** The branch to merge into the worktree's, leaving conflicts in the files for the task that follows to mend. */
  readonly merge?: string;
}

export interface CommitOrder extends WorkspaceOrder {
  readonly open: OpenWorkspace;
  /** The last commit of Pawl's on the branch that the task worked on. What came later is the agent's own, and is folded in. */
  readonly head: string;
  /** Of a task with a worktree of its own: the phase's, whose branch its commit is put on. */
  readonly onto?: { readonly open: OpenWorkspace; readonly head: string };
  readonly owner: string;
  /** One more each time that the task is begun anew: run, task and round are what a commit is known by. */
  readonly ownerRound: number;
  readonly attempt: number;
  /** First line of the message. */
  readonly subject: string;
  readonly scope?: Scope;
  /** The task mends a merge: conflict marks must be gone, and the commit has two parents. */
  readonly merging?: boolean;
}

export interface LandOrder extends WorkspaceOrder {
  /** Absent where the phase has landed before and is only asked about again. */
  readonly open?: OpenWorkspace;
  readonly integrate: string;
  /** What the gate was decided on: the branch's head then, and the merge that was checked. */
  readonly base: string;
  readonly candidate: string;
  /** Every one must be reachable from the candidate. */
  readonly commits: readonly string[];
}

export interface UndoOrder extends WorkspaceOrder {
  /** What is put aside under `refs/pawl/<run>/undone/…`; its worktree, changes that were not committed too, and its branch go. */
  readonly open?: OpenWorkspace;
  /** Numbers what is undone. */
  readonly round: number;
  /** Where the run's branch is to stand, and where Pawl left it: moved by anybody else, it is let be, and that is said. */
  readonly integrate?: { readonly branch: string; readonly from: string; readonly to: string };
}

/** What a report says was changed, and where. Paths are absolute. */
export interface ClaimsOrder {
  /** Where the task works. */
  readonly cwd: string;
  /** The plan's folder as the task sees it. */
  readonly dir: string;
  /** There where it works in a worktree: its uppermost folder, the commit that its work began from, and the plan's folder in the user's checkout. */
  readonly worktree?: { readonly path: string; readonly since: string; readonly checkout: string };
  /** When the task's first attempt began, in milliseconds since 1970, and that attempt's folder. */
  readonly begun: number;
  readonly firstFolder: string;
  /** Whether it had attempts before this one: what those did is the task's work too. */
  readonly again: boolean;
  /** The run's folder, where attempts put what they hand in. */
  readonly folder: string;
  readonly files: readonly ClaimedFile[];
  readonly scope?: Scope;
}

/** A file of a report that is not as the report says. */
export interface RefutedClaim {
  /** As the report has it. */
  readonly said: string;
  /** What Pawl found, to follow the name: `is not there`. */
  readonly why: string;
}

/** The branch was moved since the candidate was made. */
export interface Moved {
  readonly moved: true;
  readonly head: string;
}

/**
 * Makes and ends worktrees, commits, and merges. Each may be asked again after a crash at any point, and then comes to
 * the same: what was done is found, and not done twice. All reject with an error for a person where they cannot; with
 * the signal aborted, soon. Orders of one repository never get into each other's way.
 */
export interface Workspaces {
  /** The commit that a plan's `base` names, or that is checked out. @throws where there is no repository, or no commit */
  baseOf(dir: string, base?: string): Promise<string>;
  open(order: OpenOrder, signal: AbortSignal): Promise<OpenWorkspace>;
  /** Makes a worktree anew that somebody has taken away, from its branch; one that is there is let be. */
  restore(order: OpenOrder, signal: AbortSignal): Promise<void>;
  /** Puts aside what a task that came to nothing has left, so that the next one begins from the last commit. Gives the ref where that was kept. */
  tidy(order: TidyOrder, signal: AbortSignal): Promise<{ readonly kept?: string }>;
  /** A failure is one of the task's: files out of its scope, a hook that refuses, a conflict. */
  commit(
    order: CommitOrder,
    signal: AbortSignal,
  ): Promise<TaskCommit | { readonly failure: Failure }>;
  /** Moves the run's branch to the candidate, and takes the phase's worktree and branch away. */
  land(order: LandOrder, signal: AbortSignal): Promise<Landing | Moved>;
  /** Forgets a worktree that was there before the run and stays, with what is in it. */
  leave(order: WorkspaceOrder & { readonly open: OpenWorkspace }): Promise<void>;
  undo(order: UndoOrder, signal: AbortSignal): Promise<{ readonly notes?: readonly string[] }>;
  /** The tests that were written for a task since a commit. @throws where the worktree is gone */
  testsIn(path: string, commit: string): Promise<readonly TestFile[]>;
  /** What a report says was changed, and was not. @throws where the repository cannot be looked at */
  refutedClaims(order: ClaimsOrder): Promise<readonly RefutedClaim[]>;
  /** Ends what an earlier driver, that died, has left of commands. Never rejects. */
  endLeft(order: WorkspaceOrder): Promise<void>;
}
