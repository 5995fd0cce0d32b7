import type { Event } from "./events.ts";
import { classifyPhase, recount } from "./recount.ts";
import { reset } from "./revive.ts";
import type { PhaseState, Run } from "./run.ts";
import { findPhase } from "./run.ts";

type GateEvent = Extract<Event, { type: `gate-${string}` | `approval-${string}` }>;

/** Gates are reached, checked, approved or sent back. */
export function foldGate(run: Run, event: GateEvent): void {
  const phase = findPhase(run, event.phase);
  switch (event.type) {
    case "gate-opened":
      return openGate(run, phase, event.round);
    case "gate-checked":
      phase.evidence = event.evidence;
      phase.message = event.failed;
      return;
    case "approval-requested":
      phase.status = "waiting";
      phase.approveUntil = event.until;
      phase.escalated = false;
      run.gates.delete(phase);
      run.waiting.add(phase);
      return;
    case "approval-escalated":
      phase.escalated = true;
      return;
    case "gate-approved":
      phase.approved = true;
      run.waiting.delete(phase);
      return classifyPhase(run, phase);
    case "gate-voided":
      run.waiting.delete(phase);
      return openGate(run, phase, event.round);
    case "gate-rejected":
      (phase.rejections ??= []).push(event.reason);
      return sendBack(run, phase);
  }
}

function openGate(run: Run, phase: PhaseState, round: number): void {
  phase.status = "gate";
  phase.approved = false;
  phase.round = round;
  phase.approveUntil = undefined;
  run.touched.delete(phase);
  run.gates.add(phase);
}

/** The phase is done again from its beginning; its attempts keep their numbers. */
function sendBack(run: Run, phase: PhaseState): void {
  phase.tasks.forEach(reset);
  phase.status = "running";
  phase.approved = false;
  phase.evidence = undefined;
  phase.approveUntil = undefined;
  // Nobody drives it: it goes on when somebody does.
  if (run.status === "waiting") {
    run.status = "paused";
    run.pausedBecause = "by-person";
  }
  recount(run);
}

/** What came after a phase is undone: its tasks are to be done again, and its artifacts are history. */
export function foldRollback(run: Run, event: Extract<Event, { type: "rolled-back" }>): void {
  for (const id of event.phases) {
    const phase = findPhase(run, id);
    phase.tasks.forEach(reset);
    phase.status = "pending";
    phase.startedAt = undefined;
    phase.endedAt = undefined;
    phase.skipReason = undefined;
    phase.evidence = undefined;
    phase.approved = false;
    phase.filled = phase.spec.tasksFrom === undefined;
    phase.message = undefined;
    for (const versions of run.artifacts.values())
      for (const each of versions) if (each.task.phase === phase) each.undone = true;
  }
  const to = findPhase(run, event.to);
  to.endedAt = undefined;
  if (to.spec.gate) {
    to.status = "gate";
    to.approved = false;
    to.round++;
  }
  run.status = "paused";
  run.endedAt = undefined;
  run.stopping = false;
  recount(run);
  classifyPhase(run, to);
}
