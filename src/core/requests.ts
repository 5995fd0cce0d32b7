import type { Artifact } from "./artifact.ts";
import type { Actor, PlanSource, RunOptions } from "./events.ts";
import type { DetailsOutcome, DetailsStep } from "./details.ts";
import type { Approval, Evidence } from "./gate.ts";
import type { PhaseId, RunId, TaskId } from "./ids.ts";
import type { Plan, Task } from "./plan.ts";
import type { AgentAccount, AttemptResult, Params } from "./result.ts";
import type { WorkerPlace } from "./workers.ts";
import type { WorkspaceOp, WorkspaceOutcome } from "./workspaceOps.ts";

/** A completed phase of another run, and what it handed on. */
export interface PhaseImport {
  readonly phase: PhaseId;
  readonly from: RunId;
  readonly artifacts: readonly Artifact[];
}

interface OfAttempt {
  readonly phase: PhaseId;
  readonly task: TaskId;
  readonly attempt: number;
}

/** What a person, a clock or an executor asks of a run. `decide` turns it into events or a refusal. */
export type Request =
  | {
      readonly type: "start";
      readonly run: RunId;
      readonly plan: Plan;
      readonly source: PlanSource;
      readonly params: Params;
      readonly options: RunOptions;
      readonly by: Actor;
      readonly version: string;
      /** Phases that another run had completed; each that they depend on is among them. */
      readonly imports?: readonly PhaseImport[];
    }
  /** A driver takes the run up. */
  | {
      readonly type: "resume";
      readonly by: Actor;
      readonly options: RunOptions;
      readonly interrupted: boolean;
      /** The state folder in which attempts will have theirs. */
      readonly stateId?: string;
    }
  /** Record what follows from what has happened: phases that open or close, tasks that cannot run, the end. */
  | { readonly type: "proceed" }
  | {
      readonly type: "begin-attempt";
      readonly phase: PhaseId;
      readonly task: TaskId;
      readonly attempt: number;
      /** The machine that it is started on, and the state folder. */
      readonly host?: string | undefined;
      readonly stateId?: string | undefined;
      /** About how many tokens its prompt has, where it would begin a session with it. */
      readonly promptTokens?: number | undefined;
    }
  /** The task's `when` came out false, or could not be worked out. */
  | {
      readonly type: "decline";
      readonly phase: PhaseId;
      readonly task: TaskId;
      readonly error?: string;
    }
  | {
      readonly type: "report-attempt";
      readonly phase: PhaseId;
      readonly task: TaskId;
      readonly attempt: number;
      readonly result: AttemptResult;
      /** From 0 to 1, drawn by the caller: the core has no randomness of its own. */
      readonly chance: number;
    }
  /** An agent, or the worker `asker`, asks for workers; `list` is as it wrote it. */
  | ({
      readonly type: "request-workers";
      readonly batch: string;
      readonly asker?: WorkerPlace | undefined;
      readonly list: unknown;
    } & OfAttempt)
  | ({
      readonly type: "begin-worker";
      readonly host?: string | undefined;
      readonly stateId?: string | undefined;
    } & OfAttempt &
      WorkerPlace)
  | ({
      readonly type: "report-worker";
      readonly result: AttemptResult;
      /** Path of a file with more than its report, relative to the run's folder. */
      readonly details?: string | undefined;
    } & OfAttempt &
      WorkerPlace)
  /** Whoever asked for the batch has been told. */
  | ({ readonly type: "workers-told"; readonly batch: string } & OfAttempt)
  /** A person answers what blocks a task; `target` as for `skip`, left out: the only one that is blocked. */
  | {
      readonly type: "answer";
      readonly target?: string;
      readonly text: string;
      readonly by: Actor;
    }
  /** The entries of the list that a phase takes its tasks from, or why there are none. */
  | {
      readonly type: "add-tasks";
      readonly phase: PhaseId;
      readonly list: { readonly items: unknown } | { readonly error: string };
    }
  /** What came of checking a phase's gate. */
  | { readonly type: "report-gate"; readonly phase: PhaseId; readonly evidence: Evidence }
  /** The files are no more what was checked. */
  | {
      readonly type: "void-gate";
      readonly phase: PhaseId;
      readonly reason: string;
      readonly moved?: true;
    }
  /** What came of work on a worktree, a commit or a merge. */
  | {
      readonly type: "report-workspace";
      readonly op: WorkspaceOp;
      readonly outcome: WorkspaceOutcome;
    }
  /** What came of seeing to the details of a completed phase. */
  | {
      readonly type: "report-details";
      readonly phase: PhaseId;
      readonly step: DetailsStep;
      readonly outcome: DetailsOutcome;
    }
  /** A person wants a phase whose merge conflicts to be done anew, or asks again after mending it, or has it mended by a task. */
  | { readonly type: "rebuild"; readonly phase: string; readonly by: Actor }
  | { readonly type: "mend"; readonly phase: string; readonly task?: Task; readonly by: Actor }
  /** Nobody approved in time: what the plan wants then. */
  | { readonly type: "expire-approval"; readonly phase: PhaseId }
  /** `phase` left out: the only one that waits. `digest` is that of the evidence that the person has seen. */
  | {
      readonly type: "approve";
      readonly phase?: string;
      readonly approval: Approval;
      readonly by: Actor;
    }
  | {
      readonly type: "reject";
      readonly phase?: string;
      readonly reason: string;
      readonly by: Actor;
    }
  | { readonly type: "rollback"; readonly to: string; readonly by: Actor }
  | {
      readonly type: "record-diagnosis";
      readonly target: string;
      readonly agent: string;
      readonly text: string;
      readonly account?: AgentAccount;
      readonly artifact?: Artifact;
      readonly by: Actor;
    }
  | { readonly type: "pause"; readonly by: Actor }
  | { readonly type: "abort"; readonly by: Actor; readonly reason?: string }
  | { readonly type: "skip"; readonly target: string; readonly by: Actor }
  | { readonly type: "retry"; readonly target: string; readonly by: Actor; readonly force: boolean }
  /** Go back to before a phase that is a restore point. */
  | { readonly type: "restart"; readonly from: string; readonly by: Actor };
