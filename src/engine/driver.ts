import { hostname } from "node:os";
import { decide } from "../core/decide.ts";
import type { Event, Recorded } from "../core/events.ts";
import { evolve } from "../core/evolve.ts";
import { EXIT, PawlError } from "../core/error.ts";
import { replay } from "../core/replay.ts";
import type { Request } from "../core/requests.ts";
import type { Place } from "../core/place.ts";
import { isRefusal } from "../core/result.ts";
import { findTask, hasEnded } from "../core/run.ts";
import type { Run, TaskState } from "../core/run.ts";
import { dueWorkers } from "../core/dueWorkers.ts";
import { schedule } from "../core/schedule.ts";
import type { Effect } from "../core/schedule.ts";
import type { DetailsKeeper } from "../details/port.ts";
import type { Gatekeeper } from "../gates/port.ts";
import type { Store } from "../journal/store.ts";
import type { Workspaces } from "../workspaces/port.ts";
import { Attempts } from "./attempts.ts";
import type { AttemptsOptions } from "./attempts.ts";
import { monotonicClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { attemptsElsewhere, tasksElsewhere } from "./elsewhere.ts";
import { DetailsOps } from "./detailsOps.ts";
import { GateChecks } from "./gateChecks.ts";
import { messageOf } from "./messageOf.ts";
import { outOfTime } from "./phaseTime.ts";
import { promptTokensOf } from "./promptTokens.ts";
import { listFor, mayRun } from "./scope.ts";
import { Workers } from "./workers.ts";
import { WorkspaceOps } from "./workspaceOps.ts";

export interface DriverOptions extends AttemptsOptions {
  readonly store: Store;
  /** Without one no gate holds. */
  readonly gatekeeper?: Gatekeeper;
  /** Without them no phase gets a worktree. */
  readonly workspaces?: Workspaces;
  /** Without it details stay where they are. */
  readonly details?: DetailsKeeper;
  /** Of the lease that this driver holds. */
  readonly fence: number;
  /** Told of each event once it is durable, with the run as it is then. */
  readonly onEvent?: (recorded: Recorded, run: Run) => void;
  /** Names the state folder in which attempts have theirs. */
  readonly stateId?: string | undefined;
}

/** How far a person who interrupts wants it to stop. */
type Stopping = "no" | "draining" | "cancelling" | "detaching";

/**
 * Drives one run: folds what happened, decides, appends, and only then performs. Its invariants:
 *  1. An effect is performed only after the events that it follows from are durable.
 *  2. The run in memory is the journal's fold, plus at most the batch that is being appended. If that append
 *     meets a conflict the run is folded anew from the journal and the batch is decided again.
 *  3. One turn at a time; what comes in meanwhile waits for the next, and all of it shares one append.
 *  4. Every attempt under way in the run is in `Attempts`, or is elsewhere.
 */
export class Driver {
  #run: Run;
  readonly #options: DriverOptions;
  readonly #clock: Clock;
  readonly #here: Place & { readonly host: string };
  readonly #attempts: Attempts;
  readonly #workers: Workers;
  readonly #gates: GateChecks;
  readonly #works: WorkspaceOps;
  readonly #details: DetailsOps;
  readonly #foreign: Recorded[] = [];
  #inbox: Request[] = [];
  #stopping: Stopping = "no";
  #timer: NodeJS.Timeout | undefined;
  #scheduled = false;
  #finish: { resolve: (run: Run) => void; reject: (error: unknown) => void } | undefined;

  constructor(run: Run, options: DriverOptions) {
    this.#run = run;
    this.#options = options;
    this.#clock = monotonicClock(run.updatedAt);
    const { stateId } = options;
    this.#here = { host: HOST, ...(stateId === undefined ? {} : { stateId }) };
    const ask = (request?: Request): void => {
      if (request) this.#inbox.push(request);
      this.#kick();
    };
    this.#workers = new Workers(options, this.#here, ask, () => this.#run);
    this.#attempts = new Attempts(options, this.#here, ask, this.#workers);
    this.#gates = new GateChecks(options.gatekeeper, ask);
    this.#works = new WorkspaceOps(options.workspaces, ask);
    this.#details = new DetailsOps(options.details, ask);
  }

  /**
   * Drives until the run ends, pauses, or is interrupted with nothing left under way.
   * @param first requests to decide before anything else
   */
  async drive(first: readonly Request[]): Promise<Run> {
    const { store } = this.#options;
    // A gate's order that cannot be worked out is told when it is checked.
    await this.#gates.endLeft(this.#run, this.#options).catch(() => {});
    await this.#works.restore(this.#run, this.#options);
    this.#inbox.push(...first);
    const unwatch = store.watch(this.#run.id, this.#run.seq, (events) => {
      this.#foreign.push(...events);
      this.#kick();
    });
    try {
      return await new Promise<Run>((resolve, reject) => {
        this.#finish = { resolve, reject };
        this.#workers.takeUp(this.#run);
        for (const task of this.#run.underway) this.#attempts.takeUp(this.#run, task);
        // What a person is asked to approve must be what there is.
        this.#gates.look(this.#run).then(() => this.#kick(), reject);
      });
    } finally {
      this.#finish = undefined;
      unwatch();
      this.#workers.close();
      clearTimeout(this.#timer);
    }
  }

  /** Starts nothing new; `drive` returns when what is under way has ended. */
  drain(): void {
    this.#stopping = "draining";
    this.#kick();
  }

  /** Cancels what is under way; the tasks stay to be done by a resume. */
  cancel(): void {
    this.#stopping = "cancelling";
    this.#kick();
  }

  /** Lets go at once; what is under way goes on by itself. */
  detach(): void {
    this.#stopping = "detaching";
    this.#kick();
  }

  #kick(): void {
    if (this.#scheduled || !this.#finish) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#turn().then(
        () => this.#endTurn(),
        (error: unknown) => this.#finish?.reject(error),
      );
    });
  }

  #endTurn(): void {
    this.#scheduled = false;
    if (this.#inbox.length > 0 || this.#foreign.length > 0) this.#kick();
    else if (this.#isOver()) this.#finish?.resolve(this.#run);
    else if (this.#isIdle() && this.#run.resting.size === 0)
      this.#finish?.reject(this.#nothingToDo());
  }

  #isOver(): boolean {
    if (hasEnded(this.#run) || this.#stopping === "detaching") return true;
    return this.#isIdle() && (this.#run.status !== "running" || this.#stopping !== "no");
  }

  /** Nothing is under way that would tell of its end here. */
  #isIdle(): boolean {
    if (this.#workers.size > 0 || this.#details.size > 0) return false;
    if (this.#attempts.size > 0 || this.#gates.size > 0 || this.#works.size > 0) return false;
    return tasksElsewhere(this.#run, this.#here).length === this.#run.underway.size;
  }

  /** Unless something is elsewhere, the core has a fault: a run that waits for nothing must not wait for ever. */
  #nothingToDo(): PawlError {
    return this.#run.underway.size > 0
      ? attemptsElsewhere(this.#run, this.#here)
      : stuck(this.#run);
  }

  async #turn(): Promise<void> {
    await this.#foldForeign();
    const requests = this.#inbox;
    this.#inbox = [];
    for (;;) {
      const base = this.#run.seq;
      const at = this.#clock();
      const batch: Event[] = [];
      for (const request of requests) this.#decide(request, at, batch);
      const effects = this.#advance(at, batch);
      if (batch.length === 0) return this.#perform(effects);
      const { store, fence } = this.#options;
      const appended = await store.append(this.#run.id, base, batch, at, fence);
      if ("fenced" in appended) throw lostLease(this.#run);
      if (appended.ok) {
        for (const each of appended.recorded) this.#options.onEvent?.(each, this.#run);
        return this.#perform(effects);
      }
      await this.#reload(base);
    }
  }

  /** Decides and folds at once, so that the next decision of this turn sees it. */
  #decide(request: Request, at: number, batch: Event[]): boolean {
    const events = decide(this.#run, request, at);
    if (isRefusal(events)) return false;
    for (const event of events) {
      this.#run = evolve(this.#run, { seq: this.#run.seq + 1, at, event });
      batch.push(event);
    }
    return events.length > 0;
  }

  /** Bookkeeping and dispatch, until nothing more follows. Gives what is to be performed once the batch is durable. */
  #advance(at: number, batch: Event[]): Effect[] {
    const effects: Effect[] = [];
    for (;;) {
      while (this.#decide({ type: "proceed" }, at, batch));
      const asked = this.#asked(at);
      const begun = asked.filter(
        (each) =>
          (each.type === "start-attempt" && this.#begin(each, at, batch)) ||
          (each.type === "start-worker" && this.#beginWorker(each, at, batch)),
      );
      effects.push(...begun);
      const filled = asked.filter(
        (each) => each.type === "add-tasks" && this.#fill(each, at, batch),
      );
      if (filled.length > 0) continue;
      const starts = asked.filter(isStart).length;
      if (begun.length === starts) return [...effects, ...asked.filter((each) => !isStart(each))];
    }
  }

  /** What is due, as far as a person who interrupts lets it: what is under way is helped to its end. */
  #asked(at: number): Effect[] {
    if (this.#stopping !== "no" && this.#stopping !== "draining") return [];
    const due = this.#stopping === "no" ? schedule(this.#run, at) : dueWorkers(this.#run);
    return due.filter((each) => !("batch" in each && this.#workers.isClosing(each)));
  }

  #beginWorker(effect: Extract<Effect, { type: "start-worker" }>, at: number, batch: Event[]) {
    return this.#decide({ ...effect, type: "begin-worker", ...this.#here }, at, batch);
  }

  /** Journals the intent, unless the task's condition says that it is not to run. */
  #begin(effect: Extract<Effect, { type: "start-attempt" }>, at: number, batch: Event[]): boolean {
    const { phase, task } = effect;
    const state = findTask(this.#run, phase, task);
    const over = outOfTime(state.phase, at);
    if (over !== undefined) {
      this.#decide({ type: "decline", phase, task, error: over }, at, batch);
      return false;
    }
    try {
      // Whether it runs is decided once, not again before each try.
      if (!isDecided(state) && !mayRun(this.#run, state, this.#options.evaluate)) {
        this.#decide({ type: "decline", phase, task }, at, batch);
        return false;
      }
    } catch (error) {
      const why = `its condition could not be worked out: ${messageOf(error)}`;
      this.#decide({ type: "decline", phase, task, error: why }, at, batch);
      return false;
    }
    const promptTokens = promptTokensOf(this.#run, state, effect.attempt, this.#options);
    const asked = { ...effect, type: "begin-attempt", ...this.#here, promptTokens } as const;
    // It may have been said only that a person is to be asked first.
    return this.#decide(asked, at, batch) && state.attempts.length === effect.attempt;
  }

  /** Reads the list that a phase takes its tasks from. */
  #fill({ phase }: Extract<Effect, { type: "add-tasks" }>, at: number, batch: Event[]): boolean {
    const list = listFor(this.#run, phase, this.#options.evaluate);
    return this.#decide({ type: "add-tasks", phase, list }, at, batch);
  }

  #perform(effects: readonly Effect[]): void {
    if (this.#stopping === "cancelling") this.#attempts.cancelAll(this.#run, "interrupted");
    if (this.#stopping === "cancelling") this.#workers.cancelAll("interrupted");
    this.#workers.watch(this.#run);
    this.#details.mirror(this.#run, this.#options);
    if (this.#stopping === "cancelling" || this.#run.abortRequested) {
      this.#gates.cancel();
      this.#works.cancel();
    }
    for (const effect of effects) {
      switch (effect.type) {
        case "start-attempt":
          this.#attempts.start(
            this.#run,
            findTask(this.#run, effect.phase, effect.task),
            effect.attempt,
            this.#clock(),
          );
          break;
        case "cancel-attempt":
          this.#attempts.cancelAll(this.#run, "aborted");
          break;
        case "start-worker":
        case "cancel-worker":
        case "answer-workers":
          this.#workers.perform(this.#run, effect, this.#clock());
          break;
        case "add-tasks":
          break;
        case "work-on":
          this.#works.perform(this.#run, effect.op, this.#options);
          break;
        case "see-to-details":
          this.#details.perform(this.#run, effect.phase, effect.step, this.#options);
          break;
        case "check-gate":
          this.#gates.check(this.#run, effect.phase, this.#options);
          break;
        case "expire-approval":
          this.#inbox.push(effect);
          this.#kick();
          break;
        case "wake":
          this.#wakeIn(Math.min(effect.delayMs, effect.at - this.#clock()));
          break;
      }
    }
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#kick(), Math.min(Math.max(1, ms), MAX_TIMER_MS));
  }

  /** Folds what others appended. */
  async #foldForeign(): Promise<void> {
    for (const recorded of this.#foreign.splice(0)) {
      if (recorded.seq <= this.#run.seq) continue;
      if (recorded.seq > this.#run.seq + 1) return this.#reload(this.#run.seq);
      this.#run = evolve(this.#run, recorded);
      this.#options.onEvent?.(recorded, this.#run);
    }
  }

  /**
   * Folds the journal anew after a conflict; what was folded ahead of the append never happened.
   * @param told sequence number of the last event that listeners have been told of
   */
  async #reload(told: number): Promise<void> {
    const { store, onEvent } = this.#options;
    const { events } = await store.read(this.#run.id);
    const run = replay(events);
    if (!run)
      throw new PawlError("journal-damaged", `the journal of run ${this.#run.id} has become empty`);
    this.#run = run;
    for (const each of events) if (each.seq > told) onEvent?.(each, run);
  }
}

/** Whether it is clear that a task runs: it rests before another try, or its session was made compact for it. */
const isDecided = ({ retry, attempts }: TaskState): boolean =>
  retry !== undefined || attempts.at(-1)?.compacts !== undefined;

const lostLease = (run: Run): PawlError =>
  new PawlError(
    "driven-elsewhere",
    `another process has taken over run ${run.id}; this one lets go, and what is under way goes on by itself. ` +
      `pawl status ${run.id} --watch follows it`,
    { exit: EXIT.driven },
  );

const stuck = (run: Run): PawlError =>
  new PawlError(
    "internal",
    `run ${run.id} waits for nothing and has not ended (after event ${run.seq}); please report this with its journal`,
  );

const isStart = ({ type }: Effect): boolean => type === "start-attempt" || type === "start-worker";

const HOST = hostname();

/** The longest a Node timer can be set for. */
const MAX_TIMER_MS = 2 ** 31 - 1;
