import type { TaskAddress } from "./ids.ts";

/** Why an attempt did not succeed; it decides what happens next. */
export type FailureClass =
  /** Time or another try may heal it. */
  | "transient"
  /** The agent may not go on before `Failure.until`; the wait uses up no try. */
  | "rate-limited"
  | "timed-out"
  | "lost"
  /** What it handed in does not fit, or its report cannot be read; the next attempt is told why. */
  | "invalid-artifact"
  /** It raised a flag that a person must answer. */
  | "blocked"
  /** Pawl looked at what it did and does not take it: a test that never failed, files out of its scope, a hook that refuses. */
  | "not-accepted"
  /** What it reports is not so: files that were not changed, another task; or a check of the task's does not pass. */
  | "claim-refuted"
  /** It changed branches, settings or hooks of the repository beyond its own branch. */
  | "out-of-bounds"
  | "fatal";

export interface Failure {
  readonly class: FailureClass;
  /** For a person: one line, what happened. */
  readonly message: string;
  /** Exit code, where the attempt had one. */
  readonly code?: number;
  /** Name of the signal that ended it, where one did. */
  readonly signal?: string;
  /** The last lines of its output. */
  readonly tail?: string;
  /** `lost`: Pawl died before it was started. That says nothing of the work, however often it happens. */
  readonly unstarted?: true;
  /** `rate-limited`: when the agent may go on, in milliseconds since 1970, where it said so. */
  readonly until?: number;
}

/**
 * Two equal signatures in a row mean that trying again is no use.
 * Numbers, hex strings, UUIDs and white space are folded, so that times and addresses make no difference.
 */
export function failureSignature(task: TaskAddress, failure: Failure): string {
  const message = failure.message
    .toLowerCase()
    .replace(UUID, "#")
    .replace(/0x[0-9a-f]+|[0-9a-f]{8,}/g, "#")
    .replace(/\d+/g, "#")
    .replace(/\s+/g, " ")
    .trim();
  return `${task} ${failure.class} ${message}`;
}

const UUID = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
