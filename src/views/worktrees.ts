import { isHoused } from "../core/housing.ts";
import type { StageName } from "../core/pipeline.ts";
import type { PhaseState, Run, TaskState } from "../core/run.ts";
import type { OpenWorkspace } from "../core/workspace.ts";

/** Where a phase works while it is open. Paths are absolute. */
export interface WorktreeView {
  readonly path: string;
  readonly branch: string;
  /** The commit that it began from. */
  readonly base: string;
  /** What a person should know of it: what could not be had in it. */
  readonly notes?: readonly string[];
}

/** What Pawl has committed of a task's work. */
export interface CommitView {
  /** Left out where there was nothing to commit. */
  readonly commit?: string;
  readonly files: readonly string[];
  readonly notes?: readonly string[];
}

/** Which step of its work a task is at. */
export interface StageView {
  readonly name: StageName;
  /** How often this stage has sent the work back, and how often it may; absent where it has not. */
  readonly sentBack?: number;
  readonly most?: number;
  /** What is to be mended. */
  readonly because?: string;
}

/** The branch that a run's phases are merged into; none where none of them has a worktree, or each stays by itself. */
export function branchOf(run: Run): string | undefined {
  const { workspace } = run.plan;
  if (workspace?.at !== undefined || !run.phases.some((each) => isHoused(run, each)))
    return undefined;
  return workspace?.integrate ?? `pawl/${run.id}`;
}

export const worktreeView = ({ path, branch, base, notes }: OpenWorkspace): WorktreeView => ({
  path,
  branch,
  base,
  ...(notes && notes.length > 0 ? { notes } : {}),
});

export function commitView({ commit: made }: TaskState): CommitView | undefined {
  if (!made) return undefined;
  const { commit, files, notes } = made;
  return {
    ...(commit === undefined ? {} : { commit }),
    files,
    ...(notes && notes.length > 0 ? { notes } : {}),
  };
}

/** Nothing once the task has come to an end. */
export function stageView(task: TaskState): StageView | undefined {
  const { stage, spec, settledAt } = task;
  if (!stage || settledAt !== undefined || task.status === "skipped") return undefined;
  const sentBack = stage.sentBack[stage.name];
  return {
    name: stage.name,
    ...(sentBack === undefined ? {} : { sentBack }),
    ...(sentBack === undefined || !spec.pipeline ? {} : { most: spec.pipeline.rounds }),
    ...(stage.because === undefined ? {} : { because: stage.because }),
  };
}

/** `implement`, `review-spec 2/3`: it has sent the work back twice, and may three times. */
export function stageText(task: TaskState): string | undefined {
  const stage = stageView(task);
  if (!stage) return undefined;
  const { name, sentBack, most } = stage;
  if (sentBack !== undefined) return `${name} ${sentBack}${most === undefined ? "" : `/${most}`}`;
  return name === "implement" && stage.because !== undefined ? "implement again" : name;
}

/** Paths for which a phase that failed cannot be merged; empty where that is not why. */
export const conflictsOf = ({ status, evidence }: PhaseState): readonly string[] =>
  status === "failed" ? (evidence?.conflicts ?? []) : [];

/** A worktree that is there now, and whose it is. */
export interface OpenWorktree extends WorktreeView {
  /** The phase, or `phase/task` where it is one task's own. */
  readonly of: string;
}

/** The worktrees of a run that has not ended, in plan order. */
export const openWorktrees = (run: Run): OpenWorktree[] =>
  run.phases.flatMap((phase) => [
    ...(phase.workspace ? [{ of: phase.spec.id, ...worktreeView(phase.workspace) }] : []),
    ...phase.tasks.flatMap((task) =>
      task.workspace ? [{ of: task.address, ...worktreeView(task.workspace) }] : [],
    ),
  ]);

/** What a run has merged into its branch; none where it has merged nothing. */
export interface Merged {
  readonly branch: string;
  /** The branch's head before the first merge, and after the last. */
  readonly from: string;
  readonly to: string;
  /** Commits of Pawl's for tasks that are in it. */
  readonly commits: number;
  /** It was given its worktree: what it committed stays on that branch, which is somebody's own. */
  readonly stays?: true;
}

export function mergedOf({ integration, phases, plan }: Run): Merged | undefined {
  const first = integration.landings[0];
  const last = integration.landings.at(-1);
  if (!first || !last) return undefined;
  const landed = new Set(integration.landings.map((each) => each.phase));
  const tasks = phases.filter((each) => landed.has(each)).flatMap((each) => each.tasks);
  return {
    branch: last.landing.branch,
    from: first.landing.from,
    to: last.landing.commit,
    commits: tasks.filter((each) => each.commit?.commit !== undefined).length,
    ...(plan.workspace?.at === undefined ? {} : { stays: true }),
  };
}
