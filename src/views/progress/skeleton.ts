import type { Phase, Plan, Task } from "../../core/plan.ts";

/** A PROGRESS.json for a plan that has none yet. */
export function skeletonOf({ name, phases }: Plan): string {
  const document = { name, current_phase: 1, phases: phases.map(ofPhase) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const ofPhase = ({ id, title, tasks }: Phase): object => ({
  id,
  name: title ?? id,
  status: "pending",
  tasks: tasks.map(ofTask),
});

const ofTask = ({ id, description, dependsOn }: Task): object => ({
  id,
  title: description ?? id,
  status: "pending",
  ...(dependsOn.length === 0 ? {} : { dependencies: dependsOn }),
});
