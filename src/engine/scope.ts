import type { Env } from "../core/plan.ts";
import type { Run, TaskState } from "../core/run.ts";

/** Works out an expression of the plan. Throws with a text for a person. */
export type Evaluate = (source: string, scope: Readonly<Record<string, unknown>>) => unknown;

/** What expressions of a task can see: parameters, and its own phase's outputs and statuses. */
export function scopeOf(run: Run, task: TaskState): Readonly<Record<string, unknown>> {
  const siblings = task.phase.tasks;
  const settled = siblings.filter((each) => each.outputs);
  return {
    params: run.params,
    outputs: Object.fromEntries(settled.map((each) => [each.spec.id, each.outputs])),
    tasks: Object.fromEntries(siblings.map((each) => [each.spec.id, { status: each.status }])),
  };
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
