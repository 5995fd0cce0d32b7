import { decide } from "../../src/core/decide.ts";
import type { Recorded, RunOptions } from "../../src/core/events.ts";
import { evolve } from "../../src/core/evolve.ts";
import type { Failure } from "../../src/core/failure.ts";
import { runId } from "../../src/core/ids.ts";
import type { TaskAddress } from "../../src/core/ids.ts";
import type { Plan } from "../../src/core/plan.ts";
import type { Request } from "../../src/core/requests.ts";
import { isRefusal } from "../../src/core/result.ts";
import type { AttemptResult, Outputs, Params } from "../../src/core/result.ts";
import type { Run } from "../../src/core/run.ts";
import type { Usage } from "../../src/core/usage.ts";
import { abort, ann, begin, failure, pause, proceed, retry, skip } from "../core/plans.ts";

/** 2026-03-01 12:00:00 UTC. */
export const NOON = Date.UTC(2026, 2, 1, 12);

interface Start {
  readonly id?: string;
  readonly options?: RunOptions;
  readonly params?: Params;
}

/**
 * A run that is told as a story: what happened, and how long it took. Everything goes through `decide` and `evolve`,
 * so that no test looks at a run that cannot be.
 */
export class Story {
  run: Run | undefined;
  readonly events: Recorded[] = [];
  now = NOON;

  constructor(plan: Plan, { id = "r-1", options = {}, params = {} }: Start = {}) {
    this.ask({
      type: "start",
      run: runId(id),
      plan,
      source: { path: "/home/ann/plan.yaml", sha256: "ab".repeat(32), dir: "/home/ann" },
      params,
      options,
      by: ann,
      version: "0.1.0",
    });
  }

  /** The run as it is now. */
  get is(): Run {
    return this.run!;
  }

  after(ms: number): this {
    this.now += ms;
    return this;
  }

  /** Decides, folds, and does the bookkeeping that follows. A refusal is a fault of the test. */
  ask(request: Request): this {
    this.#fold(request);
    while (this.#fold(proceed) > 0);
    return this;
  }

  #fold(request: Request): number {
    const decided = decide(this.run, request, this.now);
    if (isRefusal(decided)) throw new Error(`${request.type} was refused: ${decided.text}`);
    for (const event of decided) {
      const recorded: Recorded = { seq: this.events.length + 1, at: this.now, event };
      this.events.push(recorded);
      this.run = evolve(this.run, recorded);
    }
    return decided.length;
  }

  starts(...addresses: readonly string[]): this {
    for (const each of addresses) this.ask(begin(each, this.#attempts(each) + 1));
    return this;
  }

  ends(address: string, result: AttemptResult): this {
    const { phase, task } = begin(address) as Extract<Request, { type: "begin-attempt" }>;
    const attempt = this.#attempts(address);
    return this.ask({ type: "report-attempt", phase, task, attempt, result, chance: 0.5 });
  }

  succeeds(address: string, outputs?: Outputs): this {
    return this.ends(address, { type: "succeeded", ...(outputs ? { outputs } : {}) });
  }

  fails(address: string, how: Partial<Failure> = {}): this {
    return this.ends(address, { type: "failed", failure: { ...failure(), ...how } });
  }

  /** Starts, takes so long, and succeeds. */
  does(address: string, ms = 1000): this {
    return this.starts(address).after(ms).succeeds(address);
  }

  /** Starts, takes so long, and fails. */
  breaks(address: string, ms = 1000, how: Partial<Failure> = {}): this {
    return this.starts(address).after(ms).fails(address, how);
  }

  /** An agent that raises flags: its task waits for an answer. */
  asks(address: string, ...questions: readonly string[]): this {
    const flags = questions.map((text) => ({ type: "question", text }));
    const message = questions.join("; ");
    return this.starts(address)
      .after(1000)
      .ends(address, {
        type: "failed",
        failure: { class: "blocked", message },
        account: { flags },
      });
  }

  /** An agent that meets its limit, and is told how long that holds. */
  meetsLimit(address: string, ms: number): this {
    const until = this.now + 1000 + ms;
    return this.breaks(address, 1000, { class: "rate-limited", message: "5-hour limit", until });
  }

  answers(target: string, text = "Yes."): this {
    return this.ask({ type: "answer", target, text, by: ann });
  }

  /** An agent that does its task and tells what it used. */
  uses(address: string, usage: Usage | undefined, session?: string): this {
    const account = { ...(usage && { usage }), ...(session === undefined ? {} : { session }) };
    return this.starts(address).after(1000).ends(address, { type: "succeeded", account });
  }

  cancels(address: string): this {
    return this.ends(address, { type: "cancelled", reason: "the run is aborted" });
  }

  pauses(): this {
    return this.ask(pause);
  }

  aborts(): this {
    return this.ask(abort);
  }

  skips(target: string): this {
    return this.ask(skip(target));
  }

  retries(target: string, force = false): this {
    return this.ask(retry(target, force));
  }

  resumes(interrupted = false): this {
    return this.ask({ type: "resume", by: { ...ann, pid: 2 }, options: {}, interrupted });
  }

  #attempts(address: string): number {
    return this.is.taskByAddress.get(address as TaskAddress)!.attempts.length;
  }
}

export const given = (plan: Plan, start?: Start): Story => new Story(plan, start);
