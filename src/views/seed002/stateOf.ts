import type { GithubIssue } from "../../core/plan.ts";
import type { Run, RunStatus, TaskState } from "../../core/run.ts";
import { isGivenUp, isSettled } from "../../core/run.ts";
import { BUDGET_DEFAULTS } from "../../core/budget.ts";
import { spentOf } from "../../core/spend.ts";
import { isoTime } from "../duration.ts";
import { agentOf } from "../limit.ts";
import { firstOpen } from "../progress/rootFields.ts";
import { attemptMs } from "../words.ts";

/** `.claude/orchestrator/state.json` as seed 002 has it. */
export interface OrchestratorState {
  readonly planId: string;
  readonly planPath: string;
  readonly initialized: string;
  readonly lastUpdated: string;
  readonly status: "active" | "paused" | "completed" | "failed";
  readonly currentPhase: string;
  /** Those that are at work; what they have done is in the lists below. */
  readonly activeAgents: readonly {
    readonly agentId: string;
    readonly taskId: string;
    readonly spawnedAt: string;
    readonly status: "running";
  }[];
  readonly completedTasks: readonly string[];
  readonly pendingTasks: readonly string[];
  readonly failedTasks: readonly string[];
  readonly tokenBudget: {
    /** What agents told, and what is estimated for the others; `null` where they were at work and none has told. */
    readonly used: number | null;
    /** `null`: there is none. */
    readonly limit: number | null;
    readonly compactionThreshold: number;
  };
  readonly githubConfig: {
    readonly enabled: boolean;
    readonly owner: string | null;
    readonly repo: string | null;
    readonly issueNumber: number | null;
  };
  readonly metrics: {
    readonly tasksCompleted: number;
    readonly tasksFailed: number;
    readonly totalAgentsSpawned: number;
    /** Milliseconds, of those that were carried out. */
    readonly averageTaskDuration: number;
  };
}

/** What a file of the plan's own says of it. */
export interface PlanWords {
  /** Of the plan file, relative to the folder that it is run in. */
  readonly planPath: string;
  /** What the plan's PROGRESS.json calls itself. */
  readonly planId?: string | undefined;
  /** What that file calls phases, and tasks by `phase/task`. */
  readonly names?: ReadonlyMap<string, string>;
}

export function stateOf(run: Run, { planPath, planId, names: own }: PlanWords): OrchestratorState {
  const { tasks } = run;
  const names = namesOf(run, own ?? new Map());
  const phase = firstOpen(run)?.spec.id ?? "";
  const those = (matches: (task: TaskState) => boolean): string[] =>
    tasks.filter(matches).map((each) => names.get(each)!);
  const completed = those((each) => each.status === "completed");
  const failed = those((each) => each.status === "failed" || each.status === "cancelled");
  return {
    planId: planId ?? run.plan.name,
    planPath,
    initialized: isoTime(run.startedAt),
    lastUpdated: isoTime(run.updatedAt),
    status: STATUS[run.status],
    currentPhase: own?.get(phase) ?? phase,
    activeAgents: [...run.underway].map((each) => active(each, names)),
    completedTasks: completed,
    pendingTasks: those((each) => !isSettled(each) || isGivenUp(each)),
    failedTasks: failed,
    tokenBudget: {
      used: tokensOf(run),
      limit: run.budget?.tokens ?? null,
      compactionThreshold: run.budget?.wrapUp ?? BUDGET_DEFAULTS.wrapUp,
    },
    githubConfig: githubOf(run.plan.github),
    metrics: {
      tasksCompleted: completed.length,
      tasksFailed: failed.length,
      totalAgentsSpawned: run.spend.launches,
      averageTaskDuration: averageOf(tasks),
    },
  };
}

const STATUS: Readonly<Record<RunStatus, OrchestratorState["status"]>> = {
  running: "active",
  waiting: "paused",
  blocked: "paused",
  paused: "paused",
  completed: "completed",
  failed: "failed",
  aborted: "failed",
  "budget-exceeded": "paused",
};

function githubOf(issue: GithubIssue | undefined): OrchestratorState["githubConfig"] {
  if (!issue) return { enabled: false, owner: null, repo: null, issueNumber: null };
  const [owner = null, repo = null] = issue.repo.split("/");
  return { enabled: true, owner, repo, issueNumber: Number(issue.issue) };
}

/** What the plan's file calls a task; else its id, or its address where another has the same id. */
function namesOf({ tasks }: Run, own: ReadonlyMap<string, string>): ReadonlyMap<TaskState, string> {
  const counts = new Map<string, number>();
  for (const { spec } of tasks) counts.set(spec.id, (counts.get(spec.id) ?? 0) + 1);
  return new Map(
    tasks.map((each) => {
      const name = counts.get(each.spec.id) === 1 ? each.spec.id : each.address;
      return [each, own.get(each.address) ?? name];
    }),
  );
}

function active(
  task: TaskState,
  names: ReadonlyMap<TaskState, string>,
): OrchestratorState["activeAgents"][number] {
  const attempt = task.attempts.at(-1)!;
  return {
    agentId: `${agentOf(task.spec) ?? task.spec.kind}-${task.spec.id}-${attempt.number}`,
    taskId: names.get(task)!,
    spawnedAt: isoTime(attempt.startedAt),
    status: "running",
  };
}

/** As the budget counts them. */
function tokensOf(run: Run): number | null {
  const { amount, untold } = spentOf(run.spend, "tokens", run.updatedAt);
  return amount === 0 && untold > 0 ? null : amount;
}

function averageOf(tasks: readonly TaskState[]): number {
  const times = tasks
    .filter((each) => isSettled(each) && each.attempts.length > 0)
    .map((each) => each.attempts.reduce((sum, one) => sum + attemptMs(one, each.settledAt!), 0));
  return times.length === 0
    ? 0
    : Math.round(times.reduce((sum, each) => sum + each, 0) / times.length);
}
