import { taskFailed } from "./decideAttempt.ts";
import { afterAttempt, hasStages } from "./decideStage.ts";
import { endedWorkers } from "./dueWorkers.ts";
import type { Event } from "./events.ts";
import { hasHalted } from "./halted.ts";
import { dueOps, hasGate, opOf } from "./housing.ts";
import { reasonToSkip } from "./recount.ts";
import { isPhaseSettled } from "./run.ts";
import type { PhaseState, Run } from "./run.ts";
import { nearlyUsed } from "./spend.ts";
import { expiring, freePlaces, isOpenable, startable, waitsForBudget } from "./startable.ts";

/**
 * The bookkeeping that is due: tasks that cannot run are skipped, phases open and close, the run ends.
 * Asked again after its events are folded, it goes on until it gives none.
 */
export function proceed(run: Run, now: number): Event[] {
  if (run.status === "completed" || run.status === "aborted") return [];
  const ended = endedWorkers(run);
  if (ended.length > 0) return ended;
  if (run.abortRequested) return abort(run);
  if (run.status !== "running") return [];
  if (run.context.pausing) return [{ type: "run-paused", reason: "context" }];
  const settled = [
    ...verdicts(run),
    ...skips(run),
    ...settlePhases(run),
    ...budgetWarnings(run, now),
  ];
  if (settled.length > 0) return settled;
  const halted = failHalted(run);
  if (halted.length > 0) return halted;
  const opened = openNext(run);
  return opened.length > 0 ? opened : end(run, now);
}

function abort(run: Run): Event[] {
  if (run.underway.size > 0 || run.batches.size > 0) return [];
  return run.undecided.size > 0 ? verdicts(run) : [{ type: "run-aborted" }];
}

/** An attempt's end and its task's are journaled together; this is for a journal that broke off between the two. */
function verdicts(run: Run): Event[] {
  return [...run.undecided].flatMap((task): Event | Event[] => {
    if (hasStages(run, task)) return afterAttempt(run, task);
    const verdict = task.verdict!;
    if (verdict.type === "failed") return taskFailed(run, task, verdict.message);
    return {
      ...verdict,
      type: `task-${verdict.type}`,
      phase: task.phase.spec.id,
      task: task.spec.id,
    };
  });
}

function skips(run: Run): Event[] {
  if (run.skippable.size === 0) return [];
  return [...run.skippable].map(([task, reason]) => ({
    type: "task-skipped",
    phase: task.phase.spec.id,
    task: task.spec.id,
    reason,
  }));
}

/** One whose worktree is not as it has to be yet waits for that. */
const settlePhases = (run: Run): Event[] =>
  [...run.touched].flatMap((each) => (opOf(run, each) ? [] : settlePhase(run, each)));

/** Phases that cannot succeed any more fail as soon as what was begun in them has ended; the rest stays pending. */
const failHalted = (run: Run): Event[] =>
  [...run.halted]
    .filter((each) => hasHalted(each) && !opOf(run, each))
    .map((each) => ({ type: "phase-failed", phase: each.spec.id }));

function settlePhase(run: Run, phase: PhaseState): Event {
  const id = phase.spec.id;
  if (phase.status === "waiting") return { type: "phase-completed", phase: id };
  if (phase.status === "running") {
    if (phase.failures > 0) return { type: "phase-failed", phase: id };
    return hasGate(run, phase)
      ? { type: "gate-opened", phase: id, round: phase.round + 1 }
      : { type: "phase-completed", phase: id };
  }
  return { type: "phase-skipped", phase: id, reason: reasonToSkip(phase)! };
}

/**
 * Phases are opened one by one as places come free, in plan order, in line with the tasks that are ready:
 * one that waits for a place has not started, and its restore point is not yet there.
 */
function openNext(run: Run): Event[] {
  const places = freePlaces(run);
  if (places === 0) return [];
  const [next] = run.openable.first(1, (index) => isOpenable(run, run.phases[index]!));
  if (next === undefined) return [];
  const ahead = startable(run, places).filter((each) => each.phase.index < next);
  return ahead.length < places ? open(run.phases[next]!) : [];
}

function open(phase: PhaseState): Event[] {
  const id = phase.spec.id;
  const started: Event = { type: "phase-started", phase: id };
  return phase.spec.checkpoint ? [{ type: "checkpoint-recorded", phase: id }, started] : [started];
}

/** Each limit is told of once; a limit that was raised is another. */
const budgetWarnings = ({ budget, spend, warned }: Run, now: number): Event[] =>
  budget === undefined
    ? []
    : nearlyUsed(spend, budget, now)
        .filter((each) => warned.get(each.of) !== each.limit)
        .map((each) => ({ type: "budget-warned", ...each }));

function end(run: Run, now: number): Event[] {
  if (run.batches.size > 0 || run.detailing.size > 0) return [];
  if (run.openPhases === 0) {
    return [
      {
        type: run.phases.some((each) => each.status === "failed") ? "run-failed" : "run-completed",
      },
    ];
  }
  const waits = waitsForBudget(run);
  if (run.underway.size > 0 || run.gates.size > 0) return [];
  if (run.resting.size > 0 && !waits) return [];
  if (run.unfilled.size > 0 || dueOps(run).length > 0) return [];
  if (startable(run, 1).length > 0) return [];
  if (waits) return [{ type: "budget-exceeded", ...run.over! }];
  if (run.stopping) return stop(run);
  if (expiring(run).some((each) => each.approveUntil! <= now)) return [];
  if (run.blocked.size > 0) return [{ type: "run-blocked" }];
  if (run.waiting.size > 0) return [{ type: "run-waiting" }];
  return isThere(run) ? [endOfScope(run)] : [];
}

/** Whether `until` is reached. */
function isThere(run: Run): boolean {
  const until = run.options.until && run.phaseById.get(run.options.until);
  return until !== undefined && isPhaseSettled(until);
}

const endOfScope = (run: Run): Event =>
  [...run.scope!].some((each) => each.status === "failed")
    ? { type: "run-failed" }
    : { type: "run-paused", reason: "until" };

/**
 * With `on_failure: stop`, what is not begun stays pending, and a resume goes on with it. Phases with a failure
 * fail first, so that those that are there for this case are run.
 */
function stop(run: Run): Event[] {
  const failed = run.phases.filter((each) => each.status === "running" && each.failures > 0);
  if (failed.length === 0) return [{ type: "run-failed" }];
  return failed.map((each) => ({ type: "phase-failed", phase: each.spec.id }));
}
