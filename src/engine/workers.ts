import { lstatSync } from "node:fs";
import { isAbsolute, join, normalize } from "node:path";
import { askerOf, findBatch, isAsking, rulesFor } from "../core/askers.ts";
import type { Asker } from "../core/askers.ts";
import { whyNoWorkers } from "../core/decideWorkers.ts";
import type { WorkerEffect } from "../core/dueWorkers.ts";
import { isSamePlace } from "../core/place.ts";
import type { Place } from "../core/place.ts";
import type { Request } from "../core/requests.ts";
import type { AttemptResult } from "../core/result.ts";
import { ofTask } from "../core/ofTask.ts";
import { findTask } from "../core/run.ts";
import type { Run, TaskState } from "../core/run.ts";
import type { WorkerPlace } from "../core/workers.ts";
import type { AttemptHandle, Executor } from "../executors/port.ts";
import { messageOf } from "./messageOf.ts";
import type { OrderContext } from "./order.ts";
import { timeLeft } from "./phaseTime.ts";
import { redactorFor, withoutSecrets } from "./secrets.ts";
import { WorkerAnswers } from "./workerAnswers.ts";
import { bareWorkerOrder, folderOfWorker, workerOrderFor } from "./workerOrder.ts";
import type { WorkerOf } from "./workerOrder.ts";
import { requestsOf } from "./workerRequests.ts";
import type { WorkerRequest } from "./workerRequests.ts";

export interface WorkersOptions extends OrderContext {
  readonly executor: Executor;
}

/** How often it is looked whether somebody asks. */
const TICK_MS = 100;

