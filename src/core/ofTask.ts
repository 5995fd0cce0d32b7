import type { PhaseId, TaskId } from "./ids.ts";
import type { TaskState } from "./run.ts";

/** How events and requests name a task. */
export const ofTask = ({ phase, spec }: TaskState): { phase: PhaseId; task: TaskId } => ({
  phase: phase.spec.id,
  task: spec.id,
});
