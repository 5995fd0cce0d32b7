import type { Exceeded } from "../core/budget.ts";
import type { PauseReason } from "../core/events.ts";
import { settingsOf } from "../core/plan.ts";
import type { Flag } from "../core/report.ts";
import { ofTask } from "../core/ofTask.ts";
import { hasEnded } from "../core/run.ts";
import type { Run, TaskState } from "../core/run.ts";
import { answerCommand } from "./answerCommand.ts";
import { approvingIn, phasesInPlanOrder } from "./approving.ts";
import type { Approving } from "./approving.ts";
import { raisingOption } from "./budget.ts";
import { isoTime } from "./duration.ts";
import { agentOf } from "./limit.ts";

/** A process that drives a run. */
export interface Driver {
  readonly host: string;
  readonly pid: number;
}

/** What a run that has not ended waits for, and the command that goes on where a person has to give one. */
export type WaitingFor =
  /** An attempt under way. */
  | {
      readonly type: "attempt";
      readonly phase: string;
      readonly task: string;
      readonly attempt: number;
      readonly startedAt: string;
      readonly timeoutAt: string;
    }
  /** A task that rests; `attempt` is the one to come. */
  | {
      readonly type: "retry";
      readonly phase: string;
      readonly task: string;
      readonly attempt: number;
      readonly at: string;
      /** It waits for a limit of its agent's, which uses up no try. */
      readonly limited?: true;
      readonly agent?: string;
    }
  /** A task that a person must answer; `attempt` is the one that asked. */
  | {
      readonly type: "answer";
      readonly phase: string;
      readonly task: string;
      readonly attempt: number;
      readonly flags: readonly Flag[];
      readonly command: string;
    }
  /** A gate that is to be checked, or is being checked. */
  | { readonly type: "gate"; readonly phase: string; readonly round: number }
  /** A phase that a person must approve. */
  | ({ readonly type: "approval" } & Approving)
  /** The run is paused. */
  | { readonly type: "person"; readonly reason: PauseReason; readonly command: string }
  /** Its budget is used up. */
  | ({ readonly type: "budget"; readonly command: string } & Exceeded)
  /** It was interrupted: nobody drives it. */
  | { readonly type: "driver"; readonly command: string };

/** @param driver who drives the run; `null` for nobody, left out where it is not known */
export function waitingFor(run: Run, driver?: Driver | null): WaitingFor[] {
  if (hasEnded(run)) return [];
  const command = `pawl resume ${run.id}`;
  const found: WaitingFor[] = [];
  if (run.status === "paused")
    found.push({ type: "person", reason: run.pausedBecause ?? "by-person", command });
  else if (run.status === "budget-exceeded" && run.over)
    found.push({ type: "budget", ...run.over, command: `${command}${raisingOption(run)}` });
  else if (driver === null) found.push({ type: "driver", command });
  for (const task of inPlanOrder(run.underway)) found.push(underway(run, task));
  for (const task of inPlanOrder(run.resting)) found.push(resting(task));
  for (const task of inPlanOrder(run.blocked)) found.push(asking(run, task));
  for (const phase of phasesInPlanOrder(run.gates))
    found.push({ type: "gate", phase: phase.spec.id, round: phase.round });
  for (const each of approvingIn(run)) found.push({ type: "approval", ...each });
  return found;
}

export const inPlanOrder = (tasks: Iterable<TaskState>): TaskState[] =>
  [...tasks].sort((a, b) => a.index - b.index);

function underway(run: Run, task: TaskState): WaitingFor {
  const { number, startedAt } = task.attempts.at(-1)!;
  return {
    type: "attempt",
    ...ofTask(task),
    attempt: number,
    startedAt: isoTime(startedAt),
    timeoutAt: isoTime(startedAt + settingsOf(run.plan, task.spec).timeoutMs),
  };
}

const resting = (task: TaskState): WaitingFor => ({
  type: "retry",
  ...ofTask(task),
  attempt: task.attempts.length + 1,
  at: isoTime(task.retry!.at),
  ...limitOf(task),
});

/** What a task that waits for a limit of its agent's tells besides. */
export function limitOf(task: TaskState): { limited?: true; agent?: string } {
  if (!task.retry?.limited) return {};
  const agent = agentOf(task.spec);
  return { limited: true, ...(agent === undefined ? {} : { agent }) };
}

const asking = (run: Run, task: TaskState): WaitingFor => ({
  type: "answer",
  ...ofTask(task),
  attempt: task.attempts.length,
  flags: (task.flags ?? []).map(({ type, text }) => ({ type, text })),
  command: answerCommand(run, task),
});
