import { decide } from "../../src/core/decide.ts";
import type { Event, Recorded, RunOptions } from "../../src/core/events.ts";
import { evolve } from "../../src/core/evolve.ts";
import type { Evidence } from "../../src/core/gate.ts";
import type { Plan } from "../../src/core/plan.ts";
import type { Artifact } from "../../src/core/artifact.ts";
import type { Failure } from "../../src/core/failure.ts";
import { REVIEW } from "../../src/core/pipeline.ts";
import type { WorkspaceOp, WorkspaceOutcome } from "../../src/core/workspaceOps.ts";
import { replay } from "../../src/core/replay.ts";
import type { Request } from "../../src/core/requests.ts";
import { isRefusal } from "../../src/core/result.ts";
import type { AttemptResult, Refusal } from "../../src/core/result.ts";
import { findPhase, findTask } from "../../src/core/run.ts";
import type { PhaseState, Run, TaskState } from "../../src/core/run.ts";
import { schedule } from "../../src/core/schedule.ts";
import type { Effect } from "../../src/core/schedule.ts";
import { started } from "../../src/testing/given.ts";

/** How the attempt `phase/task` number n ends; `null`: it is still at work. */
export type Behaviour = (address: string, attempt: number) => AttemptResult | null;

/** What the engine does, without a process, a clock or a journal on disk: time moves only when all else rests. */
export class Rig {
  run: Run;
  now = 0;
  readonly journal: Recorded[] = [];
  /** Addresses in the order in which attempts were started. */
  readonly order: string[] = [];
  /** Whether an expression lets a task run; a text is an error. */
  condition: (task: TaskState) => boolean | string = () => true;
  /** Whether a phase's gate holds. */
  gate: (phase: PhaseState) => boolean = () => true;
  /** Why a task's work cannot be committed. */
  refuses: (task: TaskState) => Failure | undefined = () => undefined;
  /** About how long a prompt is. */
  promptTokens: (task: TaskState) => number | undefined = () => undefined;
  /** The head of the run's branch, in place of a repository: a name that holds the names of all that is merged. */
  head = "base";
  /** Whether results are made to fit the stage that they are of. */
  fits = true;

  constructor(plan: Plan, options: RunOptions = {}) {
    this.run = this.#fold(undefined, started(plan, { options }));
  }

  get events(): Event[] {
    return this.journal.map((each) => each.event);
  }

