import { agentOf } from "./agentOf.ts";
import { restBefore } from "./backoff.ts";
import { measure } from "./context.ts";
import type { ContextAction, ContextPolicy, Measured } from "./context.ts";
import { keyOf } from "./foldContext.ts";
import type { Event, Retry } from "./events.ts";
import type { RetryPolicy } from "./plan.ts";
import { ofTask } from "./ofTask.ts";
import type { Run, TaskState } from "./run.ts";
import { lastOfSameWork, lastTold, originOf } from "./session.ts";
import type { Origin } from "./session.ts";

/** What an attempt that is about to begin is told of its session, and what comes of it. */
export interface Checkpoint {
  /** Journaled before it begins. */
  readonly said: readonly Event[];
  /** It does not begin: a person is to resume the run first. */
  readonly pauses?: true;
  /** It is not the work that begins: the session is made into a memory first. */
  readonly compacts?: string;
  /** SHA-256 of the memory that it begins from. */
  readonly memory?: string;
}

/**
 * Looks at how full the session is that an attempt would go on with, or at its prompt where it would begin one.
 * @param promptTokens of its prompt, about; left out where nobody has counted
 */
export function checkpoint(
  run: Run,
  task: TaskState,
  attempt: number,
  promptTokens: number | undefined,
): Checkpoint {
  const origin = originOf(run, task, lastOfSameWork(task, attempt));
  const begins: Checkpoint = {
    said: [],
    ...(origin.memory ? { memory: origin.memory.sha256 } : {}),
  };
  const { context: policy } = run.plan;
  const agent = policy && agentOf(run, task);
  if (!agent) return begins;
  const { session } = origin;
  // That has been said, and holds even if whoever was asked last has told nothing more of it.
  if (session !== undefined && run.context.tooFull.has(session))
    return { said: [], compacts: session };
  if (session === undefined && promptTokens === undefined) return begins;
  const measured = measureAt(run, task, origin, promptTokens);
  const key = keyOf({ ...ofTask(task), agent: agent.id, ...measured, session });
  const action = actionOf(run, policy, measured, session, key);
  if (action === undefined) return begins;
  const said: Event = {
    type: "context-measured",
    ...ofTask(task),
    attempt,
    agent: agent.id,
    ...(session === undefined ? {} : { session }),
    ...measured,
    action,
  };
  if (action === "paused")
    return { said: [said, { type: "run-paused", reason: "context" }], pauses: true };
  return action === "compacted"
    ? { said: [said], compacts: session! }
    : { ...begins, said: [said] };
}

function measureAt(
  run: Run,
  task: TaskState,
  { session }: Origin,
  promptTokens: number | undefined,
): Measured {
  const policy = run.plan.context!;
  const { id, model } = agentOf(run, task)!;
  if (session === undefined) {
    const told = run.context.told.get(id);
    return { ...measure(policy, promptTokens, model, told), estimated: true };
  }
  const told = lastTold(task, session);
  return measure(policy, told?.contextTokens, model, told);
}

/** What is done; undefined where nothing is to be said, or has been said before. */
function actionOf(
  run: Run,
  policy: ContextPolicy,
  { share }: Measured,
  session: string | undefined,
  key: string,
): ContextAction | undefined {
  if (share === undefined) return run.context.unknown.has(key) ? undefined : "none";
  if (share <= policy.checkpoint) return undefined;
  if (policy.on === "pause" && !run.context.paused.has(key)) return "paused";
  const isTooFull = share > policy.compact || policy.on === "compact";
  return session !== undefined && isTooFull ? "compacted" : "warned";
}

/** How often a session is asked for its memory before that is the end of the task. */
const MOST_ASKED = 3;

/** Whether a session is asked once more for its memory; undefined where the last attempt did not ask for one. */
export function nextCompaction(
  task: TaskState,
  policy: RetryPolicy,
  now: number,
  chance: number,
):
  | { readonly type: "retry"; readonly retry: Retry }
  | { readonly type: "give-up"; readonly why: string }
  | undefined {
  const current = task.attempts.at(-1);
  if (current?.compacts === undefined) return undefined;
  const asked = task.attempts.filter(
    ({ compacts, round, failure }) =>
      compacts === current.compacts &&
      round === current.round &&
      failure?.class !== "rate-limited" &&
      !failure?.unstarted,
  ).length;
  if (asked >= MOST_ASKED) return { type: "give-up", why: `asked ${asked} times` };
  const delayMs = restBefore(policy, asked, chance);
  return { type: "retry", retry: { at: now + delayMs, delayMs } };
}
