import type { JsonValue } from "./artifact.ts";
import type { Event } from "./events.ts";
import { taskId } from "./ids.ts";
import type { TaskId } from "./ids.ts";
import type { Task, TasksFrom } from "./plan.ts";
import type { Request } from "./requests.ts";
import { refuse } from "./result.ts";
import type { Refusal } from "./result.ts";
import { findPhase } from "./run.ts";
import type { Run } from "./run.ts";

/** More than people can follow are a mistake of whoever wrote the list. */
const MOST = 1_000;

type AddTasks = Extract<Request, { type: "add-tasks" }>;

/** Makes a task of each entry of the list that a phase takes its tasks from. Without a list the phase fails. */
export function addTasks(run: Run, request: AddTasks): Event[] | Refusal {
  const phase = findPhase(run, request.phase);
  const { id, tasksFrom } = phase.spec;
  if (!tasksFrom || phase.filled || phase.status !== "running")
    return refuse("not-ready", `phase ${id} waits for no tasks: it is ${phase.status}`);
  const wrong = whyNone(request.list);
  if (wrong !== undefined)
    return [{ type: "phase-failed", phase: id, message: `it has no tasks: ${wrong}` }];
  const { items } = request.list as { items: JsonValue[] };
  return [{ type: "tasks-added", phase: id, tasks: tasksOf(tasksFrom, items) }];
}

function whyNone(list: AddTasks["list"]): string | undefined {
  if ("error" in list) return list.error;
  if (!Array.isArray(list.items)) return "what they are to be made of is no list";
  if (list.items.length > MOST) return `the list has ${list.items.length} entries; ${MOST} at most`;
  return undefined;
}

function tasksOf({ template, order }: TasksFrom, items: readonly JsonValue[]): Task[] {
  const taken = new Set<string>();
  const tasks: Task[] = [];
  let before: TaskId[] = [];
  for (const [at, item] of items.entries()) {
    const id = taskId(freeId(`${template.id}-${nameOf(item, at)}`, taken));
    tasks.push({ ...template, id, item, dependsOn: [...template.dependsOn, ...before] });
    if (order === "sequence") before = [id];
  }
  return tasks;
}

/** Text as far as an id can hold it; anything else by its place in the list. */
function nameOf(item: JsonValue, at: number): string {
  const text = typeof item === "string" ? item.replace(/[^A-Za-z0-9_.]+/g, "-") : "";
  const name = text.slice(0, 60).replace(/^-+|-+$/g, "");
  return name === "" ? String(at + 1) : name;
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let next = 2; taken.has(id); next++) id = `${wanted}-${next}`;
  taken.add(id);
  return id;
}
