import type { AgentTask } from "../../src/core/agent.ts";
import type { Actor, Event } from "../../src/core/events.ts";
import type { Failure, FailureClass } from "../../src/core/failure.ts";
import { phaseId, taskId } from "../../src/core/ids.ts";
import type { CommandTask, Phase, Plan, RetryPolicy, Task, When } from "../../src/core/plan.ts";
import type { Request } from "../../src/core/requests.ts";
import type { AttemptResult } from "../../src/core/result.ts";

/** Builders with one short name each, so that a test shows only what it is about. */

export const retryOnce: RetryPolicy = {
  maxAttempts: 1,
  backoff: "none",
  delayMs: 0,
  maxDelayMs: 0,
  jitter: 0,
};

/** Tries in all; a second of rest between them, without jitter. */
export const tries = (maxAttempts: number): RetryPolicy => ({
  maxAttempts,
  backoff: "constant",
  delayMs: 1_000,
  maxDelayMs: 60_000,
  jitter: 0,
});

export function plan(phases: readonly Phase[], more: Partial<Plan> = {}): Plan {
  return {
    format: "pawl",
    name: "a plan",
    params: {},
    concurrency: 4,
    onFailure: "continue",
    env: {},
    defaults: {
      timeoutMs: 60_000,
      retry: retryOnce,
      cwd: ".",
      continueOnError: false,
      maxOutputBytes: 1_000,
      graceMs: 1_000,
    },
    notify: [],
    phases,
    ...more,
  };
}

type PhaseMore = Partial<Omit<Phase, "id" | "dependsOn" | "tasks">> & {
  readonly dependsOn?: readonly string[];
};

/** Tasks may be given by name. */
export function phase(id: string, tasks: readonly (Task | string)[], more: PhaseMore = {}): Phase {
  return {
    when: "success",
    checkpoint: false,
    ...more,
    id: phaseId(id),
    dependsOn: (more.dependsOn ?? []).map(phaseId),
    tasks: tasks.map((each) => (typeof each === "string" ? task(each) : each)),
  };
}

type TaskMore = Partial<Omit<CommandTask, "id" | "dependsOn" | "when">> & {
  readonly dependsOn?: readonly string[];
  readonly when?: When | "success" | "failure" | "always";
};

export function task(id: string, more: TaskMore = {}): Task {
  const { when, dependsOn = [], ...rest } = more;
  return {
    kind: "command",
    run: "true",
    ...rest,
    ...(when === undefined ? {} : { when: typeof when === "string" ? { type: when } : when }),
    id: taskId(id),
    dependsOn: dependsOn.map(taskId),
  };
}

/** A task that an agent carries out. */
export function agentTask(id: string, agent = "builder", more: Partial<AgentTask> = {}): Task {
  const { id: name, dependsOn } = task(id);
  return { kind: "agent", agent, prompt: "Do it.", ...more, id: name, dependsOn };
}

/** As a seed-004 plan is read: each phase has one task of its own name. */
export function seedPlan(
  phases: readonly (string | readonly [id: string, dependsOn: readonly string[]])[],
  more: Partial<Plan> = {},
): Plan {
  const all = phases.map((each) => {
    const [id, dependsOn] = typeof each === "string" ? [each, []] : each;
    return phase(id, [id], { dependsOn, checkpoint: true });
  });
  return plan(all, { format: "seed-004", concurrency: 1, ...more });
}

export const ann: Actor = { user: "ann", host: "laptop", pid: 1 };

/** `phase/task`, as events and requests carry it. */
export function of(address: string): { phase: Phase["id"]; task: Task["id"] } {
  const [inPhase, id] = address.split("/") as [string, string];
  return { phase: phaseId(inPhase), task: taskId(id) };
}

export const failure = (kind: FailureClass = "transient", message = "exit status 1"): Failure => ({
  class: kind,
  message,
});

export const phaseStarted = (id: string): Event => ({ type: "phase-started", phase: phaseId(id) });

export const begun = (address: string, attempt = 1): Event => ({
  type: "attempt-started",
  ...of(address),
  attempt,
});

/** An attempt that was started and succeeded. */
export const done = (address: string, attempt = 1): Event[] => [
  begun(address, attempt),
  { type: "attempt-succeeded", ...of(address), attempt },
  { type: "task-completed", ...of(address) },
];

/** An attempt that was started and failed for good. */
export const failed = (address: string, attempt = 1, tolerated = false): Event[] => [
  begun(address, attempt),
  { type: "attempt-failed", ...of(address), attempt, failure: failure() },
  { type: "task-failed", ...of(address), message: "exit status 1", tolerated },
];

export const skipped = (
  address: string,
  reason: "deps_not_met" | "condition" | "by-person" = "by-person",
): Event => ({ type: "task-skipped", ...of(address), reason });

export const begin = (address: string, attempt = 1): Request => ({
  type: "begin-attempt",
  ...of(address),
  attempt,
});

export const report = (
  address: string,
  result: AttemptResult = { type: "succeeded" },
  attempt = 1,
  chance = 0.5,
): Request => ({ type: "report-attempt", ...of(address), attempt, result, chance });

export const resume = {
  type: "resume",
  by: ann,
  options: {},
  interrupted: false,
} as const satisfies Request;
export const proceed: Request = { type: "proceed" };
export const abort = { type: "abort", by: ann } as const satisfies Request;
export const pause: Request = { type: "pause", by: ann };
export const skip = (target: string): Request => ({ type: "skip", target, by: ann });
export const answer = (target: string, text = "yes"): Request => ({
  type: "answer",
  target,
  text,
  by: ann,
});
export const retry = (target: string, force = false): Request => ({
  type: "retry",
  target,
  by: ann,
  force,
});
export const restart = (from: string): Request => ({ type: "restart", from, by: ann });
