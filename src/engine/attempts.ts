import type { TaskAddress } from "../core/ids.ts";
import { isSamePlace } from "../core/place.ts";
import type { Place } from "../core/place.ts";
import type { Request } from "../core/requests.ts";
import type { AttemptResult } from "../core/result.ts";
import type { Run, TaskState } from "../core/run.ts";
import type { AttemptHandle, Executor } from "../executors/port.ts";
import { attemptOf, isGivenUpFor } from "./elsewhere.ts";
import type { DeadHosts } from "./elsewhere.ts";
import { messageOf } from "./messageOf.ts";
import { byPerson } from "./manual.ts";
import { bareOrder, orderFor } from "./order.ts";
import type { OrderContext } from "./order.ts";
import { timeLeft } from "./phaseTime.ts";
import type { Workspaces } from "../workspaces/port.ts";
import { withClaims } from "./withClaims.ts";
import type { Workers } from "./workers.ts";
import { withMemory } from "./withMemory.ts";
import { withTests } from "./withTests.ts";
import { withoutSecrets } from "./secrets.ts";

export interface AttemptsOptions extends OrderContext {
  readonly executor: Executor;
  readonly workspaces?: Workspaces;
  /** From 0 to 1; for the jitter of retries. */
  readonly random?: () => number;
  /** What is under way there is given up. */
  readonly deadHosts?: DeadHosts | undefined;
}

/**
 * The attempts that this driver has in its hands: every attempt under way in the run, from `start` or from `takeUp`,
 * unless it is elsewhere: on another machine or in another state folder. Nobody here can tell what became of that one,
 * so it is left alone, and only given up when a person says that its machine is dead.
 */
export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #here: Place;
  readonly #report: (request: Request) => void;
  readonly #handles = new Map<TaskAddress, AttemptHandle>();
  readonly #cancelled = new Set<AttemptHandle>();
  readonly #workers: Pick<Workers, "endOf">;

  /**
   * @param report what is to be decided when an attempt has ended
   * @param workers those that attempts have asked for, which end with them
   */
  constructor(
    options: AttemptsOptions,
    here: Place,
    report: (request: Request) => void,
    workers: Pick<Workers, "endOf">,
  ) {
    this.#options = options;
    this.#here = here;
    this.#report = report;
    this.#workers = workers;
  }

  get size(): number {
    return this.#handles.size;
  }

  /** @param now milliseconds since 1970 */
  start(run: Run, task: TaskState, attempt: number, now: number): void {
    const done = byPerson(task, attempt);
    if (done) return this.#ended(run, task, attempt, done);
    try {
      const order = orderFor(run, task, attempt, this.#options);
      const left = timeLeft(task.phase, now) ?? Infinity;
      const timeoutMs = Math.max(1, Math.min(order.timeoutMs, left));
      this.#follow(run, task, attempt, this.#options.executor.start({ ...order, timeoutMs }));
    } catch (error) {
      const failure = { class: "fatal", message: messageOf(error) } as const;
      this.#ended(run, task, attempt, { type: "failed", failure });
    }
  }

  /** An attempt that an earlier driver started. */
  takeUp(run: Run, task: TaskState): void {
    const attempt = attemptOf(task);
    const isDead = isGivenUpFor(attempt, this.#options.deadHosts);
    if (isSamePlace(attempt, this.#here)) return this.#adopt(run, task, false);
    if (!isDead) return;
    // In a folder that both machines share, what it left tells more than that it is gone.
    if (attempt.stateId !== undefined && attempt.stateId === this.#here.stateId)
      return this.#adopt(run, task, true);
    const message = `its host ${attempt.host} was given up`;
    const failure = { class: "lost", message } as const;
    this.#ended(run, task, attempt.number, { type: "failed", failure });
  }

  /** Each is told once. */
  cancelAll(run: Run, reason: string): void {
    for (const task of run.underway) {
      const handle = this.#handles.get(task.address);
      if (!handle || this.#cancelled.has(handle)) continue;
      this.#cancelled.add(handle);
      handle.cancel(reason);
    }
  }

  #adopt(run: Run, task: TaskState, hostIsDead: boolean): void {
    const attempt = task.attempts.length;
    const done = byPerson(task, attempt);
    if (done) return this.#ended(run, task, attempt, done);
    const order = bareOrder(run, task, attempt, this.#options);
    this.#follow(run, task, attempt, this.#options.executor.adopt(order, { hostIsDead }));
  }

  #follow(run: Run, task: TaskState, attempt: number, handle: AttemptHandle): void {
    this.#handles.set(task.address, handle);
    void handle.ended
      .then((result) => this.#workers.endOf(task, attempt).then(() => result))
      .then((result) => withTests(run, task, result, this.#options.workspaces))
      .then((result) => withClaims(run, task, result, this.#options))
      .then((result) => withMemory(task, attempt, result, this.#options.folder))
      .then((result) => {
        this.#handles.delete(task.address);
        this.#ended(run, task, attempt, result);
      });
  }

  #ended(run: Run, { phase, spec }: TaskState, attempt: number, result: AttemptResult): void {
    this.#report({
      type: "report-attempt",
      phase: phase.spec.id,
      task: spec.id,
      attempt,
      result: withoutSecrets(result, run, this.#options.host),
      chance: (this.#options.random ?? Math.random)(),
    });
  }
}
