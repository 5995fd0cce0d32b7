import type { Artifact } from "./artifact.ts";
import type { Exceeded, GivenBudget } from "./budget.ts";
import type { DetailsOutcome } from "./details.ts";
import type { Failure } from "./failure.ts";
import type { ContextAction, Measured } from "./context.ts";
import type { Approval, Evidence } from "./gate.ts";
import type { PhaseId, RunId, TaskId } from "./ids.ts";
import type { Plan, Task } from "./plan.ts";
import type { Flag } from "./report.ts";
import type { Memory } from "./memory.ts";
import type { AttemptStage, Review, StageName } from "./pipeline.ts";
import type { AgentAccount, Outputs, Params, TestFile } from "./result.ts";
import type { WorkerPlace, WorkerSpec } from "./workers.ts";
import type { Landing, OpenWorkspace, TaskCommit } from "./workspace.ts";

/** Who or what asked, as a person would want to read it in the audit trail. */
export interface Actor {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** Where it was said, such as the address of a comment, if not to Pawl itself. */
  readonly via?: string;
}

/** Where a plan came from, so that a later change of the file can be noticed. */
export interface PlanSource {
  /** Absolute path of the plan file. */
  readonly path: string;
  /** SHA-256 of the file's bytes, in hex. */
  readonly sha256: string;
  /** The folder in which commands run. */
  readonly dir: string;
  /** The other files that the plan was read from: prompts, schemas, agents, scripts. Frozen in the plan as well. */
  readonly files?: readonly SourceFile[];
  /** The commit that was checked out in `dir` when the run was started, where there is one. */
  readonly base?: string;
  /** A commit of the files in `dir` as they were then, committed or not; only where a guard compares with them. */
  readonly start?: string;
}

/** A file that a plan names. */
export interface SourceFile {
  /** Relative to the plan's folder, with "/". */
  readonly path: string;
  /** SHA-256 of the file's bytes, in hex. */
  readonly sha256: string;
}

export interface RunOptions {
  readonly concurrency?: number;
  readonly until?: PhaseId;
  /** Over that of the plan, and of the run so far. */
  readonly budget?: GivenBudget;
}

interface OfTask {
  readonly phase: PhaseId;
  readonly task: TaskId;
}

interface OfAttempt extends OfTask {
  readonly attempt: number;
}

type OfWorker = OfAttempt & WorkerPlace;

export type SkipReason = "deps_not_met" | "condition" | "by-person";

/** `context`: a session is about to be gone on with that takes up much of its model's window. */
export type PauseReason = "by-person" | "until" | "context";

/** When a failed attempt is followed by another; `delayMs` bounds the rest even when clocks jump. */
export interface Retry {
  readonly at: number;
  readonly delayMs: number;
  /** It waits for a limit of its agent's: that uses up no try, and no place among the `concurrency`. */
  readonly limited?: true;
}

