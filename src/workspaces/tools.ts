import type { Executor } from "../executors/port.ts";
import type { PlacesEnv } from "./places.ts";

/** What work on worktrees is done with. */
export interface WorkspaceTools {
  /** Performs `setup` and hooks. */
  readonly executor: Executor;
  /** Says where worktrees are: `PAWL_WORKTREES`, `XDG_STATE_HOME`, `HOME`. */
  readonly env: PlacesEnv;
}
