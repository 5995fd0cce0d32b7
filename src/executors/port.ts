import type { Agent } from "../core/agent.ts";
import type { Artifact, ArtifactSpec } from "../core/artifact.ts";
import type { Failure } from "../core/failure.ts";
import type { AttemptResult } from "../core/result.ts";
import type { Input } from "../core/plan.ts";
import type { MemoryValue } from "../core/memory.ts";
import type { AttemptStage, Pipeline } from "../core/pipeline.ts";
import type { WorkerPlace } from "../core/workers.ts";
import type { Usage } from "../core/usage.ts";

/** All that is needed to perform one attempt, also by a process that did not start it. */
export interface AttemptOrder {
  /** Absolute path of the attempt's folder; made when the attempt is claimed. */
  readonly folder: string;
  /** Unique value of `PAWL_ATTEMPT_ID` in the environment of everything the attempt starts. */
  readonly marker: string;
  /** Shell text, given to `/bin/sh -c` as it stands. */
  readonly command: string;
  /** Absolute path. */
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Time between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  readonly maxOutputBytes: number;
  /** Names that must be among the outputs that it wrote. */
  readonly promised: readonly string[];
  /** The command is a test that Pawl runs: its result says what the whole of its output tells of it. */
  readonly isTest?: boolean;
  /** Artifacts that a command hands in: as JSON, in files of the folder `artifacts` of its own. */
  readonly produces?: readonly ArtifactSpec[];
  /** There where it may write only to some places. */
  readonly sandbox?: Sandbox;
  /** There for a command that works in a worktree: of git's it may change this branch and nothing else. */
  readonly bounds?: { readonly branch: string };
  /** There for an attempt of an agent: `command` is then empty, and the agent executor makes its own. */
  readonly agent?: AgentOrder;
}

/** What a sandboxed attempt may write to, besides its own folder. Absolute paths. */
export interface Sandbox {
  readonly writable: readonly string[];
  /** Within these, what stays as it is. */
  readonly readOnly: readonly string[];
}

/** What an agent is to do in one attempt: all that its prompt is built from, and no more. */
export interface AgentOrder {
  /** Files and folders that Pawl keeps beside the work: that they change is not the agent's doing. Absolute. */
  readonly views?: readonly string[];
  readonly run: string;
  readonly phase: string;
  readonly task: string;
  readonly attempt: number;
  readonly agent: Agent;
  /** The task's prompt, with expressions worked out. */
  readonly prompt: string;
  readonly description?: string;
  readonly acceptance: readonly string[];
  readonly needs: readonly Artifact[];
  /** What earlier phases came to; without a text where they left none. */
  readonly summaries?: readonly { readonly phase: string; readonly text?: string }[];
  readonly produces: readonly ArtifactSpec[];
  /** How the last attempt failed. */
  readonly failed?: { readonly attempt: number; readonly failure: Failure };
  /** Flags that a person has answered. */
  readonly answers: readonly { readonly question: string; readonly answer: string }[];
  /** Why the phase was sent back, oldest first: what a person said, or which checks did not pass. */
  readonly rejections?: readonly string[];
  /** What an agent found out about the last failure. */
  readonly diagnosis?: string;
  /** There where the task has stages: what this attempt is for. */
  readonly stage?: StageOrder;
  /** There where it works in a worktree: of git's it may change this branch and nothing else. */
  readonly bounds?: { readonly branch: string };
  /** So much of the run's budget is used, in words: it is to come to an end. */
  readonly wrapUp?: string;
  /** There where it is a worker: `prompt` is then what it is to find out for whoever asked. */
  readonly worker?: WorkerOrder;
  /** The documents that the run is about. */
  readonly inputs?: readonly Input[];
  /**
   * The session to go on in. `usage` is what that session has told so far, for agents that count on from there;
   * `why` tells whether an attempt was cut short (then it is told to go on), an earlier task shares its session, or the
   * session is asked for its memory, as a fresh one is to take its place.
   */
  readonly resume?: {
    readonly session: string;
    readonly why: "cut-short" | "shared" | "compact";
    readonly usage?: Usage;
  };
  /** What an earlier session came to, which was too full to be gone on with. */
  readonly memory?: MemoryValue;
}

/** A worker by its batch and id, and how deep workers of its attempt may go. */
export interface WorkerOrder extends WorkerPlace {
  readonly depth: number;
}

/** One stage of a task. A review hands in a `REVIEW`, which `produces` then asks for, and may only read. */
export interface StageOrder {
  readonly name: Exclude<AttemptStage, "red" | "green" | "check" | "commit">;
  /** Which of the task's attempts at this stage it is, from 1. */
  readonly attempt: number;
  /** What is to be mended: what a test wrote, what a review found, why it could not be committed. */
  readonly because?: string;
  /** The end of what the test wrote when it failed as it should. */
  readonly proof?: string;
  /** The command that Pawl runs to see the test fail, and pass. */
  readonly test?: string;
  /** Commands that Pawl runs when the work is done, and must see pass. */
  readonly check?: readonly string[];
  readonly spec?: NonNullable<Pipeline["spec"]>;
  /** The commit that the task's work began from: what differs from it is what it did. */
  readonly since?: string;
}

/** An attempt under way. */
export interface AttemptHandle {
  /** Resolves when the attempt has ended and nothing that it must not leave behind is left; never rejects. */
  readonly ended: Promise<AttemptResult>;
  /** Asks it to end: SIGTERM to its group, SIGKILL after the grace period, then all that carries its marker. */
  cancel(reason: string): void;
}

export interface AdoptOptions {
  /** A person has said that the machine on which it was started is dead: without a result it is lost. */
  readonly hostIsDead: boolean;
}

/** Performs attempts. What it starts outlives it. */
export interface Executor {
  start(order: AttemptOrder): AttemptHandle;
  /**
   * Takes up an attempt that an earlier driver meant to start: the living is waited for, the result of the finished
   * is taken, and what was never claimed, or is gone without a result, is `lost`.
   */
  adopt(order: AttemptOrder, given?: AdoptOptions): AttemptHandle;
  /** The prompt that the attempt would be given, as far as it is known before it begins; none where no agent is asked. */
  promptOf?(order: AttemptOrder): string | undefined;
  /** Begins what the first attempt would wait for; it may be left out. */
  prepare?(): void;
  /** Lets go of everything without ending it. */
  close(): Promise<void>;
}
