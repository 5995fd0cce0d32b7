import type { TasksFrom } from "../../core/plan.ts";
import { asMap, asText, get } from "../syntax/tree.ts";
import type { MapNode, ScalarNode } from "../syntax/tree.ts";
import type { TasksFromDraft } from "./draft.ts";
import { readTask } from "./task.ts";
import type { TaskAround } from "./task.ts";

/** `tasks: { from: … }` of a phase: tasks that come to be when it is opened. */
export function readTasksFrom(
  phase: MapNode,
  name: string,
  around: TaskAround,
): TasksFromDraft | undefined {
  const map = asMap(get(phase, "tasks"));
  if (!map) return undefined;
  const from = get(map, "from");
  const source = asText(from);
  const id = get(map, "id") ?? get(phase, "id")!;
  const own = { name: asText(id) ?? name, at: id, needs: [], shorthand: false };
  const draft = readTask(map, own, around);
  const order = asText(get(phase, "order")) === "sequence" ? "sequence" : "parallel";
  const isShared = asText(get(phase, "context")) === "phase";
  const tasksFrom: TasksFrom = {
    source: source ?? "",
    template: draft.task,
    order: isShared ? "sequence" : order,
  };
  return { draft, tasksFrom, source: source === undefined ? undefined : (from as ScalarNode) };
}