  #fold(run: Run | undefined, event: Event): Run {
    const recorded: Recorded = { seq: this.journal.length + 1, at: this.now, event };
    this.journal.push(recorded);
    return evolve(run, recorded);
  }

  /** Decides and folds. A refusal is given back. */
  ask(request: Request): readonly Event[] | Refusal {
    const decided = decide(this.run, request, this.now);
    if (isRefusal(decided)) return decided;
    for (const event of decided) this.run = this.#fold(this.run, event);
    return decided;
  }

  /** As `ask`, where a refusal is a fault of the test. */
  must(request: Request): readonly Event[] {
    const decided = this.ask(request);
    if (isRefusal(decided)) throw new Error(`${request.type} was refused: ${decided.text}`);
    return decided;
  }

  /** Bookkeeping and dispatch until nothing follows; gives the effects that are left to perform. */
  advance(): Effect[] {
    for (;;) {
      while (this.must({ type: "proceed" }).length > 0);
      const effects = schedule(this.run, this.now);
      const starts = effects.filter((each) => each.type === "start-attempt");
      if (starts.length === 0) return effects;
      // One that is declined may change what comes next.
      for (const each of starts) if (!this.#begin(each)) break;
    }
  }

  /** Whether it was begun; what is scheduled is begun or declined, never refused. */
  #begin(effect: Extract<Effect, { type: "start-attempt" }>): boolean {
    const task = findTask(this.run, effect.phase, effect.task);
    const { when } = task.spec;
    const allowed = when?.type === "expression" ? this.condition(task) : true;
    const { phase, task: id } = effect;
    if (allowed === true) {
      const promptTokens = this.promptTokens(task);
      this.must({ ...effect, type: "begin-attempt", promptTokens });
      // It may have been said only that a person is to be asked first.
      if (task.attempts.length !== effect.attempt) return false;
      this.order.push(task.address);
      return true;
    }
    const error = allowed === false ? {} : { error: allowed };
    this.must({ type: "decline", phase, task: id, ...error });
    return false;
  }

  report(task: TaskState, result: AttemptResult): void {
    const { phase, spec } = task;
    const attempt = task.attempts.length;
    const seen = this.fits ? fit(task, result) : result;
    const request = { phase: phase.spec.id, task: spec.id, attempt, result: seen, chance: 0.5 };
    this.must({ type: "report-attempt", ...request });
  }

  /** One turn of the engine: what can start is started, then the attempt that is longest under way ends. */
  turn(behave: Behaviour = succeed): boolean {
    const effects = this.advance();
    for (const task of this.#longestFirst()) {
      const result = this.run.abortRequested
        ? ({ type: "cancelled", reason: "aborted" } as const)
        : behave(task.address, task.attempts.length);
      if (!result) continue;
      this.report(task, result);
      return true;
    }
    if (this.works(effects) || this.checkGates(effects)) return true;
    const wake = effects.find((each) => each.type === "wake");
    if (!wake) return false;
    this.now = wake.at;
    return true;
  }

  /** Work on worktrees that is due is done; false where none is. */
  works(effects: readonly Effect[]): boolean {
    const due = effects.filter((each) => each.type === "work-on");
    for (const { op } of due) {
      const outcome = this.#work(op);
      this.must({ type: "report-workspace", op, outcome });
    }
    return due.length > 0;
  }

  /** As git would: what was done before a crash is found and not done again. */
  #work(op: WorkspaceOp): WorkspaceOutcome {
    const phase = findPhase(this.run, op.phase);
    const name = op.task ?? op.phase;
    switch (op.kind) {
      case "open": {
        const place = { path: `/w/${name}`, cwd: `/w/${name}`, branch: name, integrate: "all" };
        const base = op.task === undefined ? this.head : phase.head!;
        return { type: "opened", open: { ...place, base } };
      }
      case "tidy":
        return { type: "tidied" };
      case "commit": {
        const task = findTask(this.run, op.phase, op.task!);
        const failure = this.refuses(task);
        if (failure) return { type: "refused", failure };
        const commit = `<${task.address}@${task.round}>`;
        return { type: "committed", commit: { commit, head: commit, files: [] } };
      }
      case "land": {
        const { base, commit } = phase.evidence!.tree;
        if (this.head !== base && this.head !== commit) return { type: "moved", head: this.head };
        this.head = commit!;
        return { type: "landed", landing: { branch: "all", from: base!, commit: commit! } };
      }
      case "undo":
        this.head = this.run.integration.rewind?.commit ?? this.head;
        return { type: "undone" };
    }
  }

  #evidence(phase: PhaseState): Evidence {
    const evidence = evidenceOf(phase, this.gate(phase));
    if (phase.head === undefined) return evidence;
    const { head } = phase;
    const commit = this.head.includes(head) ? this.head : `${this.head}+${head}`;
    return { ...evidence, tree: { base: this.head, commit, tree: commit, head, patch: head } };
  }

  /** Gates that are due are checked; false where none is. */
  checkGates(effects: readonly Effect[]): boolean {
    let any = false;
    for (const effect of effects) {
      if (effect.type === "expire-approval") this.must(effect);
      if (effect.type === "check-gate") {
        const phase = findPhase(this.run, effect.phase);
        this.must({
          type: "report-gate",
          phase: effect.phase,
          evidence: this.#evidence(phase),
        });
      }
      any ||= effect.type === "check-gate" || effect.type === "expire-approval";
    }
    return any;
  }

  /** Attempts under way in the order of their journal, which a run that is taken up again does not keep. */
  #longestFirst(): TaskState[] {
    return this.events
      .filter((each) => each.type === "attempt-started")
      .map((each) => ({ task: findTask(this.run, each.phase, each.task), attempt: each.attempt }))
      .filter(({ task, attempt }) => task.status === "running" && task.attempts.length === attempt)
      .map(({ task }) => task);
  }

  drive(behave: Behaviour = succeed): this {
    while (this.turn(behave));
    return this;
  }

  /** The driver dies and another takes over: nothing is left but the journal's first `keep` events. */
  crash(keep = this.journal.length): void {
    this.journal.length = keep;
    this.run = replay(this.journal)!;
  }

  statuses(): Record<string, string> {
    return Object.fromEntries(this.run.tasks.map((each) => [each.address, statusOf(each)]));
  }

  phases(): Record<string, string> {
    return Object.fromEntries(this.run.phases.map((each) => [each.spec.id, statusOf(each)]));
  }
}

/** A test must fail at first, and a review hands one in. */
function fit(task: TaskState, result: AttemptResult): AttemptResult {
  if (result.type !== "succeeded") return result;
  switch (task.attempts.at(-1)!.stage) {
    case "red":
      return { type: "failed", failure: RED };
    case "review-spec":
    case "review-quality":
      return { ...result, artifacts: [reviewOf(task)] };
    default:
      return result;
  }
}

const RED: Failure = {
  class: "transient",
  message: "exit status 1",
  code: 1,
  tail: "AssertionError [ERR_ASSERTION]: 1 == 2\n# tests 1\n# pass 0\n# fail 1\n",
};

/** A review of a task that had few attempts may send it back. */
const reviewOf = ({ attempts }: TaskState): Artifact => ({
  name: REVIEW,
  sha256: "",
  bytes: 1,
  value:
    attempts.length < 9 && attempts.length % 3 === 1
      ? { verdict: "changes", findings: [{ text: "it is not done" }] }
      : { verdict: "pass", findings: [] },
});

const statusOf = (each: { status: string; skipReason: string | undefined }): string =>
  each.status === "skipped" ? `skipped (${each.skipReason})` : each.status;

export const succeed: Behaviour = () => ({ type: "succeeded" });

/** Attempts of these tasks fail; all others succeed. */
export const failing =
  (...addresses: readonly string[]): Behaviour =>
  (address) =>
    addresses.includes(address)
      ? { type: "failed", failure: { class: "transient", message: "exit status 1" } }
      : { type: "succeeded" };

/** What a gate was decided on, in its present round. */
export const evidenceOf = ({ spec, round }: PhaseState, passed = true): Evidence => ({
  phase: spec.id,
  round,
  tree: { tree: "0123456789abcdef" },
  checks: [{ id: "tests", type: "run", passed, text: passed ? "exit 0" : "exit 1", durationMs: 1 }],
  artifacts: [],
  digest: `${spec.id}-${round}`.padEnd(64, "0"),
});
