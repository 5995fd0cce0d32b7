import { taskAddress } from "../core/ids.ts";
import type { PhaseId, TaskId } from "../core/ids.ts";
import { inputScopeOf } from "../core/inputs.ts";
import type { Env } from "../core/plan.ts";
import { currentOf, findPhase } from "../core/run.ts";
import type { PhaseState, Run, TaskState } from "../core/run.ts";

import { messageOf } from "./messageOf.ts";

/** Works out an expression of the plan. Throws with a text for a person. */
export type Evaluate = (source: string, scope: Readonly<Record<string, unknown>>) => unknown;

/** What expressions of a task can see: parameters, inputs, and its own phase's outputs and statuses. */
export const scopeOf = (
  run: Run,
  { phase, spec }: TaskState,
): Readonly<Record<string, unknown>> => ({
  ...scopeOfPhase(run, phase),
  ...(spec.item === undefined ? {} : { item: spec.item }),
});

/** What expressions of a phase can see. */
export function scopeOfPhase(run: Run, phase: PhaseState): Readonly<Record<string, unknown>> {
  return {
    params: run.params,
    inputs: inputScopeOf(run.plan, run.params),
    outputs: byTask(run, phase, (task) => task.outputs),
    tasks: byTask(run, phase, ({ status }) => ({ status })),
    ...artifactsFor(run, phase),
  };
}

/** The values of the artifacts that the phase needs, by name; plans without any pay nothing. */
function artifactsFor(run: Run, phase: PhaseState): { artifacts?: Record<string, unknown> } {
  const { needs } = phase.spec;
  if (!needs) return {};
  const values = needs.map((name) => [name, currentOf(run, name)?.artifact.value]);
  return { artifacts: Object.fromEntries(values) as Record<string, unknown> };
}

/**
 * What a phase's tasks have to show, by their ids: to an expression, an object that holds it all. It is worked out
 * as it is read, because most expressions read of one task, and the phase may have thousands.
 */
function byTask(
  run: Run,
  phase: PhaseState,
  read: (task: TaskState) => object | undefined,
): Readonly<Record<string, object>> {
  const valueOf = (key: string | symbol): object | undefined => {
    if (typeof key === "symbol") return undefined;
    const task = run.taskByAddress.get(taskAddress(phase.spec.id, key as TaskId));
    return task && read(task);
  };
  return new Proxy<Record<string, object>>(
    {},
    {
      get: (target, key) => valueOf(key) ?? (Reflect.get(target, key) as unknown),
      has: (target, key) => valueOf(key) !== undefined || Reflect.has(target, key),
      ownKeys: () => phase.tasks.filter(read).map(({ spec }) => spec.id),
      getOwnPropertyDescriptor: (_, key) => {
        const value = valueOf(key);
        return value && { value, enumerable: true, configurable: true, writable: false };
      },
    },
  );
}

/** Whether the task's condition lets it run. Throws when it cannot be worked out. */
export function mayRun(run: Run, task: TaskState, evaluate: Evaluate): boolean {
  const { when } = task.spec;
  if (when?.type !== "expression") return true;
  const value = evaluate(when.source, scopeOf(run, task));
  if (typeof value !== "boolean")
    throw new Error(`${when.source} is ${typeof value}, and a condition must be true or false`);
  return value;
}

export interface EnvContext {
  /** The environment that Pawl runs in. */
  readonly host: Readonly<Record<string, string | undefined>>;
  readonly evaluate: Evaluate;
}

/** Environment variables with expressions worked out, and those of the host that are passed on. */
export function valuesOf(
  env: Env,
  scope: () => Readonly<Record<string, unknown>>,
  { host, evaluate }: EnvContext,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (typeof value === "string") values[name] = value;
    else if ("pass" in value) values[name] = passedOn(value.pass, host);
    else values[name] = asText(name, evaluate(value.from, scope()));
  }
  return values;
}

function passedOn(name: string, host: EnvContext["host"]): string {
  const value = host[name];
  if (value !== undefined) return value;
  throw new Error(`${name} is not set where Pawl runs, and the plan passes it on`);
}

function asText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return String(value);
  if (value === null || value === undefined) throw new Error(`the value for ${name} is null`);
  return JSON.stringify(value);
}

/** The entries that a phase makes its tasks of, or why there are none. */
export function listFor(
  run: Run,
  id: PhaseId,
  evaluate: Evaluate,
): { readonly items: unknown } | { readonly error: string } {
  const phase = findPhase(run, id);
  try {
    return { items: evaluate(phase.spec.tasksFrom?.source ?? "", scopeOfPhase(run, phase)) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}
