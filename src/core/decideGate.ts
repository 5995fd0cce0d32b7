import type { Event } from "./events.ts";
import type { CheckResult } from "./gate.ts";
import type { PhaseId } from "./ids.ts";
import { isHoused } from "./housing.ts";
import { inWords } from "./inWords.ts";
import { reach } from "./reach.ts";
import type { Request } from "./requests.ts";
import { isRefusal, refuse } from "./result.ts";
import type { Refusal } from "./result.ts";
import { findPhase } from "./run.ts";
import type { PhaseState, Run } from "./run.ts";
import { phaseCalled, resolveTarget, tasksOf } from "./target.ts";

type Of<Type extends Request["type"]> = Extract<Request, { type: Type }>;

/** What the evidence of a gate comes to: its phase fails, waits for a person, or is completed. */
export function reportGate(run: Run, request: Of<"report-gate">, now: number): Event[] | Refusal {
  const phase = findPhase(run, request.phase);
  const { evidence } = request;
  const { id, gate } = phase.spec;
  if (phase.status !== "gate" || phase.round !== evidence.round)
    return refuse(
      "stale-evidence",
      `the gate of ${id} is not being checked in round ${evidence.round}`,
    );
  const failed = evidence.checks.filter((each) => !each.passed);
  if (failed.length > 0) {
    const text = failedText(failed);
    return [
      { type: "gate-checked", phase: id, evidence, failed: text },
      { type: "phase-failed", phase: id },
    ];
  }
  const checked: Event = { type: "gate-checked", phase: id, evidence };
  const { round, digest } = evidence;
  const housed = isHoused(run, phase);
  // What has a worktree is completed when it is merged.
  if (!gate?.approve) return housed ? [checked] : [checked, { type: "phase-completed", phase: id }];
  if (housed && evidence.tree.patch !== undefined && phase.standing?.patch === evidence.tree.patch)
    return [checked, { type: "approval-stands", phase: id, round }];
  const { timeout } = gate.approve;
  const until = timeout ? { until: now + timeout.afterMs } : {};
  return [checked, { type: "approval-requested", phase: id, round, digest, ...until }];
}

const failedText = (failed: readonly CheckResult[]): string => {
  const [first, ...rest] = failed;
  const more = rest.length === 0 ? "" : ` (and ${rest.length} more)`;
  return `its gate does not hold: ${first!.id}: ${first!.text}${more}`;
};

/** What was checked is no more: a gate that had held is checked again, and whoever waits is asked afresh. */
export function voidGate(run: Run, request: Of<"void-gate">): Event[] | Refusal {
  const phase = findPhase(run, request.phase);
  if (phase.status !== "waiting")
    return refuse(
      "not-waiting",
      `phase ${phase.spec.id} waits for no approval: it is ${phase.status}`,
    );
  const { round, spec } = phase;
  const { reason, moved } = request;
  return [
    {
      type: "gate-voided",
      phase: spec.id,
      round: round + 1,
      reason,
      ...(moved ? { moved } : {}),
    },
  ];
}

/** Time never approves: the phase is sent back, or somebody else is told. */
export function expire(run: Run, request: Of<"expire-approval">, now: number): Event[] | Refusal {
  const phase = findPhase(run, request.phase);
  const { id, gate } = phase.spec;
  const timeout = gate?.approve?.timeout;
  const until = phase.approveUntil;
  if (
    phase.status !== "waiting" ||
    !timeout ||
    until === undefined ||
    until > now ||
    phase.escalated
  )
    return refuse("not-waiting", `the time to approve ${id} is not over`);
  const { round } = phase;
  if (timeout.then === "escalate") return [{ type: "approval-escalated", phase: id, round }];
  const reason = `nobody approved it within ${inWords(timeout.afterMs)}`;
  return [{ type: "gate-rejected", phase: id, round, reason }];
}

/** An approval counts if it is for exactly the evidence that there is, and says what the plan wants to hear. */
export function approve(run: Run, request: Of<"approve">, now: number): Event[] | Refusal {
  const phase = waitingPhase(run, request.phase);
  if ("refused" in phase) return phase;
  const { id, gate } = phase.spec;
  const { approval, by } = request;
  const { phrase, from, signers, timeout } = gate!.approve!;
  // Whether anybody drove the run when its time was over must make no difference.
  if (timeout?.then === "reject" && phase.approveUntil !== undefined && phase.approveUntil <= now)
    return refuse(
      "not-waiting",
      `the time to approve ${id}, ${inWords(timeout.afterMs)}, is over: it is sent back as soon as the run goes on; pawl resume ${run.id}`,
    );
  if (from && !from.includes(by.user))
    return refuse(
      "may-not-approve",
      `${by.user} may not approve ${id}; the plan lets ${from.join(", ")}`,
    );
  if (said(approval.phrase) !== said(phrase))
    return refuse(
      "wrong-phrase",
      `to approve ${id} say "${phrase}"; this was "${approval.phrase}"`,
    );
  const { digest } = phase.evidence!;
  if (approval.digest !== digest)
    return refuse(
      "stale-evidence",
      `the evidence of ${id} has changed: it is ${digest.slice(0, 12)} now, and ${approval.digest.slice(0, 12)} was approved`,
    );
  // Whoever asks has verified it: that takes a program, and the core has none.
  if (signers !== undefined && !approval.signature)
    return refuse(
      "unsigned",
      `an approval of ${id} must be signed; pawl approve ${run.id} ${id} says how`,
    );
  const approved: Event = { type: "gate-approved", phase: id, round: phase.round, approval, by };
  return isHoused(run, phase) ? [approved] : [approved, { type: "phase-completed", phase: id }];
}

