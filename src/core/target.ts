import { refuse } from "./result.ts";
import type { Refusal } from "./result.ts";
import type { PhaseState, Run, TaskState } from "./run.ts";

export type Target =
  | { readonly type: "phase"; readonly phase: PhaseState }
  | { readonly type: "task"; readonly task: TaskState };

/**
 * What `phase/task`, `phase/`, a task's bare id or a phase's id means in this run.
 * A phase and a task of its own with its name are no two meanings; where there are two, both are named.
 */
export function resolveTarget(run: Run, text: string): Target | Refusal {
  const exact = run.taskByAddress.get(text as TaskState["address"]);
  if (exact) return { type: "task", task: exact };
  const name = text.endsWith("/") ? text.slice(0, -1) : text;
  const phase = run.phases.find((each) => each.spec.id === name || each.spec.title === name);
  const named = text === name ? tasksCalled(run, text).filter((each) => each.phase !== phase) : [];
  if (phase && named.length === 0) return { type: "phase", phase };
  if (!phase && named.length === 1) return { type: "task", task: named[0]! };
  if (named.length === 0) return unknownTarget(run, text);
  const meanings = [
    ...(phase ? [`${phase.spec.id}/ (the phase)`] : []),
    ...named.map((each) => each.address),
  ];
  return refuse("ambiguous-task", `"${text}" may mean ${meanings.join(", ")}; say which`);
}

const tasksCalled = (run: Run, text: string): TaskState[] =>
  run.tasks.filter((each) => each.spec.id === text);

function unknownTarget(run: Run, text: string): Refusal {
  const phases = run.phases.map((each) => each.spec.id).join(", ");
  return refuse(
    "unknown-task",
    `run ${run.id} has no task or phase "${text}"; its phases are ${phases}`,
  );
}

/** The tasks that a target stands for. */
export const tasksOf = (target: Target): readonly TaskState[] =>
  target.type === "task" ? [target.task] : target.phase.tasks;

/** The phase of this id or title. */
export function phaseCalled(run: Run, name: string): PhaseState | Refusal {
  const phase = run.phases.find((each) => each.spec.id === name || each.spec.title === name);
  if (phase) return phase;
  const ids = run.phases.map((each) => each.spec.id).join(", ");
  return refuse("unknown-phase", `run ${run.id} has no phase "${name}"; its phases are ${ids}`);
}
