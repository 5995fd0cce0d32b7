import type { PhaseState, Run, TaskState } from "./run.ts";
import { isBusy, isCommitting, isPhaseSettled, isSettled } from "./run.ts";
import { onlyChecks } from "./stages.ts";
import type { WorkspaceMode } from "./workspace.ts";
import type { WorkspaceOp } from "./workspaceOps.ts";

/** Where a phase works. */
export const modeOf = (run: Run, { spec }: PhaseState): WorkspaceMode =>
  spec.workspace ?? run.plan.workspace?.mode ?? "inplace";

/** It works in a worktree, and Pawl commits what it does. */
export const isHoused = (run: Run, phase: PhaseState): boolean => modeOf(run, phase) === "worktree";

/** Each of its tasks works in a worktree of its own. */
export const isApart = (run: Run, phase: PhaseState): boolean =>
  run.plan.workspace?.isolate === "task" && isHoused(run, phase);

/** It has a gate: the plan's, or that of its merge. */
export const hasGate = (run: Run, phase: PhaseState): boolean =>
  phase.spec.gate !== undefined || isHoused(run, phase);

/**
 * What is to be done with worktrees and branches now: at most one thing of a phase at a time, so that they do not get
 * into each other's way. Asked again after a crash it says the same.
 */
export const dueOps = (run: Run): WorkspaceOp[] =>
  [...run.housed].flatMap((phase) => opOf(run, phase) ?? []);

/** What of that is to be done for one phase. */
export function opOf(run: Run, phase: PhaseState): WorkspaceOp | undefined {
  const { id } = phase.spec;
  if (phase.aside) return { kind: "undo", phase: id };
  if (run.status !== "running" || run.abortRequested || !isHoused(run, phase)) return undefined;
  if (phase.passed) return mayLand(run, phase) ? { kind: "land", phase: id } : undefined;
  if (phase.status !== "running") return undefined;
  if (!phase.workspace) return { kind: "open", phase: id };
  const committing = phase.tasks.find((each) => isCommitting(each) && isItsTurn(run, each));
  if (committing) return { kind: "commit", phase: id, task: committing.spec.id };
  if (isLeft(phase) || menderOf(phase)) return { kind: "tidy", phase: id };
  if (!isApart(run, phase)) return undefined;
  const next = phase.tasks.find((each) => each.ready && !each.workspace);
  return next && { kind: "open", phase: id, task: next.spec.id };
}

/**
 * What a task that came to nothing has left in the worktree is in the way of another, or of the gate. Until then it
 * stays, so that a person may look at it, and mend it for another try.
 */
function isLeft({ owner, tasks, openTasks, failures }: PhaseState): boolean {
  if (!owner || isBusy(owner) || owner.ready) return false;
  return tasks.some((each) => each !== owner && each.ready) || (openTasks === 0 && failures === 0);
}

/** A task that is to mend the merge, and does not have it in its worktree yet. */
export const menderOf = ({ tasks, owner }: PhaseState): TaskState | undefined =>
  tasks.find((each) => each.spec.mendsMerge && each.ready && owner !== each);

/** Commits of tasks that work side by side are put on the phase's branch in the order of the plan. */
function isItsTurn(run: Run, task: TaskState): boolean {
  if (!isApart(run, task.phase)) return true;
  return task.phase.tasks
    .slice(0, task.phase.tasks.indexOf(task))
    .every((each) => isSettled(each) || each.status === "blocked" || !(isBusy(each) || each.ready));
}

/** Phases that are at work side by side land in the order of the plan. */
export const mayLand = (run: Run, phase: PhaseState): boolean =>
  !run.phases.slice(0, phase.index).some((each) => isOpen(each) && isHoused(run, each));

const isOpen = (phase: PhaseState): boolean => phase.status !== "pending" && !isPhaseSettled(phase);

/** Whether nothing is in the task's way: its worktree is there, and nobody else's work lies in it. */
export function isHousedFor(run: Run, task: TaskState): boolean {
  const { phase } = task;
  if (isHeld(run, phase)) return false;
  if (!isHoused(run, phase)) return true;
  if (!phase.workspace) return false;
  if (isApart(run, phase)) return task.workspace !== undefined;
  return (phase.owner === undefined || phase.owner === task) && !opOf(run, phase);
}

/** A question of one task stops its phase where the tasks go through stages. */
function isHeld(run: Run, phase: PhaseState): boolean {
  for (const each of run.blocked)
    if (each.phase === phase && each.spec.pipeline && !onlyChecks(each.spec.pipeline)) return true;
  return false;
}
