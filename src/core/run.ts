import type { Artifact, ArtifactName } from "./artifact.ts";
import type { Budgeted, Exceeded, RunBudget } from "./budget.ts";
import type { DetailsFile, DetailsStep } from "./details.ts";
import type { Approval, Evidence } from "./gate.ts";
import type { PauseReason, PlanSource, Retry, RunOptions, SkipReason } from "./events.ts";
import type { Failure } from "./failure.ts";
import type { PhaseId, RunId, TaskAddress, TaskId } from "./ids.ts";
import { taskAddress } from "./ids.ts";
import type { Place } from "./place.ts";
import type { Phase, Plan, Task } from "./plan.ts";
import type { Flag } from "./report.ts";
import type { ContextState } from "./contextState.ts";
import type { AttemptStage, Review, StageState } from "./pipeline.ts";
import type { Landing, OpenWorkspace, TaskCommit } from "./workspace.ts";
import type { ReadyQueue } from "./readyQueue.ts";
import type { BatchState } from "./workers.ts";
import type { AgentAccount, Outputs, Params } from "./result.ts";
import type { Spend } from "./spend.ts";

export type RunStatus =
  | "running"
  | "waiting"
  | "blocked"
  | "paused"
  | "completed"
  | "failed"
  | "aborted"
  | "budget-exceeded";

export type PhaseStatus =
  | "pending"
  | "running"
  /** Its tasks are done, and its gate is being checked. */
  | "gate"
  /** Its gate holds, and waits for a person. */
  | "waiting"
  | "completed"
  | "failed"
  | "skipped";

export type TaskStatus =
  | "pending"
  | "waiting"
  | "running"
  | "blocked"
  | "completed"
  | "failed"
  | "skipped"
  | "cancelled";

export type AttemptStatus = "started" | "succeeded" | "failed" | "timed-out" | "lost" | "cancelled";

/** Here and below every field is there from the start: an object that grows and shrinks costs twice the memory. */
export interface AttemptState {
  readonly number: number;
  status: AttemptStatus;
  readonly startedAt: number;
  /** Where it was started. */
  readonly host: string | undefined;
  readonly stateId: string | undefined;
  endedAt: number | undefined;
  failure: Failure | undefined;
  /** Of an agent's attempt that has ended. */
  account: AgentAccount | undefined;
  /** Of a task with stages; or `compact`. */
  readonly stage: AttemptStage | undefined;
  /** The session that it makes, or made, a memory of. */
  readonly compacts: string | undefined;
  /** SHA-256 of the memory that it began from. */
  readonly memory: string | undefined;
  /** The task's round. */
  readonly round: number;
  /** Workers that its agent has asked for. */
  batches: BatchState[] | undefined;
}

/** An artifact as a run holds it: never changed; doing its phase again makes another version. */
export interface ArtifactVersion {
  readonly artifact: Artifact;
  /** From 1. */
  readonly version: number;
  readonly task: TaskState;
  readonly attempt: number;
  readonly at: number;
  /** Its phase was rolled back: it is history. */
  undone: boolean;
}

/** What the last attempt of a task came to. */
export type Verdict =
  | { readonly type: "completed"; readonly warning?: string }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "cancelled" };

export interface TaskState {
  /** Place among all tasks of the plan, in plan order. */
  readonly index: number;
  readonly spec: Task;
  readonly phase: PhaseState;
  readonly address: TaskAddress;
  readonly dependencies: TaskState[];
  readonly dependents: TaskState[];
  status: TaskStatus;
  /** All it depends on has settled and its condition may be looked at. */
  ready: boolean;
  /** Dependencies that have not settled. */
  open: number;
  readonly attempts: AttemptState[];
  /** Tries used up since the last fresh allowance; lost and cancelled ones do not count. */
  tries: number;
  /** Attempts lost since then: they use up no try, but there must be an end to them. */
  lost: number;
  lastSignature: string | undefined;
  /** Set while it rests before another try. */
  retry: Retry | undefined;
  /** Times in a row that it met a limit of its agent's. */
  limits: number;
  /** What blocks it, while it is blocked. */
  flags: readonly Flag[] | undefined;
  /** What a person answered, to tell its next attempts. */
  answers: { readonly question: string; readonly answer: string }[] | undefined;
  /** Set between the end of its last attempt and its own, which a journal that broke off may lack. */
  verdict: Verdict | undefined;
  outputs: Outputs | undefined;
  skipReason: SkipReason | undefined;
  message: string | undefined;
  /** What an agent found out about its failure, to tell its next attempt. */
  diagnosis: string | undefined;
  /** It is completed, and says of itself that it is so in part. */
  warning: string | undefined;
  /** It is completed because it was so before the run. */
  imported: boolean;
  /** It failed, and the plan says that this is no failure of its phase. */
  tolerated: boolean;
  settledAt: number | undefined;
  /** One more each time that it is begun anew; what it commits is known by it. */
  round: number;
  /** It has had an attempt in this round. */
  begun: boolean;
  /** How far it has come, where it has stages; while that is `commit`, Pawl is at it. */
  stage: StageState | undefined;
  /** What its last attempt, a review, found. */
  review: Review | undefined;
  /** Why what it did last could not be committed. */
  refusal: Failure | undefined;
  /** What it committed in this round. */
  commit: TaskCommit | undefined;
  /** A worktree of its own, and how many it has had. */
  workspace: OpenWorkspace | undefined;
  opened: number;
}

