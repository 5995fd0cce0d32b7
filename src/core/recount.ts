import type { SkipReason } from "./events.ts";
import { isForFailure, isHalted } from "./halted.ts";
import { isSamePlace } from "./place.ts";
import { reach } from "./reach.ts";
import type { PhaseState, Run, TaskState } from "./run.ts";
import { isHoused } from "./housing.ts";
import {
  isCommitting,
  isFailure,
  isGivenUp,
  isInScope,
  isPassedOver,
  isPhaseSatisfied,
  isPhaseSettled,
  isSettled,
  isTaskSatisfied,
} from "./run.ts";

/**
 * Looks at a task all of whose dependencies have settled, in a phase that is open:
 * it becomes ready, or is left for bookkeeping to skip.
 */
export function classify(run: Run, task: TaskState): void {
  task.ready = false;
  run.skippable.delete(task);
  if (task.status !== "pending" || task.retry || task.verdict || isCommitting(task)) return;
  if (task.open > 0 || task.phase.status !== "running" || !task.phase.filled) return;
  const met = task.dependencies.every(isTaskSatisfied);
  const when = task.spec.when ?? { type: "success" };
  if (when.type === "failure") {
    if (task.dependencies.some(hasFailed)) return makeReady(run, task);
    run.skippable.set(task, "condition");
    return;
  }
  const decidesAlone = when.type === "always" || (when.type === "expression" && when.readsTasks);
  if (met || decidesAlone) makeReady(run, task);
  else run.skippable.set(task, "deps_not_met");
}

/** Looks at a phase: whether it is to be closed or skipped, or may be opened. */
export function classifyPhase(run: Run, phase: PhaseState): void {
  run.touched.delete(phase);
  run.unfilled.delete(phase);
  const works = phase.status === "running" || phase.passed;
  if (phase.aside || (works && isHoused(run, phase))) run.housed.add(phase);
  else run.housed.delete(phase);
  if (phase.status === "running" && !phase.filled) run.unfilled.add(phase);
  else if (phase.status === "running" && phase.openTasks === 0) run.touched.add(phase);
  if (phase.status === "waiting" && phase.approved && !phase.passed) run.touched.add(phase);
  if (phase.status !== "pending" || phase.open > 0 || !isInScope(run, phase)) return;
  if (reasonToSkip(phase)) run.touched.add(phase);
  else run.openable.push(phase.index);
}

/** Why a phase all of whose dependencies have settled is not run. */
export function reasonToSkip(phase: PhaseState): SkipReason | undefined {
  switch (phase.spec.when) {
    case "always":
      return undefined;
    case "failure":
      return phase.dependencies.some(hasFailed) ? undefined : "condition";
    case "success":
      if (phase.dependencies.every(isPhaseSatisfied)) return undefined;
      return isAllPassedOver(phase) ? "by-person" : "deps_not_met";
  }
}

const isAllPassedOver = (phase: PhaseState): boolean =>
  phase.tasks.length > 0 && phase.tasks.every(isPassedOver);

/** Failed, or given up because something before it failed. */
const hasFailed = (each: TaskState | PhaseState): boolean =>
  each.status === "failed" || isGivenUp(each);

/** Puts a task among the ready ones, unless an agent of its phase failed for good. */
function makeReady(run: Run, task: TaskState): void {
  if (isHalted(task.phase) && !isForFailure(task)) return;
  task.ready = true;
  run.ready.push(task.index);
}

/**
 * Works out everything that is derived from statuses anew. Costs as much as the plan is large,
 * so it is for the rare events that put settled work back, not for the common ones.
 */
export function recount(run: Run): void {
  const until = run.options.until && run.phaseById.get(run.options.until);
  run.scope = until && reach([until], (each) => each.dependencies);
  run.ready.clear();
  run.underway.clear();
  run.elsewhere.clear();
  run.resting.clear();
  run.undecided.clear();
  run.blocked.clear();
  run.unfilled.clear();
  run.halted.clear();
  run.gates.clear();
  run.waiting.clear();
  run.housed.clear();
  run.skippable.clear();
  run.detailing.clear();
  run.touched.clear();
  run.openable.clear();
  run.openPhases = 0;
  run.failures = 0;
  for (const phase of run.phases) recountPhase(run, phase);
}

/** The same for tasks that came back to pending in phases that were open all the while: as costly as they are many. */
export function recountTasks(run: Run, tasks: readonly TaskState[]): void {
  for (const { phase } of tasks) {
    phase.openTasks++;
    classifyPhase(run, phase);
  }
  for (const task of new Set(tasks.flatMap((each) => [each, ...each.dependents]))) {
    task.open = openOf(task);
    classify(run, task);
  }
}

const openOf = (task: TaskState): number =>
  task.dependencies.filter((each) => !isSettled(each)).length;

function recountPhase(run: Run, phase: PhaseState): void {
  phase.open = phase.dependencies.filter((each) => !isPhaseSettled(each)).length;
  phase.openTasks = phase.tasks.filter((each) => !isSettled(each)).length;
  phase.failures = phase.tasks.filter(isFailure).length;
  run.failures += phase.failures;
  if (!isPhaseSettled(phase)) run.openPhases++;
  if (phase.status !== "completed") phase.detailing = undefined;
  if (phase.detailing) run.detailing.add(phase);
  if (phase.status === "running" && isHalted(phase)) run.halted.add(phase);
  if (phase.status === "gate" && !phase.passed) run.gates.add(phase);
  if (phase.status === "waiting" && !phase.approved) run.waiting.add(phase);
  classifyPhase(run, phase);
  for (const task of phase.tasks) {
    task.open = openOf(task);
    task.ready = false;
    if (task.status === "blocked") run.blocked.add(task);
    else if (task.verdict) run.undecided.add(task);
    else if (task.retry) run.resting.add(task);
    else if (task.status === "running") addUnderway(run, task);
    else classify(run, task);
  }
}

/** A task with an attempt under way, here or elsewhere. */
export function addUnderway(run: Run, task: TaskState): void {
  run.underway.add(task);
  const attempt = task.attempts.at(-1);
  if (attempt && !isSamePlace(attempt, run.driver)) run.elsewhere.add(task);
}
