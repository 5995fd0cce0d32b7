import type { Failure } from "./failure.ts";
import type { PhaseId, TaskId } from "./ids.ts";
import type { Landing, OpenWorkspace, TaskCommit } from "./workspace.ts";

/** Work on worktrees and branches that is to be done now; at most one of a phase at a time. */
export interface WorkspaceOp {
  readonly kind: "open" | "tidy" | "commit" | "land" | "undo";
  readonly phase: PhaseId;
  /** Of `commit`, and of `open` where the worktree is one task's own. */
  readonly task?: TaskId;
}

/** What came of it. */
export type WorkspaceOutcome =
  | { readonly type: "opened"; readonly open: OpenWorkspace }
  | { readonly type: "tidied"; readonly kept?: string }
  | { readonly type: "committed"; readonly commit: TaskCommit }
  | { readonly type: "refused"; readonly failure: Failure }
  | { readonly type: "landed"; readonly landing: Landing }
  /** The run's branch is not what the gate was decided on any more. */
  | { readonly type: "moved"; readonly head: string }
  | { readonly type: "undone"; readonly notes?: readonly string[] }
  /** It could not be done. */
  | { readonly type: "failed"; readonly message: string };