export interface PhaseState {
  readonly index: number;
  readonly spec: Phase;
  readonly tasks: TaskState[];
  readonly dependencies: PhaseState[];
  readonly dependents: PhaseState[];
  status: PhaseStatus;
  /** Phases it depends on that have not settled. */
  open: number;
  /** Tasks that have not settled. */
  openTasks: number;
  /** Tasks that have failed, and not been tolerated. */
  failures: number;
  /** Tasks that failed in such a way that nothing new is to be begun here. */
  fatal: TaskState[] | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
  skipReason: SkipReason | undefined;
  checkpointed: boolean;
  /** Its tasks are there: from the start, or since the list that they come from was read. */
  filled: boolean;
  /** How often its gate was reached, or asked afresh. */
  round: number;
  /** What its gate was last decided on, in its last round. */
  evidence: Evidence | undefined;
  /** Until when an approval is waited for; undefined: for ever, or none is. */
  approveUntil: number | undefined;
  escalated: boolean;
  /** A person has approved; its completion, which a journal that broke off may lack, is due. */
  approved: boolean;
  /** Why it was sent back, for its next attempts. */
  rejections: string[] | undefined;
  /** Why it has failed, where it was not a task of its. */
  message: string | undefined;
  /** Its worktree, from when it is made until what is in it has landed or is put aside. */
  workspace: OpenWorkspace | undefined;
  /** How many worktrees it has had. */
  opened: number;
  /** The last commit of Pawl's on its branch. */
  head: string | undefined;
  /** Commits of its tasks that must be in what lands. */
  commits: string[];
  /** The task whose work lies in the worktree and is not committed. */
  owner: TaskState | undefined;
  /** Its gate holds, and it waits for its turn to be merged. */
  passed: boolean;
  /** How it was merged, last. */
  landing: Landing | undefined;
  /** An approval that holds on for the same patch when only what it is merged into was moved. */
  standing: { readonly patch: string; readonly approval: Approval } | undefined;
  /** The files with details that were noted of it last, and what is due with them. */
  details: readonly DetailsFile[];
  detailing: DetailsStep | undefined;
  /** A worktree, or a merge, that is to be put aside before anything else is done for it. */
  aside: { readonly workspace: OpenWorkspace | undefined } | undefined;
}

/** The branch that phases are merged into. */
export interface Integration {
  /** What Pawl merged, in this order, as far as it is not undone. */
  readonly landings: { readonly phase: PhaseState; readonly landing: Landing }[];
  /** Where it is to go back to: its head as Pawl left it, and the commit. */
  rewind: Landing | undefined;
}

