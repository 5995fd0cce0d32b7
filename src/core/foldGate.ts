import type { Event } from "./events.ts";
import { isHoused } from "./housing.ts";
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
      if (event.failed === undefined && !phase.spec.gate?.approve) pass(run, phase);
      return;
    case "approval-stands":
      phase.approved = true;
      return pass(run, phase);
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
      pass(run, phase);
      phase.standing = standingOf(phase, event.approval);
      return classifyPhase(run, phase);
    case "gate-voided":
      run.waiting.delete(phase);
      if (!event.moved) phase.standing = undefined;
      return openGate(run, phase, event.round);
    case "gate-rejected":
      (phase.rejections ??= []).push(event.reason);
      return sendBack(run, phase);
  }
}

/** What it did may be merged, where it has a worktree. */
function pass(run: Run, phase: PhaseState): void {
  if (!isHoused(run, phase)) return;
  phase.status = "gate";
  phase.passed = true;
  run.gates.delete(phase);
  classifyPhase(run, phase);
}

function standingOf(
  { evidence }: PhaseState,
  approval: NonNullable<PhaseState["standing"]>["approval"],
): PhaseState["standing"] {
  const patch = evidence?.tree.patch;
  return patch === undefined ? undefined : { patch, approval };
}

function openGate(run: Run, phase: PhaseState, round: number): void {
  phase.status = "gate";
  phase.passed = false;
  phase.approved = false;
  phase.round = round;
  phase.approveUntil = undefined;
  run.touched.delete(phase);
  run.gates.add(phase);
  if (!phase.aside) run.housed.delete(phase);
}

/** The phase is done again from its beginning; its attempts keep their numbers. */
function sendBack(run: Run, phase: PhaseState): void {
  phase.tasks.forEach(reset);
  phase.status = "running";
  phase.approved = false;
  phase.passed = false;
  phase.standing = undefined;
  phase.evidence = undefined;
  phase.approveUntil = undefined;
  // Nobody drives it: it goes on when somebody does.
  if (run.status === "waiting") {
    run.status = "paused";
    run.pausedBecause = "by-person";
  }
  recount(run);
}
