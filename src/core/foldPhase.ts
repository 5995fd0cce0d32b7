import { detailsDue } from "./details.ts";
import type { Event, SkipReason } from "./events.ts";
import { classify, classifyPhase } from "./recount.ts";
import type { PhaseState, Run, TaskState } from "./run.ts";
import { findPhase, isPhaseSettled, isSettled } from "./run.ts";

type PhaseEvent = Exclude<
  Extract<Event, { type: `phase-${string}` | "checkpoint-recorded" }>,
  { type: "phase-landed" }
>;

/** Phases open and settle. */
export function foldPhase(run: Run, event: PhaseEvent, at: number): void {
  const phase = findPhase(run, event.phase);
  switch (event.type) {
    case "checkpoint-recorded":
      phase.checkpointed = true;
      return;
    case "phase-started":
      phase.status = "running";
      phase.startedAt ??= at;
      for (const task of phase.tasks) classify(run, task);
      return classifyPhase(run, phase);
    case "phase-completed":
      return settlePhase(run, phase, "completed", at);
    case "phase-failed":
      phase.message ??= event.message;
      if (phase.message !== undefined && run.plan.onFailure === "stop") run.stopping = true;
      return settlePhase(run, phase, "failed", at);
    case "phase-imported":
      return importPhase(run, phase, event, at);
    case "phase-skipped":
      phase.skipReason = event.reason;
      for (const task of phase.tasks) skipWith(task, event.reason, at);
      phase.openTasks = 0;
      return settlePhase(run, phase, "skipped", at);
  }
}

/** Another run had done it. */
function importPhase(
  run: Run,
  phase: PhaseState,
  { artifacts }: Extract<Event, { type: "phase-imported" }>,
  at: number,
): void {
  for (const task of phase.tasks) {
    task.open = 0;
    task.status = "completed";
    task.settledAt = at;
  }
  phase.openTasks = 0;
  phase.startedAt = at;
  const task = phase.tasks[0];
  if (task)
    for (const artifact of artifacts)
      run.artifacts.set(artifact.name, [
        { artifact, version: 1, task, attempt: 0, at, undone: false },
      ]);
  settlePhase(run, phase, "completed", at);
}

function skipWith(task: TaskState, reason: SkipReason, at: number): void {
  task.open = 0;
  if (isSettled(task)) return;
  task.status = "skipped";
  task.skipReason = reason;
  task.settledAt = at;
}

function settlePhase(run: Run, phase: PhaseState, status: PhaseState["status"], at: number): void {
  const open = !isPhaseSettled(phase);
  phase.status = status;
  phase.endedAt = at;
  phase.passed = false;
  run.halted.delete(phase);
  run.gates.delete(phase);
  run.waiting.delete(phase);
  if (!phase.aside) run.housed.delete(phase);
  run.touched.delete(phase);
  phase.detailing = status === "completed" ? detailsDue(run, phase) : undefined;
  if (phase.detailing) run.detailing.add(phase);
  // With `on_failure: stop` a phase fails with work in it that was not begun, and that is not to be begun now.
  if (phase.openTasks > 0) for (const task of phase.tasks) classify(run, task);
  if (!open) return;
  run.openPhases--;
  for (const dependent of phase.dependents) {
    dependent.open--;
    classifyPhase(run, dependent);
  }
}
