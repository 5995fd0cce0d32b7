import { PawlError } from "./error.ts";
import type { Phase, Plan, Task } from "./plan.ts";
import { settingsOf } from "./plan.ts";
import type { Workspace } from "./workspace.ts";

export interface OnlyOptions {
  /** A worktree that is there, with its branch checked out: absolute. What is committed stays on that branch. */
  readonly worktree?: string;
  /** How often a stage may send work back, and how often an attempt is tried again after its first. */
  readonly retryLimit?: number;
}

const SETUP_TIMEOUT = 600_000;

/**
 * The plan with one phase alone, all that this depends on taken as done. An issue is about the whole plan, and is not
 * told that it is complete for this.
 * @param wanted the phase's id or title
 * @throws a `usage` error where there is no such phase, or it needs artifacts that no phase is there to make
 */
export function onlyPhase(plan: Plan, wanted: string, options: OnlyOptions = {}): Plan {
  const phase = plan.phases.find(({ id, title }) => id === wanted || title === wanted);
  if (!phase) {
    const ids = plan.phases.map(({ id }) => id).join(", ");
    throw new PawlError("usage", `the plan has no phase "${wanted}"; its phases are ${ids}`);
  }
  if (phase.needs) throw new PawlError("usage", needsText(phase, plan));
  const { worktree, retryLimit } = options;
  const { workspace, ...alone } = { ...phase, dependsOn: [], when: "success" as const };
  const within = worktree === undefined && workspace ? { ...alone, workspace } : alone;
  const only = retryLimit === undefined ? within : withLimit(within, plan, retryLimit);
  const { github: _, ...untold } = plan;
  const phases = [only];
  return worktree === undefined
    ? { ...untold, phases }
    : { ...untold, phases, workspace: at(plan, worktree) };
}

function needsText({ id, needs = [] }: Phase, { phases }: Plan): string {
  const makers = needs.map((name) => {
    const maker = phases.find(({ produces }) => produces?.some((each) => each.name === name));
    return maker ? `${name} of ${maker.id}` : name;
  });
  return `"${id}" cannot be run by itself: it needs ${makers.join(", ")}; run the plan with --until ${id} instead`;
}

const at = ({ workspace }: Plan, worktree: string): Workspace => ({
  setupTimeoutMs: SETUP_TIMEOUT,
  isolate: "phase",
  hooks: true,
  ...workspace,
  mode: "worktree",
  at: worktree,
});

function withLimit(phase: Phase, plan: Plan, limit: number): Phase {
  const tasks = phase.tasks.map((task) => limited(task, plan, limit));
  const { tasksFrom } = phase;
  if (!tasksFrom) return { ...phase, tasks };
  const template = limited(tasksFrom.template, plan, limit);
  return { ...phase, tasks, tasksFrom: { ...tasksFrom, template } };
}

function limited(task: Task, plan: Plan, limit: number): Task {
  const retry = { ...settingsOf(plan, task).retry, maxAttempts: limit + 1 };
  if (!task.pipeline) return { ...task, retry };
  return { ...task, retry, pipeline: { ...task.pipeline, rounds: limit } };
}
