import { hasEnded } from "../core/run.ts";
import { budgetView } from "./budget.ts";
import type { BudgetView } from "./budget.ts";
import { isoTime } from "./duration.ts";
import type { PauseReason, SkipReason } from "../core/events.ts";
import type { FailureClass } from "../core/failure.ts";
import type { PhaseState, PhaseStatus, Run, RunStatus, TaskState } from "../core/run.ts";
import type { Figures } from "./tokenFigures.ts";
import { taskTokens } from "./tokens.ts";
import { waitingFor } from "./waitingFor.ts";
import type { Driver, WaitingFor } from "./waitingFor.ts";
import { statusOfTask, workOfTask } from "./words.ts";
import type { ShownStatus } from "./words.ts";
import { workersView } from "./workers.ts";
import type { WorkerView } from "./workers.ts";
import { branchOf, commitView, conflictsOf, stageView, worktreeView } from "./worktrees.ts";
import type { CommitView, StageView, WorktreeView } from "./worktrees.ts";

export interface TaskView {
  readonly id: string;
  readonly status: ShownStatus;
  /** How many attempts have been started. */
  readonly attempts: number;
  /** `phase/task`, unique in the run. */
  readonly address: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Work of all its attempts together, without the rests between them. */
  readonly durationMs: number;
  readonly retryAt?: string;
  readonly reason?: SkipReason;
  readonly message?: string;
  /** How its last attempt failed, where it did. */
  readonly failure?: FailureClass;
  readonly tolerated?: true;
  readonly outputs?: Readonly<Record<string, string>>;
  /** What it used, where an agent carries it out. */
  readonly tokens?: Figures;
  /** Where it has stages, and has not come to its end. */
  readonly stage?: StageView;
  /** What Pawl committed of it. */
  readonly commit?: CommitView;
  /** It is completed, and this is what is wrong with it all the same. */
  readonly warning?: string;
  /** Where it has a worktree of its own. */
  readonly worktree?: WorktreeView;
  /** Those that the agent of its last attempt has asked for. */
  readonly workers?: readonly WorkerView[];
}

export interface PhaseView {
  readonly id: string;
  readonly status: PhaseStatus;
  readonly tasks: readonly TaskView[];
  readonly title?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly durationMs: number;
  readonly reason?: SkipReason;
  /** Where it has a gate that was reached. */
  readonly gate?: GateView;
  /** Until what is in it is merged. */
  readonly worktree?: WorktreeView;
  /** How it was merged. */
  readonly landed?: { readonly branch: string; readonly commit: string };
  /** Its gate holds, and it waits for its turn to be merged. */
  readonly waitsToLand?: true;
  /** Paths for which it cannot be merged. */
  readonly conflicts?: readonly string[];
}

/** How a phase's gate stands. */
export interface GateView {
  /** 1 for the first time that it was reached, one more each time that it is asked afresh. */
  readonly round: number;
  /** Of the evidence that it was last decided on. */
  readonly digest?: string;
  /** Why it did not hold. */
  readonly failed?: string;
  /** What has to be said to approve it, while it waits for that. */
  readonly phrase?: string;
  /** Until when an approval is waited for. */
  readonly until?: string;
  /** What a person should know of how it was checked. */
  readonly notes?: readonly string[];
}

/** The document that `pawl status --json` prints. */
export interface StatusView {
  readonly run: string;
  readonly plan: string;
  readonly status: RunStatus;
  readonly phases: readonly PhaseView[];
  readonly waitingFor: readonly WaitingFor[];
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly endedAt?: string;
  readonly durationMs: number;
  readonly pausedBecause?: PauseReason;
  readonly abortRequested?: true;
  /** What it may use and has used, where it has a budget. */
  readonly budget?: BudgetView;
  /** The branch that phases are merged into, where they have worktrees. */
  readonly branch?: string;
  /** Who drives the run now; `null`: nobody does; absent where that was not looked at. */
  readonly driver?: Driver | null;
}

/**
 * @param now milliseconds since 1970
 * @param driver who holds the run's lease, `null` for nobody, left out where it is not known
 */
export function statusView(run: Run, now: number, driver?: Driver | null): StatusView {
  return {
    run: run.id,
    plan: run.plan.name,
    status: run.status,
    phases: run.phases.map((each) => phaseView(run, each, now)),
    waitingFor: waitingFor(run, driver),
    startedAt: isoTime(run.startedAt),
    updatedAt: isoTime(run.updatedAt),
    ...ended(run.endedAt),
    durationMs: Math.max(0, (run.endedAt ?? now) - run.startedAt),
    ...(run.pausedBecause ? { pausedBecause: run.pausedBecause } : {}),
    ...(run.abortRequested ? { abortRequested: true } : {}),
    ...budgetMember(run, now),
    ...branchMember(run),
    ...(driver === undefined ? {} : { driver: driver && { host: driver.host, pid: driver.pid } }),
  };
}

