import { phaseId, taskId } from "../../src/core/ids.ts";
import type { RunId } from "../../src/core/ids.ts";
import type { CommandTask, Phase, Plan } from "../../src/core/plan.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import { createEngine } from "../../src/engine/engine.ts";
import type { Engine, EngineOptions } from "../../src/engine/engine.ts";
import type { AttemptHandle, AttemptOrder, Executor } from "../../src/executors/port.ts";
import { memoryStore } from "../../src/stores/memory/store.ts";
import type { Store } from "../../src/journal/store.ts";

export type TaskSpec = Partial<Omit<CommandTask, "id" | "dependsOn">> & {
  id: string;
  dependsOn?: string[];
};
export type PhaseSpec = Partial<Omit<Phase, "id" | "dependsOn" | "tasks">> & {
  id: string;
  dependsOn?: string[];
  tasks: TaskSpec[];
};

/** A plan of which only what matters is said; each phase depends on the one before unless it says otherwise. */
export function planOf(phases: PhaseSpec[], more: Partial<Plan> = {}): Plan {
  return {
    format: "pawl",
    name: "test",
    params: {},
    concurrency: 4,
    onFailure: "continue",
    env: {},
    notify: [],
    defaults: {
      timeoutMs: 60_000,
      retry: { maxAttempts: 1, backoff: "none", delayMs: 0, maxDelayMs: 0, jitter: 0 },
      cwd: ".",
      continueOnError: false,
      maxOutputBytes: 1_000_000,
      graceMs: 1_000,
    },
    phases: phases.map((each, at) => phaseOf(each, phases[at - 1])),
    ...more,
  };
}

const phaseOf = (spec: PhaseSpec, before: PhaseSpec | undefined): Phase => ({
  when: "success",
  checkpoint: true,
  ...spec,
  id: phaseId(spec.id),
  dependsOn: (spec.dependsOn ?? (before ? [before.id] : [])).map(phaseId),
  tasks: spec.tasks.map((task) => ({
    kind: "command",
    run: "true",
    ...task,
    id: taskId(task.id),
    dependsOn: (task.dependsOn ?? []).map(taskId),
  })),
});

/** An executor of which the test holds every attempt in its hand. */
export class HeldExecutor implements Executor {
  readonly started: AttemptOrder[] = [];
  readonly adopted: string[] = [];
  readonly cancelled: string[] = [];
  readonly #ends = new Map<string, (result: AttemptResult) => void>();
  #adopting: (() => void) | undefined;
  readonly #waiting: { count: number; resolve: () => void }[] = [];
  /** What happens to an attempt at once, if anything. */
  answer: (order: AttemptOrder) => AttemptResult | undefined = () => undefined;

  start(order: AttemptOrder): AttemptHandle {
    this.started.push(order);
    for (const each of this.#waiting) if (this.started.length >= each.count) each.resolve();
    return this.#handle(order);
  }

  adopt(order: AttemptOrder): AttemptHandle {
    this.adopted.push(order.marker);
    const handle = this.#handle(order);
    this.#adopting?.();
    return handle;
  }

  async close(): Promise<void> {}

  /** Resolves when an attempt has been adopted. */
  untilAdopted(): Promise<void> {
    if (this.adopted.length > 0) return Promise.resolve();
    return new Promise((resolve) => (this.#adopting = resolve));
  }

  /** Resolves when so many attempts have been started in all. */
  untilStarted(count: number): Promise<void> {
    if (this.started.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  /** Ends the attempt of which the marker ends so. */
  end(marker: string, result: AttemptResult = { type: "succeeded" }): void {
    const key = [...this.#ends.keys()].find((each) => each.endsWith(marker));
    if (!key) throw new Error(`${marker} is not under way`);
    this.#ends.get(key)!(result);
    this.#ends.delete(key);
  }

  #handle(order: AttemptOrder): AttemptHandle {
    const answer = this.answer(order);
    const ended = answer
      ? Promise.resolve(answer)
      : new Promise<AttemptResult>((resolve) => this.#ends.set(order.marker, resolve));
    const cancel = (reason: string): void => {
      this.cancelled.push(order.marker);
      this.#ends.get(order.marker)?.({ type: "cancelled", reason });
    };
    return { ended, cancel };
  }
}

export interface Rig {
  readonly store: Store;
  readonly executor: HeldExecutor;
  readonly engine: Engine;
}

export function rig(more: Partial<EngineOptions> = {}): Rig {
  const store = more.store ?? memoryStore();
  const executor = new HeldExecutor();
  const engine = createEngine({
    store,
    executor,
    evaluate: () => true,
    folderOf: (run: RunId) => `/nowhere/${run}`,
    env: {},
    version: "0.0.0-test",
    ...more,
  });
  return { store, executor, engine };
}

export const SOURCE = { path: "/nowhere/plan.yaml", sha256: "", dir: "/nowhere" };

/** Shell results, short to write. */
export const failed = (message = "exit 1"): AttemptResult => ({
  type: "failed",
  failure: { class: "transient", message, code: 1 },
});

export const names = (orders: readonly AttemptOrder[]): string[] =>
  orders.map((each) => each.marker.slice(each.marker.indexOf("/") + 1));
