import type { PhaseState, Run } from "../../core/run.ts";
import { isSettled } from "../../core/run.ts";
import { conflictsOf } from "../../views/worktrees.ts";
import { plural, taskLabel } from "../../views/words.ts";

/** What will become of changes that a person left in a worktree without committing them. */
export function leftNote(run: Run, phase: PhaseState, count: number): string {
  const what = `${plural(count, "file is", "files are")} changed and not committed`;
  if (conflictsOf(phase).length > 0)
    return `${what}: commit them, for pawl retry ${run.id} ${phase.spec.id} merges what is committed`;
  const { owner } = phase;
  if (owner?.status === "blocked" && owner.spec.kind === "manual")
    return `${what}: they become the commit of ${taskLabel(owner)} with pawl answer ${run.id} ${taskLabel(owner)} done`;
  if (owner && !(isSettled(owner) && owner.status !== "failed"))
    return `${what}: they become part of what ${taskLabel(owner)} commits when it goes on, or are put aside with it`;
  return `${what}: no task is at work there, and they are put aside under refs/pawl/${run.id}/left before the next one begins`;
}
