import type { Failure } from "./failure.ts";
import { ID_PATTERN } from "./ids.ts";
import type { AgentAccount } from "./result.ts";

/*
 * Workers: what an agent that is at work on a task has others look up for it, side by side. They are no tasks: nothing
 * depends on them, they take up no place among the `concurrency`, and they end with the attempt that asked for them.
 */

/** What an agent may ask of workers in one attempt. */
export interface WorkerRules {
  /** Id of the agent that they all are; it may only read. */
  readonly agent: string;
  /** How many there may be in all, those that workers ask for included. */
  readonly max: number;
  /** How many are at work side by side for the same asker. */
  readonly parallel: number;
  /** 1: workers ask for none themselves. */
  readonly depth: number;
  /** Of one worker, in milliseconds. */
  readonly timeoutMs: number;
  /** No further one is started when all together have used up so many tokens. */
  readonly tokens?: number;
}

/** One thing that a worker is to find out. */
export interface WorkerSpec {
  /** Unique in its batch. */
  readonly id: string;
  readonly prompt: string;
}

/** A worker by its batch and id. A batch's name is unique within an attempt. */
export interface WorkerPlace {
  readonly batch: string;
  readonly worker: string;
}

export type WorkerStatus = "waiting" | "started" | "succeeded" | "failed" | "cancelled";

export interface WorkerState {
  readonly spec: WorkerSpec;
  status: WorkerStatus;
  /** How often it was begun: more than once only where Pawl did not live to start it. */
  tries: number;
  host: string | undefined;
  stateId: string | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
  summary: string | undefined;
  /** Path of a file with more, relative to the run's folder. */
  details: string | undefined;
  failure: Failure | undefined;
  account: AgentAccount | undefined;
}

/** Workers that were asked for at once, and are answered at once. */
export interface BatchState {
  readonly id: string;
  readonly attempt: number;
  /** The worker that asked, where it was not the task's own agent. */
  readonly asker: WorkerPlace | undefined;
  readonly askedAt: number;
  readonly workers: readonly WorkerState[];
  answered: boolean;
}

/** How many a plan may allow, and how deep: beyond that nobody could follow. */
export const MOST_WORKERS = 100;
export const MOST_DEPTH = 3;
/** Characters of a prompt, which the journal holds; what is longer belongs into a file. */
export const MOST_WORKER_PROMPT = 32_000;
/** Characters of an id, which names a folder. */
const MOST_ID = 64;
/** Characters of the prompts of one batch. */
const MOST_PROMPTS = 512_000;

export const hasWorkerEnded = ({ status }: WorkerState): boolean =>
  status !== "waiting" && status !== "started";

/**
 * The workers that somebody asks for, whoever wrote the list; or what is wrong with it, for whoever asked.
 * @param max how many there may still be
 */
export function workersAsked(
  list: unknown,
  max: number,
): readonly WorkerSpec[] | { readonly wrong: string } {
  if (!Array.isArray(list) || list.length === 0)
    return { wrong: '"workers": expected a list of { "id", "prompt" } with at least one' };
  if (list.length > max)
    return {
      wrong: `${list.length} workers are asked for, and ${max === 0 ? "no more" : `${max} more`} may be. Ask for fewer, each for more`,
    };
  const found: WorkerSpec[] = [];
  const ids = new Set<string>();
  let length = 0;
  for (const [at, each] of (list as readonly unknown[]).entries()) {
    const { id, prompt } = (each ?? {}) as Record<string, unknown>;
    const wrong = idProblem(id, ids) ?? promptProblem(prompt);
    if (wrong !== undefined) return { wrong: `"workers"/${at}: ${wrong}` };
    ids.add(id as string);
    length += (prompt as string).length;
    found.push({ id: id as string, prompt: prompt as string });
  }
  if (length > MOST_PROMPTS)
    return {
      wrong: `the prompts have ${length} characters together; ${MOST_PROMPTS} are allowed. Write what is long to a file and name it`,
    };
  return found;
}

function idProblem(id: unknown, taken: ReadonlySet<string>): string | undefined {
  if (typeof id !== "string" || id.length > MOST_ID || !ID_PATTERN.test(id)) {
    const found = typeof id === "string" ? JSON.stringify(id.slice(0, MOST_ID)) : typeof id;
    return `"id" is ${found}; expected a letter or "_", then letters, digits, ".", "-" or "_", at most ${MOST_ID} in all`;
  }
  return taken.has(id) ? `the id "${id}" stands there twice; each worker needs its own` : undefined;
}

function promptProblem(prompt: unknown): string | undefined {
  if (typeof prompt !== "string" || prompt.trim() === "")
    return `"prompt" is ${typeof prompt === "string" ? "empty" : typeof prompt}; expected text that says what to find out`;
  if (prompt.length <= MOST_WORKER_PROMPT) return undefined;
  return `"prompt" has ${prompt.length} characters; ${MOST_WORKER_PROMPT} are allowed. Write what is long to a file and name it`;
}

/** What the asker is told of a batch when all of it has ended. */
export interface WorkersAnswer {
  readonly workers: readonly {
    readonly id: string;
    readonly status: WorkerStatus | "partial";
    readonly summary: string;
    /** As `WorkerState.details`. */
    readonly details?: string;
  }[];
}

export const answerFor = ({ workers }: BatchState): WorkersAnswer => ({
  workers: workers.map(({ spec, status, summary, details, account }) => ({
    id: spec.id,
    status: status === "succeeded" && account?.report?.status === "partial" ? "partial" : status,
    summary: summary ?? "",
    ...(details === undefined ? {} : { details }),
  })),
});
