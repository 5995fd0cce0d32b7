import { refuse } from "./result.ts";
import type { Refusal } from "./result.ts";
import type { PhaseState, Run, TaskState } from "./run.ts";

export type Target =
  | { readonly type: "phase"; readonly phase: PhaseState }
  | { readonly type: "task"; readonly task: TaskState };

/**
 * What `phase/task`, a task's bare id or a phase's id means in this run.
 * A phase with one task of its own name is that phase: the two are the same work.
 */
export function resolveTarget(run: Run, text: string): Target | Refusal {
  const exact = run.taskByAddress.get(text as TaskState["address"]);
  if (exact) return { type: "task", task: exact };
  const phase = run.phases.find((each) => each.spec.id === text || each.spec.title === text);
  if (phase) return { type: "phase", phase };
  const named = run.tasks.filter((each) => each.spec.id === text);
  if (named.length === 1) return { type: "task", task: named[0]! };
  if (named.length > 1) {
    const candidates = named.map((each) => each.address).join(", ");
    return refuse(
      "ambiguous-task",
      `"${text}" names several tasks: ${candidates}; name one with its phase`,
    );
  }
  const phases = run.phases.map((each) => each.spec.id).join(", ");
  return refuse(
    "unknown-task",
    `run ${run.id} has no task or phase "${text}"; its phases are ${phases}`,
  );
}

/** The tasks that a target stands for. */
export const tasksOf = (target: Target): readonly TaskState[] =>
  target.type === "task" ? [target.task] : target.phase.tasks;