/** White space and case make no difference to what a person says. */
const said = (phrase: string): string => phrase.trim().replace(/\s+/g, " ").toLowerCase();

/** A person sends a phase back: its tasks are done again, and are told why. */
export function reject(run: Run, request: Of<"reject">): Event[] | Refusal {
  const phase = waitingPhase(run, request.phase);
  if ("refused" in phase) return phase;
  const { reason, by } = request;
  return [{ type: "gate-rejected", phase: phase.spec.id, round: phase.round, reason, by }];
}

function waitingPhase(run: Run, text: string | undefined): PhaseState | Refusal {
  const waiting = run.phases.filter((each) => each.status === "waiting");
  const list = waiting.map((each) => each.spec.id).join(", ");
  if (text === undefined) {
    if (waiting.length === 1) return waiting[0]!;
    if (waiting.length > 1)
      return refuse("ambiguous-task", `more than one gate waits: ${list}; say which`);
    return refuse("not-waiting", `run ${run.id} waits for no approval`);
  }
  const phase = phaseCalled(run, text);
  if ("refused" in phase) return phase;
  if (phase.status === "waiting") return phase;
  const others = list === "" ? "no gate of the run does" : `these do: ${list}`;
  const approved =
    phase.passed && phase.status === "gate" ? "; it is merged next" : " and completed";
  if ((phase.passed || phase.status === "completed") && phase.spec.gate?.approve)
    return refuse(
      "already-approved",
      `phase ${text} is approved${approved}; ${others.replace("does", "waits")}`,
    );
  return refuse(
    "not-waiting",
    `phase ${text} waits for no approval: it is ${phase.status}; ${others}`,
  );
}

/** Back to just after a phase: it stays done, its gate asks again, and what came later is undone. */
export function rollback(run: Run, request: Of<"rollback">): Event[] | Refusal {
  if (run.abortRequested)
    return refuse(
      "run-aborted",
      `run ${run.id} was aborted and does not go on; start a new run of its plan`,
    );
  if (run.underway.size > 0) {
    const busy = [...run.underway].map((each) => each.address).join(", ");
    return refuse("still-running", `${busy} is still running; pause or abort the run first`);
  }
  const to = phaseCalled(run, request.to);
  if ("refused" in to) return to;
  if (to.status !== "completed")
    return refuse(
      "not-completed",
      `cannot roll back to ${to.spec.id}: not completed; it is ${to.status}`,
    );
  const later = reach(to.dependents, (each) => each.dependents);
  const phases = run.phases.filter((each) => later.has(each)).map((each) => each.spec.id);
  const again = mergedAfter(run, to, later);
  return [
    {
      type: "rolled-back",
      by: request.by,
      to: to.spec.id,
      phases,
      ...(again.length > 0 ? { again } : {}),
    },
  ];
}

/** Phases that stay done, though their merge came after one that is undone: they are merged again. */
function mergedAfter(run: Run, to: PhaseState, undone: ReadonlySet<PhaseState>): PhaseId[] {
  const { landings } = run.integration;
  const first = landings.findIndex((each) => undone.has(each.phase));
  if (first === -1) return [];
  const after = new Set(landings.slice(first).map((each) => each.phase));
  return [...after].filter((each) => !undone.has(each) && each !== to).map((each) => each.spec.id);
}

/** What an agent found out about a failure of a task. */
export function diagnosis(run: Run, request: Of<"record-diagnosis">): Event[] | Refusal {
  const target = resolveTarget(run, request.target);
  if (isRefusal(target)) return target;
  const task = tasksOf(target).find((each) => each.status === "failed") ?? tasksOf(target)[0];
  if (!task) return refuse("unknown-task", `${request.target} has no task`);
  const { agent, text, account, artifact, by } = request;
  // One of the plan's own is not to be mistaken for it.
  const isTaken = run.phases.some((each) =>
    each.spec.produces?.some((one) => one.name === artifact?.name),
  );
  return [
    {
      type: "diagnosis-recorded",
      phase: task.phase.spec.id,
      task: task.spec.id,
      by,
      agent,
      text,
      ...(account ? { account } : {}),
      ...(artifact && !isTaken ? { artifact } : {}),
    },
  ];
}
