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

/** Environment variables with expressions worked out. */
export function valuesOf(
  env: Env | undefined,
  scope: () => Readonly<Record<string, unknown>>,
  evaluate: Evaluate,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(env ?? {})) {
    values[name] = typeof value === "string" ? value : asText(name, evaluate(value.from, scope()));
  }
  return values;
}

function asText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return String(value);
  if (value === null || value === undefined) throw new Error(`the value for ${name} is null`);
  return JSON.stringify(value);
}