function phaseView(run: Run, phase: PhaseState, now: number): PhaseView {
  const { spec, startedAt } = phase;
  return {
    id: spec.id,
    status: phase.status,
    tasks: phase.tasks.map((each) => taskView(run, each, now)),
    ...(spec.title === undefined ? {} : { title: spec.title }),
    ...(startedAt === undefined ? {} : { startedAt: isoTime(startedAt) }),
    ...ended(phase.endedAt),
    durationMs: phaseMs(run, phase, now),
    ...(phase.skipReason ? { reason: phase.skipReason } : {}),
    ...(phase.round > 0 ? { gate: gateView(phase) } : {}),
    ...workOfPhase(phase),
  };
}

function budgetMember(run: Run, now: number): Pick<StatusView, "budget"> {
  const budget = budgetView(run, now);
  return budget ? { budget } : {};
}

const branchMember = (run: Run): Pick<StatusView, "branch"> => {
  const branch = branchOf(run);
  return branch === undefined ? {} : { branch };
};

/** Where it works, and what has become of that. */
function workOfPhase(
  phase: PhaseState,
): Pick<PhaseView, "worktree" | "landed" | "waitsToLand" | "conflicts"> {
  const { workspace, landing, passed, status } = phase;
  const conflicts = conflictsOf(phase);
  return {
    ...(workspace ? { worktree: worktreeView(workspace) } : {}),
    ...(landing && status === "completed"
      ? { landed: { branch: landing.branch, commit: landing.commit } }
      : {}),
    ...(passed && status !== "completed" ? { waitsToLand: true } : {}),
    ...(conflicts.length > 0 ? { conflicts } : {}),
  };
}

function gateView({ round, evidence, message, status, spec, approveUntil }: PhaseState): GateView {
  const waits = status === "waiting";
  return {
    round,
    ...(evidence ? { digest: evidence.digest } : {}),
    ...(message === undefined ? {} : { failed: message }),
    ...(waits && spec.gate?.approve ? { phrase: spec.gate.approve.phrase } : {}),
    ...(waits && approveUntil !== undefined ? { until: isoTime(approveUntil) } : {}),
    ...(evidence?.notes && evidence.notes.length > 0 ? { notes: evidence.notes } : {}),
  };
}

/** From a phase's start to its end; of one that is open, to now or to the end of its run. */
export const phaseMs = (run: Run, phase: PhaseState, now: number): number =>
  phase.startedAt === undefined
    ? 0
    : Math.max(0, (phase.endedAt ?? run.endedAt ?? now) - phase.startedAt);

function taskView(run: Run, task: TaskState, now: number): TaskView {
  const tokens = taskTokens(task);
  const workers = workersView(task, now);
  const last = task.attempts.at(-1);
  const first = task.attempts[0];
  return {
    id: task.spec.id,
    status: statusOfTask(run, task),
    attempts: task.attempts.length,
    address: task.address,
    ...(first ? { startedAt: isoTime(first.startedAt) } : {}),
    ...ended(task.settledAt),
    durationMs: workOfTask(task, now),
    ...(task.retry && !hasEnded(run) ? { retryAt: isoTime(task.retry.at) } : {}),
    ...(task.skipReason ? { reason: task.skipReason } : {}),
    ...(task.message === undefined ? {} : { message: task.message }),
    ...(last?.failure ? { failure: last.failure.class } : {}),
    ...(task.tolerated ? { tolerated: true } : {}),
    ...(task.outputs ? { outputs: task.outputs } : {}),
    ...(tokens ? { tokens } : {}),
    ...(workers.length > 0 ? { workers } : {}),
    ...workOfOne(task),
  };
}

function workOfOne(task: TaskState): Pick<TaskView, "stage" | "commit" | "warning" | "worktree"> {
  const stage = stageView(task);
  const commit = commitView(task);
  const { warning, workspace } = task;
  return {
    ...(stage ? { stage } : {}),
    ...(commit ? { commit } : {}),
    ...(warning === undefined ? {} : { warning }),
    ...(workspace ? { worktree: worktreeView(workspace) } : {}),
  };
}

const ended = (at: number | undefined): { endedAt?: string } =>
  at === undefined ? {} : { endedAt: isoTime(at) };