/**
 * The workers that this driver has in its hands, and whoever may ask for some. What they ask for lies in files, so that
 * it can be asked for while no driver lives.
 */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #here: Place;
  readonly #report: (request?: Request) => void;
  readonly #run: () => Run;
  readonly #answers: WorkerAnswers;
  readonly #handles = new Map<string, { readonly handle: AttemptHandle; readonly asker: string }>();
  readonly #reporting = new Map<string, Promise<void>>();
  readonly #cancelled = new Set<string>();
  readonly #closing = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param report what is to be decided when somebody asks, or a worker has ended; nothing: look again at what is due
   * @param run the run as it is now
   */
  constructor(
    options: WorkersOptions,
    here: Place,
    report: (request?: Request) => void,
    run: () => Run,
  ) {
    this.#options = options;
    this.#here = here;
    this.#report = report;
    this.#run = run;
    this.#answers = new WorkerAnswers(options.folder, report);
  }

  /** Workers under way. */
  get size(): number {
    return this.#handles.size;
  }

  /** Looks for requests as long as there is somebody who may ask. */
  watch(run: Run): void {
    const may = [...run.underway].some((task) => isOurs(run, task) && mayAsk(run, task));
    if (may) this.#timer ??= setInterval(() => this.#look(), TICK_MS);
    else this.close();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Workers that an earlier driver started. */
  takeUp(run: Run): void {
    for (const [batch, task] of run.batches) {
      for (const { spec, status, host, stateId } of batch.workers) {
        if (status !== "started" || !isSamePlace({ host, stateId }, this.#here)) continue;
        const of = { task, attempt: batch.attempt, batch: batch.id, worker: spec.id };
        const order = bareWorkerOrder(run, of, this.#options);
        this.#follow(of, this.#options.executor.adopt(order));
      }
    }
  }

  /** Whether it is to be left alone: whoever asked is about to be reported as ended. */
  isClosing({ phase, task, attempt, batch }: WorkerEffect): boolean {
    const state = findTask(this.#run(), phase, task);
    const found = findBatch(state, attempt, batch);
    return found !== undefined && this.#closing.has(keyOfAsker(askerOf(state, found)));
  }

  /** @param now milliseconds since 1970 */
  perform(run: Run, effect: WorkerEffect, now: number): void {
    const task = findTask(run, effect.phase, effect.task);
    switch (effect.type) {
      case "start-worker":
        return this.#start(run, { ...effect, task }, now);
      case "cancel-worker":
        return this.#cancel({ ...effect, task }, "whoever asked for it has ended");
      case "answer-workers":
        return this.#answers.give(task, effect.attempt, effect.batch);
    }
  }

  cancelAll(reason: string): void {
    for (const key of this.#handles.keys()) this.#cancelKey(key, reason);
  }

  /** Ends all that was asked for, and resolves when each has been reported. */
  async endOf(task: TaskState, attempt: number, asker?: WorkerPlace): Promise<void> {
    const key = keyOfAsker({ task, attempt, asker });
    this.#closing.add(key);
    const own = [...this.#handles].filter(([, each]) => each.asker === key).map(([name]) => name);
    for (const name of own) this.#cancelKey(name, "whoever asked for it has ended");
    await Promise.all(own.flatMap((name) => this.#reporting.get(name) ?? []));
  }

  #start(run: Run, of: WorkerOf, now: number): void {
    const { task, attempt } = of;
    const batch = findBatch(task, attempt, of.batch)!;
    if (this.#closing.has(keyOfAsker(askerOf(task, batch))))
      return this.#ended(of, { type: "cancelled", reason: "whoever asked for it has ended" });
    try {
      const order = workerOrderFor(run, of, this.#options);
      const left = timeLeft(task.phase, now) ?? Infinity;
      const timeoutMs = Math.max(1, Math.min(order.timeoutMs, left));
      this.#follow(of, this.#options.executor.start({ ...order, timeoutMs }));
    } catch (error) {
      const failure = { class: "fatal", message: messageOf(error) } as const;
      this.#ended(of, { type: "failed", failure });
    }
  }

  #follow(of: WorkerOf, handle: AttemptHandle): void {
    const { task, attempt, batch, worker } = of;
    const key = keyOf(of);
    const asker = keyOfAsker(askerOf(task, findBatch(task, attempt, batch)!));
    this.#handles.set(key, { handle, asker });
    const reported = handle.ended.then(async (result) => {
      await this.endOf(task, attempt, { batch, worker });
      this.#handles.delete(key);
      this.#reporting.delete(key);
      this.#ended(of, result);
    });
    this.#reporting.set(key, reported);
  }

  #cancel(of: WorkerOf, reason: string): void {
    const key = keyOf(of);
    if (this.#handles.has(key)) return this.#cancelKey(key, reason);
    if (this.#cancelled.has(key)) return;
    this.#cancelled.add(key);
    // It is where nobody here can look, and nobody waits for it any more.
    this.#ended(of, { type: "cancelled", reason: `${reason}, and its host was given up` });
  }

  #cancelKey(key: string, reason: string): void {
    if (this.#cancelled.has(key)) return;
    this.#cancelled.add(key);
    this.#handles.get(key)?.handle.cancel(reason);
  }

  #ended(of: WorkerOf, result: AttemptResult): void {
    const { task, attempt, batch, worker } = of;
    const masked = withoutSecrets(result, this.#run(), this.#options.host);
    this.#report({
      type: "report-worker",
      ...ofTask(task),
      attempt,
      batch,
      worker,
      result: masked,
      details: this.#detailsOf(of, masked),
    });
  }

  /** The file that it names, if that is a file in its own folder: another is for whoever asked to find. */
  #detailsOf(of: WorkerOf, { account }: AttemptResult): string | undefined {
    const path = account?.report?.details;
    if (path === undefined) return undefined;
    const own = folderOfWorker(of);
    const within = isAbsolute(path)
      ? path.startsWith(`${join(this.#options.folder, own)}/`) &&
        path.slice(this.#options.folder.length + 1)
      : join(own, path);
    if (within === false || !normalize(within).startsWith(`${own}/`)) return undefined;
    try {
      return lstatSync(join(this.#options.folder, within)).isFile() ? normalize(within) : undefined;
    } catch {
      return undefined;
    }
  }

  #look(): void {
    const run = this.#run();
    for (const task of run.underway) {
      if (!isOurs(run, task) || this.#closing.has(keyOfAsker(ownOf(task)))) continue;
      for (const each of requestsOf(run, task, this.#options.folder)) this.#take(run, each);
    }
  }

  #take(run: Run, { asker, batch, list, wrong }: WorkerRequest): void {
    const { task, attempt } = asker;
    if (!isAsking(asker)) return;
    const request = {
      type: "request-workers",
      ...ofTask(task),
      attempt,
      batch,
      list: wrong === undefined ? masked(list, run, this.#options.host) : list,
      asker: asker.asker,
    } as const;
    const why = wrong ?? whyNoWorkers(run, request);
    if (why === undefined) this.#report(request);
    else this.#answers.refuse(asker, batch, why);
  }
}

const ownOf = (task: TaskState): Asker => ({
  task,
  attempt: task.attempts.length,
  asker: undefined,
});

const keyOf = ({ task, attempt, batch, worker }: WorkerOf): string =>
  `${task.address}@${attempt}/${batch}/${worker}`;

const keyOfAsker = ({ task, attempt, asker }: Asker): string =>
  asker ? keyOf({ task, attempt, ...asker }) : `${task.address}@${attempt}`;

const isOurs = (run: Run, task: TaskState): boolean => !run.elsewhere.has(task);

/** A plan that lacks the agent has been told of when its attempt was begun. */
function mayAsk(run: Run, task: TaskState): boolean {
  try {
    return rulesFor(run, task) !== undefined;
  } catch {
    return false;
  }
}

/** Prompts go into the journal, where no secret may stand. */
function masked(list: unknown, run: Run, host: OrderContext["host"]): unknown {
  const mask = redactorFor(run, host);
  return (list as { id: string; prompt: string }[]).map(({ id, prompt }) => ({
    id,
    prompt: mask(prompt),
  }));
}