/** Facts, past tense. Everything else that Pawl knows of a run is a fold of these. */
export type Event =
  /** The plan is frozen here: a later change of the file changes nothing. */
  | {
      readonly type: "run-started";
      readonly run: RunId;
      readonly plan: Plan;
      readonly source: PlanSource;
      readonly params: Params;
      readonly options: RunOptions;
      readonly by: Actor;
      readonly version: string;
    }
  /** A driver took the run up again. `interrupted` says that the last one ended without a word. */
  | {
      readonly type: "run-resumed";
      readonly by: Actor;
      readonly interrupted: boolean;
      readonly options: RunOptions;
      readonly stateId?: string;
    }
  | { readonly type: "run-paused"; readonly reason: PauseReason; readonly by?: Actor }
  | { readonly type: "abort-requested"; readonly by: Actor; readonly reason?: string }
  | { readonly type: "run-completed" }
  | { readonly type: "run-failed" }
  | { readonly type: "run-aborted" }
  /** Nothing can go on before a person has answered. */
  | { readonly type: "run-blocked" }
  /** Nothing can go on before a person has approved. */
  | { readonly type: "run-waiting" }
  /** So much of the budget is used that agents are told to come to an end. */
  | ({ readonly type: "budget-warned" } & Exceeded)
  /** What could be begun would go beyond the budget: nothing can go on before a person raises it. */
  | ({ readonly type: "budget-exceeded" } & Exceeded)
  | { readonly type: "phase-started"; readonly phase: PhaseId }
  /** A restore point: `recover --from` may go back to before this phase. */
  | { readonly type: "checkpoint-recorded"; readonly phase: PhaseId }
  | { readonly type: "phase-completed"; readonly phase: PhaseId }
  /** `message` where it was not a task of its, nor its gate. */
  | { readonly type: "phase-failed"; readonly phase: PhaseId; readonly message?: string }
  /** The tasks of a phase that takes them from a list; those that it had from an earlier list and are not in it are over. */
  | { readonly type: "tasks-added"; readonly phase: PhaseId; readonly tasks: readonly Task[] }
  /** Its tasks are done, and its gate is to be checked. */
  | { readonly type: "gate-opened"; readonly phase: PhaseId; readonly round: number }
  /** Checked: with `failed` it did not hold. Then, or without anything to approve, an event of the phase follows. */
  | {
      readonly type: "gate-checked";
      readonly phase: PhaseId;
      readonly evidence: Evidence;
      readonly failed?: string;
    }
  /** A person is waited for until `until` (ms since 1970), or for ever. */
  | {
      readonly type: "approval-requested";
      readonly phase: PhaseId;
      readonly round: number;
      readonly digest: string;
      readonly until?: number;
    }
  | {
      readonly type: "gate-approved";
      readonly phase: PhaseId;
      readonly round: number;
      readonly approval: Approval;
      readonly by: Actor;
    }
  /** The phase is done again, and is told why. `by` is left out where its time was over. */
  | {
      readonly type: "gate-rejected";
      readonly phase: PhaseId;
      readonly round: number;
      readonly reason: string;
      readonly by?: Actor;
    }
  /** What was checked is no more: the gate is to be checked again. */
  | {
      readonly type: "gate-voided";
      readonly phase: PhaseId;
      readonly round: number;
      readonly reason: string;
      /** Only what the phase is merged into is another: an approval holds as long as the phase's own patch is the same. */
      readonly moved?: true;
    }
  /** The phase, or the task, has a worktree of its own. */
  | {
      readonly type: "workspace-opened";
      readonly phase: PhaseId;
      readonly task?: TaskId;
      readonly open: OpenWorkspace;
    }
  /** What a task that came to nothing has left in the worktree was put aside, to `kept` where there was any. */
  | { readonly type: "workspace-tidied"; readonly phase: PhaseId; readonly kept?: string }
  /** What was done is in the run's branch. */
  | { readonly type: "phase-landed"; readonly phase: PhaseId; readonly landing: Landing }
  /** Branches and worktrees of work that was undone were put aside. */
  | {
      readonly type: "workspace-undone";
      readonly phase: PhaseId;
      readonly notes?: readonly string[];
    }
  /** A person wants the phase done anew, on what the run's branch is now. */
  | { readonly type: "rebuild-requested"; readonly phase: PhaseId; readonly by: Actor }
  /** The merge of the phase is to be mended, by the task where there is one, else as it was mended by hand. */
  | {
      readonly type: "mend-requested";
      readonly phase: PhaseId;
      readonly task?: Task;
      readonly by: Actor;
    }
  /** The phase's patch is what was approved in an earlier round, of which only the base was another. */
  | { readonly type: "approval-stands"; readonly phase: PhaseId; readonly round: number }
  /** Nobody approved in time; somebody else was told. */
  | { readonly type: "approval-escalated"; readonly phase: PhaseId; readonly round: number }
  | { readonly type: "phase-skipped"; readonly phase: PhaseId; readonly reason: SkipReason }
  /** The intent, written before anything is started, and where: on which machine, in which state folder. */
  | ({
      readonly type: "attempt-started";
      readonly host?: string;
      readonly stateId?: string;
      /** Of a task with stages: which of them. `compact`: none of them, it makes a memory of a session. */
      readonly stage?: AttemptStage;
      /** The session that it makes a memory of. */
      readonly compacts?: string;
      /** SHA-256 of the memory that it begins from, in a session of its own. */
      readonly memory?: string;
    } & OfAttempt)
  /**
   * How full the session is that the attempt `attempt` is about to go on with, or the prompt that it is about to begin
   * with, and what was done about it. Only where there is something to be said.
   */
  | ({
      readonly type: "context-measured";
      readonly agent: string;
      readonly session?: string;
      readonly action: ContextAction;
    } & Measured &
      OfAttempt)
  | ({
      readonly type: "attempt-succeeded";
      readonly outputs?: Outputs;
      /** What it handed on: here, and nowhere else, an artifact comes to be. */
      readonly artifacts?: readonly Artifact[];
      readonly account?: AgentAccount;
      /** Of a review: what it found. */
      readonly review?: Review;
      /** Of a session that was too full: what it came to. */
      readonly memory?: Memory;
      /** Of a test that had to fail: the end of what it wrote, and the files of tests that were written. */
      readonly proof?: string;
      readonly tests?: readonly TestFile[];
    } & OfAttempt)
  | ({
      readonly type: "attempt-failed";
      readonly failure: Failure;
      readonly retry?: Retry;
      readonly account?: AgentAccount;
    } & OfAttempt)
  | ({
      readonly type: "attempt-cancelled";
      readonly reason: string;
      readonly account?: AgentAccount;
    } & OfAttempt)
  /** Its agent, or the worker `asker`, wants others to look something up. */
  | ({
      readonly type: "workers-requested";
      readonly batch: string;
      readonly asker?: WorkerPlace;
      readonly workers: readonly WorkerSpec[];
    } & OfAttempt)
  /** The intent, written before it is started, and where. */
  | ({
      readonly type: "worker-started";
      readonly host?: string;
      readonly stateId?: string;
    } & OfWorker)
  | ({
      readonly type: "worker-ended";
      readonly status: "succeeded" | "failed" | "cancelled";
      /** What it found out, or why it did not. */
      readonly summary: string;
      /** Path of a file with more, relative to the run's folder. */
      readonly details?: string;
      readonly failure?: Failure;
      readonly account?: AgentAccount;
      /** Pawl died before it was started: it is begun again. */
      readonly again?: true;
    } & OfWorker)
  /** Whoever asked for the batch has been told what came of it. */
  | ({ readonly type: "workers-answered"; readonly batch: string } & OfAttempt)
  /** A task with stages goes on to one, or back: then `because` says what is to be mended. */
  | ({
      readonly type: "stage-entered";
      readonly stage: StageName;
      /** The stage that sent the work back. */
      readonly back?: StageName;
      readonly because?: string;
      /** What a review found that does not stop the task. */
      readonly warning?: string;
    } & OfTask)
  /** Pawl itself raised a flag: a person must answer before the task goes on. */
  | ({ readonly type: "flag-raised"; readonly flag: Flag } & OfTask)
  /** What the task did is committed; or there was nothing to commit. */
  | ({ readonly type: "commit-made"; readonly attempt: number } & OfTask & TaskCommit)
  /** What the task did cannot be committed. */
  | ({
      readonly type: "commit-refused";
      readonly attempt: number;
      readonly failure: Failure;
    } & OfTask)
  /** A person answered the flag that blocks the task. */
  | ({ readonly type: "flag-answered"; readonly text: string; readonly by: Actor } & OfTask)
  /** `warning`: it says of itself that it is done in part. */
  | ({ readonly type: "task-completed"; readonly warning?: string } & OfTask)
  | ({
      readonly type: "task-failed";
      readonly message: string;
      readonly tolerated: boolean;
    } & OfTask)
  | ({ readonly type: "task-skipped"; readonly reason: SkipReason; readonly by?: Actor } & OfTask)
  | ({ readonly type: "task-cancelled" } & OfTask)
  /** Tasks are to be done again; `phase/task` addresses of all that is put back to pending. */
  | {
      readonly type: "retry-requested";
      readonly by: Actor;
      readonly tasks: readonly OfTask[];
      readonly forced: boolean;
    }
  /** The run goes back to before a phase; the phases named are done again. */
  | {
      readonly type: "restart-requested";
      readonly by: Actor;
      readonly from: PhaseId;
      readonly phases: readonly PhaseId[];
    }
  /** The run goes back to just after `to`, whose gate asks again; the phases named, and their artifacts, are undone. */
  | {
      readonly type: "rolled-back";
      readonly by: Actor;
      readonly to: PhaseId;
      readonly phases: readonly PhaseId[];
      /** Phases that stay done and whose merge came after one that is undone: they are merged again. */
      readonly again?: readonly PhaseId[];
    }
  /** What an agent found out about a failure; the next attempt is told. */
  | ({
      readonly type: "diagnosis-recorded";
      readonly by: Actor;
      readonly agent: string;
      readonly text: string;
      readonly account?: AgentAccount;
      /** The same as one of the run's artifacts, which people can ask for. */
      readonly artifact?: Artifact;
    } & OfTask)
  /**
   * The details files that attempts of a completed phase have left, with their digests; a second time when they are taken
   * away or packed, where the plan wants that.
   */
  | ({ readonly type: "details-recorded"; readonly phase: PhaseId } & DetailsOutcome)
  /** A phase that another run had completed, taken over by a fork. */
  | {
      readonly type: "phase-imported";
      readonly phase: PhaseId;
      readonly from: RunId;
      readonly artifacts: readonly Artifact[];
    };

/** An event with its place in the journal (`seq`, from 1) and the time of its recording (ms since 1970). */
export interface Recorded {
  readonly seq: number;
  readonly at: number;
  readonly event: Event;
}
