import type { Event } from "./events.ts";
import { reach } from "./reach.ts";
import type { Request } from "./requests.ts";
import { isRefusal, refuse } from "./result.ts";
import type { Refusal } from "./result.ts";
import { ofTask } from "./ofTask.ts";
import type { Run, TaskState } from "./run.ts";
import { isBusy, isSettled } from "./run.ts";
import { resolveTarget, tasksOf } from "./target.ts";

/** A person passes over work; what depends on it goes on as if it were done. */
export function skip(run: Run, request: Extract<Request, { type: "skip" }>): Event[] | Refusal {
  const open = openTasks(run, request.target);
  if (isRefusal(open)) return open;
  return open.map((task) => ({
    type: "task-skipped",
    ...ofTask(task),
    reason: "by-person",
    by: request.by,
  }));
}

function openTasks(run: Run, text: string): readonly TaskState[] | Refusal {
  if (run.status === "completed" || run.status === "aborted") {
    return refuse("run-ended", `run ${run.id} has ended: it is ${run.status}`);
  }
  const target = resolveTarget(run, text);
  if (isRefusal(target)) return target;
  const tasks = tasksOf(target);
  const running = tasks.find((each) => each.status === "running");
  if (running) {
    return refuse(
      "still-running",
      `${running.address} is running; wait for it to end, or abort the run`,
    );
  }
  const open = tasks.filter((each) => !isPassed(each));
  if (open.length === 0) {
    const status = tasks[0]?.status ?? "completed";
    return refuse("already-settled", `${text} is already ${status}`);
  }
  return open;
}

const isPassed = (task: TaskState): boolean =>
  task.status === "completed" || (task.status === "skipped" && task.skipReason !== "deps_not_met");

/** Failed work gets a fresh allowance. With `force`, completed work is undone too, with all that rests on it. */
export function retry(run: Run, request: Extract<Request, { type: "retry" }>): Event[] | Refusal {
  if (run.abortRequested) return aborted(run);
  const target = resolveTarget(run, request.target);
  if (isRefusal(target)) return target;
  const chosen = tasksOf(target);
  // Of a phase that failed by its gate all is done again: nobody knows which of its tasks was at fault.
  const byGate = target.type === "phase" && target.phase.message !== undefined;
  const tasks = request.force || byGate ? chosen : chosen.filter((each) => isFailed(each));
  const running = chosen.find((each) => each.status === "running");
  if (running && (request.force || tasks.length === 0))
    return refuse("still-running", `${running.address} is running; there is nothing to retry yet`);
  if (tasks.length === 0) {
    const text = `${request.target} has not failed: it is ${statusOf(chosen)}`;
    return refuse("not-failed", `${text}; --force does it again, with all that depends on it`);
  }
  const all = request.force ? withDependents(tasks) : tasks;
  const busy = all.find((each) => each.status === "running");
  if (busy)
    return refuse(
      "still-running",
      `${busy.address} depends on it and is running; pause or abort the run first`,
    );
  return [
    { type: "retry-requested", by: request.by, tasks: all.map(ofTask), forced: request.force },
  ];
}

const isFailed = (task: TaskState): boolean =>
  task.status === "failed" || task.status === "cancelled" || task.status === "blocked";

const statusOf = (tasks: readonly TaskState[]): string =>
  tasks.find((each) => !isSettled(each))?.status ?? tasks[0]?.status ?? "empty";

/** The tasks, what depends on them in their phases, and the phases that depend on those: only what was begun or settled. */
function withDependents(tasks: readonly TaskState[]): TaskState[] {
  const chosen = new Set(tasks);
  const undone = reach(chosen, (each) => each.dependents);
  const later = [...chosen].flatMap((each) => each.phase.dependents);
  for (const phase of reach(later, (each) => each.dependents)) {
    for (const task of phase.tasks) undone.add(task);
  }
  return [...undone]
    .filter((each) => chosen.has(each) || each.status !== "pending" || isBusy(each))
    .sort((a, b) => a.index - b.index);
}

/** Goes back to a restore point: the phase and what comes after it are done again. */
export function restart(
  run: Run,
  request: Extract<Request, { type: "restart" }>,
): Event[] | Refusal {
  if (run.abortRequested) return aborted(run);
  if (run.underway.size > 0) {
    const busy = [...run.underway].map((each) => each.address).join(", ");
    return refuse(
      "still-running",
      `${busy} is still running; wait for it to end, or abort the run`,
    );
  }
  const from = run.phases.find(
    (each) => each.spec.id === request.from || each.spec.title === request.from,
  );
  const points = run.phases.filter((each) => each.checkpointed).map((each) => each.spec.id);
  const known =
    points.length > 0
      ? `its restore points are ${points.join(", ")}`
      : "it has no restore point yet";
  if (!from)
    return refuse("unknown-phase", `run ${run.id} has no phase "${request.from}"; ${known}`);
  if (!from.checkpointed) {
    return refuse(
      "not-a-checkpoint",
      `phase ${from.spec.id} is not a restore point of run ${run.id}; ${known}`,
    );
  }
  // In seed 004's JSON the order of the list counts; elsewhere what depends on the phase.
  const after = reach([from], (each) => each.dependents);
  const again =
    run.plan.format === "seed-004"
      ? run.phases.slice(from.index)
      : run.phases.filter((each) => after.has(each));
  return [
    {
      type: "restart-requested",
      by: request.by,
      from: from.spec.id,
      phases: again.map((each) => each.spec.id),
    },
  ];
}

const aborted = (run: Run): Refusal =>
  refuse(
    "run-aborted",
    `run ${run.id} was aborted and does not go on; start a new run of its plan`,
  );
