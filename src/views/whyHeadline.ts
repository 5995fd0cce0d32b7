import { exceededText } from "../core/budgetText.ts";
import type { Run, TaskState } from "../core/run.ts";
import { findTask, isSettled } from "../core/run.ts";
import { fullText } from "./contextText.ts";
import { formatDuration } from "./duration.ts";
import { oneLine } from "./safeText.ts";
import { phasesInPlanOrder } from "./approving.ts";
import { failedGates } from "./failedGates.ts";
import type { WhyFacts } from "./why.ts";
import { inPlanOrder } from "./waitingFor.ts";
import { listed, plural, taskLabel } from "./words.ts";
import { mergedOf } from "./worktrees.ts";

/** One sentence: the state of the run and what it hangs on. */
export function headlineOf(run: Run, failed: readonly TaskState[], facts: WhyFacts): string {
  const name = `Run ${run.id} of "${oneLine(run.plan.name)}"`;
  switch (run.status) {
    case "completed":
      return `${name} is completed: it took ${took(run, facts.now)} for ${plural(run.tasks.length, "task")}${whereTo(run)}.`;
    case "failed":
      return `${name} failed: ${whatFailed(run, failed)}.`;
    case "aborted":
      return `${name} was aborted after ${took(run, facts.now)} and does not go on.`;
    case "paused":
      return `${name} is paused${whyPaused(run)}.`;
    case "budget-exceeded":
      return `${name} ${run.over ? exceededText(run.over) : "has used up its budget"}.`;
    case "blocked":
      return `${name} ${whyBlocked(run)}.`;
    case "waiting":
      return `${name} ${whyWaiting(run)}.`;
    case "running":
      return `${name} ${howItRuns(run, facts)}.`;
  }
}

const whereTo = (run: Run): string => {
  const merged = mergedOf(run);
  return merged
    ? `, and what they did is on branch ${merged.branch}: ${plural(merged.commits, "commit")}`
    : "";
};

const took = (run: Run, now: number): string =>
  formatDuration((run.endedAt ?? now) - run.startedAt);

function whatFailed(run: Run, failed: readonly TaskState[]): string {
  const only = failed[0];
  const found = failedGates(run);
  const conflict = found.find((each) => each.conflicts);
  if (!only && conflict) return `phase ${conflict.phase} cannot be merged`;
  const other = found.find((each) => each.checks.length === 0);
  if (!only && other) return `phase ${other.phase}: ${oneLine(other.message)}`;
  const gates = found.map((each) => each.phase);
  if (!only && gates.length > 0)
    return gates.length === 1
      ? `the gate of ${gates[0]} does not hold`
      : `the gates of ${listed(gates, 5)} do not hold`;
  if (!only) return "what had failed has been passed over since, and the run can go on";
  if (failed.length === 1) return `${taskLabel(only)} did not succeed`;
  return `${plural(failed.length, "task")} did not succeed: ${listed(failed.map(taskLabel), 5)}`;
}

function whyPaused(run: Run): string {
  const under = run.underway.size;
  const rest = under > 0 ? `; ${plural(under, "attempt")} under way may still end` : "";
  if (run.pausedBecause === "until") {
    const until = run.options.until;
    return until ? `: it has come to the end of phase ${until}, as --until asked${rest}` : rest;
  }
  const { asked } = run.context;
  if (run.pausedBecause === "context" && asked)
    return ` before ${taskLabel(findTask(run, asked.phase, asked.task))} goes on: ${fullText(asked)}${rest}`;
  return ` by a person${rest}`;
}

function whyWaiting(run: Run): string {
  const phases = phasesInPlanOrder(run.waiting).map((each) => each.spec.id);
  return phases.length === 0
    ? "has been approved, and goes on when it is resumed"
    : `waits for an approval of ${listed(phases, 5)}`;
}

function whyBlocked(run: Run): string {
  const asking = inPlanOrder(run.blocked).map(taskLabel);
  return asking.length === 0
    ? "has been answered, and goes on when it is resumed"
    : `is blocked: ${listed(asking, 5)} ${asking.length === 1 ? "waits" : "wait"} for an answer`;
}

function howItRuns(run: Run, facts: WhyFacts): string {
  if (facts.driver === null) {
    return run.abortRequested
      ? "was to be aborted, and whoever drove it ended before that was done"
      : "was interrupted: nobody drives it. What is done stays done";
  }
  if (run.abortRequested) return `is being aborted: ${plural(run.underway.size, "attempt")} to end`;
  const open = run.tasks.filter((each) => !isSettled(each)).length;
  const limited = [...run.resting].filter((each) => each.retry?.limited).length;
  const resting = run.resting.size - limited;
  const toCome = open - run.underway.size - run.resting.size - run.blocked.size;
  const parts = [
    `${run.underway.size} under way`,
    ...(resting > 0 ? [`${resting} resting before another try`] : []),
    ...(limited > 0 ? [`${limited} waiting for a limit`] : []),
    ...(run.blocked.size > 0 ? [`${run.blocked.size} waiting for an answer`] : []),
    ...(run.gates.size > 0 ? [`${plural(run.gates.size, "gate")} being checked`] : []),
    ...(run.waiting.size > 0 ? [`${run.waiting.size} waiting for an approval`] : []),
    `${toCome} to come`,
  ];
  const by = facts.driver ? `, driven by process ${facts.driver.pid} on ${facts.driver.host}` : "";
  return `is running${by}: ${parts.join(", ")}`;
}
