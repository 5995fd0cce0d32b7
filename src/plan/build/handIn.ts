import type { ArtifactDraft, TaskDraft } from "./draft.ts";

/**
 * Tasks with what they hand in. Where only one could be meant, it need not say: the phase's only agent task, or its
 * only task, hands in all that no other task does.
 */
export function handIn(
  tasks: readonly TaskDraft[],
  gives: readonly ArtifactDraft[],
): readonly TaskDraft[] {
  if (gives.length === 0) return tasks;
  const agents = tasks.filter((task) => task.agent);
  const [meant, ...others] = agents.length > 0 ? agents : tasks;
  if (!meant || others.length > 0 || meant.gives) return tasks;
  const said = new Set(tasks.flatMap((task) => (task.gives ?? []).map(({ name }) => name)));
  const produces = gives.map(({ name }) => name).filter((name) => !said.has(name));
  if (produces.length === 0) return tasks;
  return tasks.map((task) =>
    task === meant ? { ...task, task: { ...task.task, produces } } : task,
  );
}
