import type { FailureClass } from "../core/failure.ts";
import type { AttemptStage } from "../core/pipeline.ts";
import type { AttemptState, AttemptStatus, Run, RunStatus, TaskState } from "../core/run.ts";
import { approvingIn } from "./approving.ts";
import type { Approving } from "./approving.ts";
import { askingIn } from "./asking.ts";
import type { Asking } from "./asking.ts";
import { formatElapsed, isoTime } from "./duration.ts";
import { failedGates } from "./failedGates.ts";
import type { FailedGate } from "./failedGates.ts";
import { commandsFor } from "./whyCommands.ts";
import type { NextCommand } from "./whyCommands.ts";
import { headlineOf } from "./whyHeadline.ts";
import { notesOf } from "./whyNotes.ts";
import { inPlanOrder, limitOf } from "./waitingFor.ts";
import type { Driver } from "./waitingFor.ts";
import { attemptLabel, attemptMs, taskLabel } from "./words.ts";
import { stoppedBy } from "./whyStopped.ts";
import { openWorktrees, stageText } from "./worktrees.ts";
import type { OpenWorktree } from "./worktrees.ts";

/** What is known besides the journal. */
export interface WhyFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Files of the plan that are not what they were when the run started; `missing`: they are gone. */
  readonly changedFiles?: readonly {
    readonly path: string;
    readonly state: "changed" | "missing";
  }[];
  /** Who drives the run; `null`: nobody; left out where that was not looked at. */
  readonly driver?: Driver | null;
  /** Last line of output of attempts under way, by `phase/task`. */
  readonly tails?: ReadonlyMap<string, string>;
}

export interface AttemptNote {
  readonly number: number;
  /** Of a task with stages; or `compact`. */
  readonly stage?: AttemptStage;
  readonly status: AttemptStatus;
  readonly durationMs: number;
  readonly class?: FailureClass;
  readonly message?: string;
}

export interface FailedTask {
  readonly task: string;
  /** As commands take it: shorter where a phase and its task have one name. */
  readonly name: string;
  readonly message: string;
  readonly attempts: readonly AttemptNote[];
  /** The last lines of what its last failed attempt wrote, or the hook that refused its commit. */
  readonly tail?: string;
  /** It was its commit that failed. */
  readonly refused?: true;
  /** Tasks and phases that were not run because of it. */
  readonly stopped: readonly string[];
}

/** The document that `pawl why --json` prints; `whyText` says the same in words. */
export interface WhyView {
  readonly run: string;
  readonly plan: string;
  readonly status: RunStatus;
  readonly headline: string;
  /** Its journal says that it runs, and nobody drives it. */
  readonly interrupted: boolean;
  readonly failed: readonly FailedTask[];
  readonly underway: readonly {
    readonly task: string;
    readonly attempt: string;
    /** Where it has stages: which it is at. */
    readonly stage?: string;
    readonly forMs: number;
    readonly lastLine?: string;
  }[];
  readonly resting: readonly {
    readonly task: string;
    readonly next: string;
    readonly at: string;
    readonly inMs: number;
    readonly because: string;
    /** It waits for a limit of its agent's, which uses up no try. */
    readonly limited?: true;
    readonly agent?: string;
  }[];
  /** Tasks that a person must answer. */
  readonly asking: readonly Asking[];
  /** Phases that have failed as their gates did not hold. */
  readonly gates: readonly FailedGate[];
  /** Phases that a person must approve. */
  readonly approving: readonly Approving[];
  /** Worktrees that are there now. */
  readonly worktrees: readonly OpenWorktree[];
  readonly notes: readonly string[];
  readonly commands: readonly NextCommand[];
}

/** What a run is waiting for or why it failed, and the exact commands that go on. */
export function whyView(run: Run, facts: WhyFacts): WhyView {
  const failed = run.tasks.filter((each) => each.status === "failed" && !each.tolerated);
  return {
    run: run.id,
    plan: run.plan.name,
    status: run.status,
    headline: headlineOf(run, failed, facts),
    interrupted: run.status === "running" && facts.driver === null,
    failed: failed.map((each) => failedTask(each, facts.now)),
    underway: inPlanOrder(run.underway).map((each) => underway(run, each, facts)),
    resting: inPlanOrder(run.resting).map((each) => resting(run, each, facts.now)),
    asking: askingIn(run),
    gates: failedGates(run),
    approving: approvingIn(run),
    worktrees: openWorktrees(run),
    notes: notesOf(run, facts),
    commands: commandsFor(run, failed, facts),
  };
}

function failedTask(task: TaskState, now: number): FailedTask {
  const failure = task.refusal ?? task.attempts.findLast((each) => each.failure)?.failure;
  const tail = failure?.tail;
  return {
    task: task.address,
    name: taskLabel(task),
    message: task.message ?? "failed",
    attempts: task.attempts.map((each) => ({
      number: each.number,
      ...stageOf(task, each),
      status: each.status,
      durationMs: attemptMs(each, now),
      ...(each.failure ? { class: each.failure.class, message: each.failure.message } : {}),
    })),
    ...(tail === undefined ? {} : { tail }),
    ...(task.refusal ? { refused: true as const } : {}),
    stopped: stoppedBy(task),
  };
}

/** Which step of its task it was, where that has any, or that it was none of them. */
const stageOf = ({ spec }: TaskState, { stage }: AttemptState): { readonly stage?: AttemptStage } =>
  stage === undefined || (!spec.pipeline && stage !== "compact") ? {} : { stage };

function underway(run: Run, task: TaskState, facts: WhyFacts): WhyView["underway"][number] {
  const attempt = task.attempts.at(-1)!;
  const lastLine = facts.tails?.get(task.address);
  return {
    task: task.address,
    attempt: attemptLabel(run.plan, task.spec, attempt.number),
    ...underwayAt(task, attempt),
    forMs: attemptMs(attempt, facts.now),
    ...(lastLine === undefined ? {} : { lastLine }),
  };
}

function underwayAt(task: TaskState, { stage }: AttemptState): { readonly stage?: string } {
  if (stage === "compact") return { stage };
  return task.spec.pipeline && task.stage ? { stage: stageText(task)! } : {};
}

function resting(run: Run, task: TaskState, now: number): WhyView["resting"][number] {
  const { at } = task.retry!;
  const last = task.attempts.at(-1);
  return {
    task: task.address,
    next: attemptLabel(run.plan, task.spec, task.attempts.length + 1),
    at: isoTime(at),
    inMs: Math.max(0, at - now),
    because: last?.failure?.message ?? "its last attempt did not succeed",
    ...limitOf(task),
  };
}

/** `in 4s`, or `now` when the time has come. */
export const inTime = (ms: number): string => (ms <= 0 ? "now" : `in ${formatElapsed(ms + 999)}`);
