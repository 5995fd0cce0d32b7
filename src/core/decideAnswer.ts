import type { Event } from "./events.ts";
import type { Request } from "./requests.ts";
import { ofTask } from "./ofTask.ts";
import { isRefusal, refuse } from "./result.ts";
import type { Refusal } from "./result.ts";
import type { Run, TaskState } from "./run.ts";
import { resolveTarget, tasksOf } from "./target.ts";

/** A person answers what blocks a task, which may then be tried again. */
export function answer(run: Run, request: Extract<Request, { type: "answer" }>): Event[] | Refusal {
  const task = blockedTask(run, request.target);
  if (isRefusal(task)) return task;
  const { text, by } = request;
  return [{ type: "flag-answered", ...ofTask(task), text, by }];
}

function blockedTask(run: Run, text: string | undefined): TaskState | Refusal {
  const target = text === undefined ? undefined : resolveTarget(run, text);
  if (target && isRefusal(target)) return target;
  const asking = [...run.blocked].map((each) => each.address).join(", ");
  const blocked = (target ? tasksOf(target) : [...run.blocked]).filter((each) => each.flags);
  if (blocked.length === 1) return blocked[0]!;
  if (blocked.length > 1) {
    const all = blocked.map((each) => each.address).join(", ");
    return refuse("ambiguous-task", `more than one task waits for an answer: ${all}; say which`);
  }
  const what = text === undefined ? `run ${run.id}` : text;
  const waiting = asking === "" ? "no task of the run does" : `these do: ${asking}`;
  return refuse("not-blocked", `${what} waits for no answer; ${waiting}`);
}
