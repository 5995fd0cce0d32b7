import type { Memory } from "./memory.ts";
import type { AttemptState, Run, TaskState } from "./run.ts";
import { isReview, isRun } from "./stages.ts";
import type { Usage } from "./usage.ts";

/** What an attempt of an agent's begins from; all left out: from nothing. */
export interface Origin {
  /** A session that it goes on in, and whether that is its own, which was cut short, or an earlier task's. */
  readonly session?: string;
  readonly why?: "cut-short" | "shared";
  /** What a session that was too full came to. */
  readonly memory?: Memory;
}

/**
 * The session to go on in: its own, where an attempt of the task was cut short or did not report as it should, but not
 * after a failure that the same session would only meet again, nor where the agent gave up by itself; else, where the
 * phase shares one, that of the agent's last task in the phase. In the place of one that was made compact stands its
 * memory.
 */
export function originOf(run: Run, task: TaskState, before: AttemptState | undefined): Origin {
  if (task.spec.kind !== "agent") return {};
  // What was done and sent back is done afresh, but where a stage sent it back.
  const afresh = before?.status === "succeeded" || before?.failure?.class === "fatal";
  if (before && !afresh && !gaveUp(before)) return againFrom(run, before);
  const shared = sharedWith(task, task.spec.agent)?.account?.session;
  return shared === undefined ? {} : inPlaceOf(run, shared, "shared");
}

/** One of which no session is known begins from the same memory as before, if it began from one. */
function againFrom(run: Run, { account, memory: sha256 }: AttemptState): Origin {
  if (account?.session !== undefined) return inPlaceOf(run, account.session, "cut-short");
  if (sha256 === undefined) return {};
  const memory = [...run.context.memories.values()].find((each) => each.sha256 === sha256);
  return memory ? { memory } : {};
}

function inPlaceOf(run: Run, session: string, why: "cut-short" | "shared"): Origin {
  const memory = run.context.memories.get(session);
  return memory ? { memory } : { session, why };
}

/** The last attempt of the same work before one: what wrote it, or one and the same review. */
export const lastOfSameWork = (task: TaskState, attempt: number): AttemptState | undefined =>
  task.attempts.findLast((each) => each.number < attempt && isSameWork(task, each));

function isSameWork(task: TaskState, { stage, round, compacts }: AttemptState): boolean {
  if (round !== task.round || compacts !== undefined) return false;
  if (!task.spec.pipeline) return true;
  const now = task.stage?.name;
  return isReview(now) ? stage === now : stage === "write-test" || stage === "implement";
}

/** Whose session the attempt goes on in, where it is not its own that was cut short. */
function sharedWith(task: TaskState, agent: string): AttemptState | undefined {
  const { pipeline } = task.spec;
  const works = task.attempts.filter(
    ({ round, stage, status }) =>
      round === task.round &&
      status === "succeeded" &&
      (stage === "write-test" || stage === "implement"),
  );
  const last = works.at(-1);
  if (pipeline && isReview(task.stage?.name))
    return pipeline.review === "inline" ? last : undefined;
  if (pipeline && last) return last;
  return task.phase.spec.context === "phase" ? lastOf(task, agent) : undefined;
}

/** It ended its work, and reported that it could not be done. One that asked somebody goes on once it is answered. */
const gaveUp = ({ account, failure }: AttemptState): boolean =>
  account?.report?.status === "failure" && failure?.class !== "blocked";

/** The newest attempt of the agent's in the task's phase that came to a good end. */
function lastOf(task: TaskState, agent: string): AttemptState | undefined {
  return task.phase.tasks
    .filter((each) => each.spec.kind === "agent" && each.spec.agent === agent)
    .flatMap((each) => each.attempts.filter(isDoneWork))
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
    .at(-1);
}

const isDoneWork = ({ status, stage, compacts }: AttemptState): boolean =>
  status === "succeeded" && compacts === undefined && !isReview(stage) && !isRun(stage);

/** What those who were last in a session told of it; undefined where they told nothing. */
export function lastTold({ phase }: TaskState, session: string): Usage | undefined {
  return phase.tasks
    .flatMap((each) => each.attempts)
    .filter(({ account }) => account?.session === session)
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
    .at(-1)?.account?.usage;
}
