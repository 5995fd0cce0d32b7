import { findWorker, rulesFor } from "./askers.ts";
import { mergeBudgets } from "./budget.ts";
import type { Event } from "./events.ts";
import type { AgentAccount } from "./result.ts";
import { addAccount, exceededBy } from "./spend.ts";
import type { Run } from "./run.ts";
import { findTask } from "./run.ts";
import { isRun } from "./stages.ts";

/**
 * What an event means for what the run has used. To be told of each after it was folded.
 * @param before when the event before it was recorded
 */
export function foldSpend(run: Run, event: Event, at: number, before: number): void {
  switch (event.type) {
    case "attempt-started":
    case "attempt-succeeded":
    case "attempt-failed":
    case "attempt-cancelled":
      foldAttempt(run, event);
      break;
    case "worker-started":
      run.spend.launches++;
      break;
    case "worker-ended":
      foldWorker(run, event);
      break;
    case "diagnosis-recorded":
      run.spend.launches++;
      addAccount(run.spend, event.agent, event.account);
      break;
    case "budget-warned":
      run.warned.set(event.of, event.limit);
      return;
    case "run-resumed":
      run.budget = mergeBudgets(run.budget, event.options.budget);
      // Nobody knows whether anything worked after the last word of a driver that died.
      if (event.interrupted) clock(run, before);
      if (run.underway.size > 0) run.spend.workingSince = at;
      break;
    default:
      return;
  }
  clock(run, at);
  run.over = run.budget && exceededBy(run.spend, run.budget, at);
}

type AttemptEvent = Extract<Event, { type: `attempt-${string}` }>;

function foldAttempt(run: Run, event: AttemptEvent): void {
  const { spec, attempts } = findTask(run, event.phase, event.task);
  const attempt = attempts[event.attempt - 1];
  if (spec.kind !== "agent" || isRun(attempt?.stage)) return;
  if (event.type === "attempt-started") run.spend.launches++;
  else if (event.type !== "attempt-failed" || hasBegun(event))
    addAccount(run.spend, spec.agent, event.account);
}

/** One that was not started has used nothing; nor has one that is begun again. */
function foldWorker(run: Run, event: Extract<Event, { type: "worker-ended" }>): void {
  const task = findTask(run, event.phase, event.task);
  if (event.again || findWorker(task, event.attempt, event)?.startedAt === undefined) return;
  const agent = rulesFor(run, task)?.agent ?? "workers";
  if (!event.failure || hasBegun({ ...event, failure: event.failure }))
    addAccount(run.spend, agent, event.account);
}

/** Of an agent whose program could not be started nothing is known because there is nothing. */
const hasBegun = ({
  failure,
  account,
}: Pick<Extract<Event, { type: "attempt-failed" }>, "failure"> & {
  readonly account?: AgentAccount;
}): boolean => account !== undefined || !(failure.unstarted || failure.class === "fatal");

/** Time goes on being counted from here as long as anything is under way. */
function clock(run: Run, at: number): void {
  const { spend } = run;
  if (spend.workingSince !== undefined) spend.workedMs += Math.max(0, at - spend.workingSince);
  spend.workingSince = run.underway.size > 0 ? at : undefined;
}
