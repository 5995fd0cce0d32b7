import type { JsonValue } from "./artifact.ts";
import { AGENT_STAGES } from "./pipeline.ts";
import type { AttemptStage, Review } from "./pipeline.ts";

/** What a `scripted` agent does, as its file says it. `SCRIPT_SCHEMA` tells what such a file may hold. */
export interface Script {
  /** By `phase/task`, or by the task's id alone. */
  readonly tasks?: Readonly<Record<string, TaskSteps>>;
  /** For tasks that are not named, and for what is not said of those that are. */
  readonly default?: TaskSteps;
  /** The same, for an attempt that goes on in a session. */
  readonly resume?: readonly Step[];
  /** Where it is a worker: by the worker's id; `default` above for those that are not named. */
  readonly workers?: Readonly<Record<string, readonly Step[]>>;
}

type TaskSteps = readonly Step[] | Attempts;

/**
 * Steps by the number of the attempt, from 1; `resume` for one that goes on in a session, `default` for all others.
 * Under the name of a stage stands the same for its attempts alone, and counts first.
 */
export type Attempts = Readonly<Record<string, readonly Step[] | StageAttempts>>;

type StageAttempts = Readonly<Record<string, readonly Step[]>>;

/** The stages of a task that agents carry out, and what makes a session compact. */
export const SCRIPTED_STAGES = [
  ...AGENT_STAGES,
  "compact",
] as const satisfies readonly AttemptStage[];

/** One thing that it does. `hang` may be written without a value. */
export type Step = "hang" | { readonly [Name in keyof StepValues]?: StepValues[Name] };

/** What can stand after the name of each step. Durations as in a plan; a bare number counts seconds. */
export interface StepValues {
  readonly say: string;
  readonly result: string | { readonly text?: string; readonly structured?: JsonValue };
  readonly write: { readonly file: string; readonly text: string };
  readonly edit: { readonly file: string; readonly find: string; readonly replace: string };
  readonly delete: string;
  readonly run: string | { readonly command: string; readonly allow_fail?: boolean };
  readonly review:
    | Review["verdict"]
    | {
        readonly verdict: Review["verdict"];
        /** Numbers of the task's acceptance criteria, from 1, that are not met. */
        readonly unmet?: readonly number[];
        readonly evidence?: string;
        readonly findings?: readonly (string | Review["findings"][number])[];
      };
  readonly submit: { readonly artifact: string; readonly value: JsonValue };
  readonly report: {
    readonly status: string;
    readonly summary: string;
    readonly files?: readonly string[];
    readonly details?: string;
  };
  readonly flag: { readonly type: string; readonly text: string };
  readonly ask: string;
  readonly progress: string;
  readonly read: string;
  readonly sleep: string | number;
  readonly fail: {
    readonly class: "transient" | "rate-limited" | "auth" | "fatal";
    readonly message?: string;
    /** When it may go on: ISO 8601. */
    readonly until?: string;
    readonly after?: string | number;
  };
  readonly hang: true;
  readonly ignore_signals: readonly ("INT" | "TERM" | "HUP")[];
  readonly fork: string | true;
  /** Asks for workers, and waits until all have ended; later texts may hold `${workers}`, what they answered. */
  readonly workers:
    | readonly { readonly id: string; readonly prompt: string }[]
    | {
        readonly ask: readonly { readonly id: string; readonly prompt: string }[];
        /** false: it only asks. */
        readonly wait?: boolean;
        /** What the answer must hold. */
        readonly contains?: string | readonly string[];
      };
  readonly usage: {
    readonly model?: string;
    readonly input: number;
    readonly output: number;
    readonly cached?: number;
    /** In US dollars. */
    readonly cost?: number;
  };
  readonly exit: number;
  readonly expect_prompt: {
    readonly contains?: string | readonly string[];
    readonly not_contains?: string | readonly string[];
  };
}

/** Whose turn it is. */
export interface Turn {
  readonly phase: string;
  readonly task: string;
  readonly attempt: number;
  /** Whether it goes on in a session. */
  readonly resumed: boolean;
  /** The stage of the task, and which of its attempts it is, where the task has any. */
  readonly stage?: { readonly name: string; readonly attempt: number };
  /** The worker that it is. */
  readonly worker?: string;
}

/** The steps of an attempt: what is said of its task counts before what is said of all; undefined where nothing is. */
export function stepsFor(script: Script, turn: Turn): readonly Step[] | undefined {
  if (turn.worker !== undefined)
    return own(script.workers, turn.worker) ?? ofTask(script.default, turn);
  const named =
    own(script.tasks, `${turn.phase}/${turn.task}`) ?? own<TaskSteps>(script.tasks, turn.task);
  const isWork = turn.stage?.name !== "compact";
  const resume = turn.resumed && isWork ? script.resume : undefined;
  return ofTask(named, turn) ?? resume ?? ofTask(script.default, turn);
}

function ofTask(steps: TaskSteps | undefined, turn: Turn): readonly Step[] | undefined {
  const { stage } = turn;
  // What does a task does not say what a session came to.
  const isOther = stage?.name === "compact";
  if (steps === undefined || isSteps(steps)) return isOther ? undefined : steps;
  const ofStage = stage && own(steps, stage.name);
  if (ofStage && isSteps(ofStage)) return ofStage;
  const staged = ofStage && stage ? byAttempt(ofStage, turn.resumed, stage.attempt) : undefined;
  if (staged || isOther) return staged;
  return byAttempt(steps as StageAttempts, turn.resumed, turn.attempt);
}

function byAttempt(
  steps: StageAttempts,
  resumed: boolean,
  attempt: number,
): readonly Step[] | undefined {
  const resume = resumed ? own(steps, "resume") : undefined;
  return resume ?? own(steps, String(attempt)) ?? own(steps, "default");
}

const isSteps = (steps: TaskSteps | StageAttempts): steps is readonly Step[] =>
  Array.isArray(steps);

function own<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map && Object.hasOwn(map, key) ? map[key] : undefined;
}
