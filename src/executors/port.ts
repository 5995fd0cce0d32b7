import type { AttemptResult } from "../core/result.ts";

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
  /** Lets go of everything without ending it. */
  close(): Promise<void>;
}
