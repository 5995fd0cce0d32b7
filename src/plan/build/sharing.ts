import { taskId } from "../../core/ids.ts";
import type { Findings } from "../findings.ts";
import { asText, get, placeOf } from "../syntax/tree.ts";
import type { MapNode } from "../syntax/tree.ts";
import type { TaskDraft } from "./draft.ts";

/** With `context: phase` one session goes from task to task: each agent task waits for the one before it. */
export function sharing(
  tasks: readonly TaskDraft[],
  phase: MapNode,
  findings: Findings,
): readonly TaskDraft[] {
  if (asText(get(phase, "context")) !== "phase") return tasks;
  const agents = tasks.filter((task) => task.agent);
  if (asText(get(phase, "order")) === "parallel" && agents.length > 1) {
    const message =
      '"context: phase" puts the agent tasks one after another, and "order: parallel" does not';
    findings.error(placeOf(phase, "order"), "ambiguous", message, "take one of them out");
    return tasks;
  }
  let before: TaskDraft | undefined;
  return tasks.map((task) => {
    if (!task.agent) return task;
    const waiting = before ? waitingFor(before, task) : task;
    before = task;
    return waiting;
  });
}

function waitingFor({ name }: TaskDraft, task: TaskDraft): TaskDraft {
  if (task.needs.some((need) => need.name === name)) return task;
  const needs = [...task.needs, { name, at: task.at, implied: true, shared: true } as const];
  const dependsOn = [...task.task.dependsOn, taskId(name)];
  return { ...task, needs, task: { ...task.task, dependsOn } };
}