/** A fold of the journal, and the only thing that decisions are made on. Owned by whoever folds it. */
export interface Run {
  readonly id: RunId;
  readonly plan: Plan;
  readonly source: PlanSource;
  readonly params: Params;
  readonly version: string;
  options: RunOptions;
  /** The phase that `until` names and all that it depends on; without `until`, everything. */
  scope: ReadonlySet<PhaseState> | undefined;
  /** Sequence number of the last event folded. */
  seq: number;
  status: RunStatus;
  readonly startedAt: number;
  updatedAt: number;
  endedAt: number | undefined;
  pausedBecause: PauseReason | undefined;
  abortRequested: boolean;
  /** What it may use: what the plan says, and people after it. */
  budget: RunBudget | undefined;
  readonly spend: Spend;
  /** The limit that is reached. */
  over: Exceeded | undefined;
  /** For which limits it was said that they are nearly reached. */
  readonly warned: Map<Budgeted, number>;
  /** A failure has happened and `on_failure: stop` lets nothing new start, until a person decides about it. */
  stopping: boolean;
  readonly phases: PhaseState[];
  readonly tasks: TaskState[];
  readonly phaseById: Map<PhaseId, PhaseState>;
  readonly taskByAddress: Map<TaskAddress, TaskState>;
  /** Tasks whose dependencies have settled and that nothing has been started for. */
  readonly ready: ReadyQueue;
  /** Where the run is driven, or was last. */
  driver: Place;
  /** Tasks with an attempt under way. */
  readonly underway: Set<TaskState>;
  /** Those of them whose attempt is not where the run is driven: they take up no place there. */
  readonly elsewhere: Set<TaskState>;
  /** Batches of workers that are not done with: some have not ended, or whoever asked has not been told. */
  readonly batches: Map<BatchState, TaskState>;
  /** Tasks that rest before another try. */
  readonly resting: Set<TaskState>;
  /** What bookkeeping has yet to record: tasks with a verdict, and tasks that cannot run. */
  readonly undecided: Set<TaskState>;
  readonly skippable: Map<TaskState, SkipReason>;
  /** Tasks that a person must answer. */
  readonly blocked: Set<TaskState>;
  /** Open phases that wait for the list of their tasks. */
  readonly unfilled: Set<PhaseState>;
  /** Open phases in which nothing new is begun, as one of their agents failed for good. */
  readonly halted: Set<PhaseState>;
  /** Phases of which the gate is to be checked, and those that wait for a person. */
  readonly gates: Set<PhaseState>;
  readonly waiting: Set<PhaseState>;
  /** Phases with a worktree that are open, or have one that is to be put aside: those that may need work on it. */
  readonly housed: Set<PhaseState>;
  readonly integration: Integration;
  /** How full sessions are, and what became of those that were too full. */
  readonly context: ContextState;
  /** All versions of each artifact, oldest first. */
  readonly artifacts: Map<ArtifactName, ArtifactVersion[]>;
  /** Completed phases of which details are to be seen to. */
  readonly detailing: Set<PhaseState>;
  /** Phases of which all tasks have settled, and pending ones that are to be skipped. */
  readonly touched: Set<PhaseState>;
  /** Pending phases that may be opened as soon as there is a place for their work. */
  readonly openable: ReadyQueue;
  /** Phases that have not settled. */
  openPhases: number;
  /** Tasks that have failed, and not been tolerated. */
  failures: number;
}

export const isSettled = (task: TaskState): boolean =>
  task.status === "completed" ||
  task.status === "failed" ||
  task.status === "skipped" ||
  task.status === "cancelled";

export const isPhaseSettled = (phase: PhaseState): boolean =>
  phase.status === "completed" || phase.status === "failed" || phase.status === "skipped";

/** Dependants may go on: done, tolerated, or skipped because it was not needed. */
export const isTaskSatisfied = (task: TaskState): boolean =>
  task.status === "completed" ||
  (task.status === "failed" && task.tolerated) ||
  (task.status === "skipped" && !isGivenUp(task));

export const isPhaseSatisfied = (phase: PhaseState): boolean =>
  phase.status === "completed" || (phase.status === "skipped" && !isGivenUp(phase));

/** Begun and not settled: under way, resting before another try, or ended and not yet told so. */
export const isBusy = (task: TaskState): boolean =>
  task.status === "running" ||
  task.status === "blocked" ||
  task.retry !== undefined ||
  task.verdict !== undefined ||
  isCommitting(task);

/** Its work is done, and is to be committed. */
export const isCommitting = (task: TaskState): boolean =>
  task.stage?.name === "commit" && !isSettled(task);

/** The newest version of an artifact that was not undone. */
export const currentOf = (run: Run, name: ArtifactName): ArtifactVersion | undefined =>
  run.artifacts.get(name)?.findLast((each) => !each.undone);

/** It makes its phase fail. */
export const isFailure = (task: TaskState): boolean => task.status === "failed" && !task.tolerated;

/** Not run because something before it failed; it comes back to life with a retry of that. */
export const isGivenUp = (each: TaskState | PhaseState): boolean =>
  each.status === "skipped" && each.skipReason === "deps_not_met";

/** Skipped by a person. */
export const isPassedOver = (each: TaskState | PhaseState): boolean =>
  each.status === "skipped" && each.skipReason === "by-person";

export const hasEnded = (run: Run): boolean =>
  run.status === "completed" || run.status === "failed" || run.status === "aborted";

export function findPhase(run: Run, phase: PhaseId): PhaseState {
  const found = run.phaseById.get(phase);
  if (!found)
    throw new Error(`the journal names phase ${phase}, which the frozen plan does not have`);
  return found;
}

export function findTask(run: Run, phase: PhaseId, task: TaskId): TaskState {
  const address = taskAddress(phase, task);
  const found = run.taskByAddress.get(address);
  if (!found) throw new Error(`the journal names ${address}, which the frozen plan does not have`);
  return found;
}

export const concurrencyOf = (run: Run): number => run.options.concurrency ?? run.plan.concurrency;

/** With `until`, only that phase and what it depends on are opened. */
export const isInScope = (run: Run, phase: PhaseState): boolean => run.scope?.has(phase) ?? true;
