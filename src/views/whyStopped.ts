import type { PhaseState, TaskState } from "../core/run.ts";
import { taskLabel } from "./words.ts";

/** What was skipped because this task failed: tasks of its phase by name, later phases as a whole. */
export function stoppedBy(failed: TaskState): string[] {
  const tasks = skippedAfter(failed, (each) => each.dependents, isSkippedTask);
  const phases = skippedAfter(failed.phase, (each) => each.dependents, isSkippedPhase);
  return [
    ...tasks.sort((a, b) => a.index - b.index).map(taskLabel),
    ...phases.sort((a, b) => a.index - b.index).map((each) => each.spec.id),
  ];
}

const isSkippedTask = (task: TaskState): boolean =>
  task.status === "skipped" && task.skipReason === "deps_not_met";

const isSkippedPhase = (phase: PhaseState): boolean =>
  phase.status === "skipped" && phase.skipReason === "deps_not_met";

/** Everything that comes after `from` and counts, looking only through what counts. No recursion: chains are long. */
function skippedAfter<Node>(
  from: Node,
  next: (node: Node) => readonly Node[],
  counts: (node: Node) => boolean,
): Node[] {
  const found = new Set<Node>();
  const open = [...next(from)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node) || !counts(node)) continue;
    found.add(node);
    open.push(...next(node));
  }
  return [...found];
}
