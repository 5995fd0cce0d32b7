import { dirname, join } from "node:path";
import type { WorkspaceMode } from "../../core/workspace.ts";
import { writtenTasks } from "../build/draft.ts";
import type { Draft, PhaseDraft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { placeOf } from "../syntax/tree.ts";
import type { Surroundings } from "./commands.ts";
import type { Lookup } from "./systemLookup.ts";

/** Where a phase works. */
const modeOf = ({ plan }: Draft, { phase }: PhaseDraft): WorkspaceMode =>
  phase.workspace ?? plan.workspace?.mode ?? "inplace";

/** Worktrees that cannot be made, and what is asked of phases that have none. */
export function checkWorkspaces(
  draft: Draft,
  surroundings: Surroundings | undefined,
  findings: Findings,
): void {
  const inWorktrees = draft.phases.filter((phase) => modeOf(draft, phase) === "worktree");
  if (inWorktrees.length === 0) checkUnused(draft, findings);
  else if (surroundings) checkRepository(draft, inWorktrees[0]!, surroundings, findings);
  for (const phase of draft.phases) {
    if (modeOf(draft, phase) === "worktree") checkSharing(draft, phase, findings);
    else checkWithout(phase, findings);
  }
}

/** Keys that only a worktree has a use for. */
const OF_WORKTREE = ["base", "integrate", "env", "copy", "ports", "isolate", "author", "hooks"];

/** Keys that the clean checkouts of gates have a use for, too. */
const OF_CHECKOUT = ["setup", "setup_timeout"];

function checkUnused({ workspace }: Draft, findings: Findings): void {
  // A mode that is none has been reported, and what was meant is not known.
  if (workspace?.workspace.mode !== "inplace" && workspace?.workspace.mode !== "none") return;
  const { mode } = workspace.workspace;
  for (const { key, at } of workspace.map?.entries ?? []) {
    if (!OF_WORKTREE.includes(key) && (mode === "inplace" || !OF_CHECKOUT.includes(key))) continue;
    const message = `${quoted(key)} is for worktrees, and no phase works in one`;
    findings.warn(at, "misplaced-key", message, 'they do with "mode: worktree"');
  }
}

function checkRepository(
  { workspace }: Draft,
  phase: PhaseDraft,
  { folder, lookup }: Surroundings,
  findings: Findings,
): void {
  if (isInRepository(folder, lookup)) return;
  const at = phase.workspace ?? workspace?.at;
  const message = "worktrees are git's, and the plan's folder is in no git repository";
  const hint =
    'git init, and commit what is there; or "mode: inplace", to work in the folder itself';
  findings.error(at, "no-repository", message, hint);
}

/** Whether a folder is in a git repository, or is a bare one. */
export function isInRepository(folder: string, lookup: Lookup): boolean {
  if (lookup.isFolder(join(folder, "objects")) && lookup.at(join(folder, "HEAD")) !== "missing")
    return true;
  for (let at = folder; ; at = dirname(at)) {
    if (lookup.at(join(at, ".git")) !== "missing") return true;
    if (at === dirname(at)) return false;
  }
}

/** A session that goes from task to task cannot go from one worktree to another. */
function checkSharing(
  { workspace, plan }: Draft,
  { name, phase }: PhaseDraft,
  findings: Findings,
): void {
  if (plan.workspace?.isolate !== "task" || phase.context !== "phase") return;
  const map = workspace?.map;
  const message = `"isolate: task" gives each task a worktree of its own, and the tasks of ${quoted(name)} share one session`;
  const hint = 'take out "isolate: task", or "context: phase"';
  findings.error(map ? placeOf(map, "isolate") : undefined, "ambiguous", message, hint);
}

/** Nothing is committed in the plan's own folder. */
function checkWithout(phase: PhaseDraft, findings: Findings): void {
  for (const { pipeline, scope } of writtenTasks(phase)) {
    if (scope) {
      const message = "nothing holds the task to this: its phase works in the plan's own folder";
      findings.warn(scope, "unheld-scope", message, 'with "workspace: worktree" it is held to it');
    }
    if (pipeline) {
      const message =
        "what this comes to is not committed: the phase works in the plan's own folder";
      findings.warn(pipeline.at, "not-committed", message, 'with "workspace: worktree" it is');
    }
  }
}
