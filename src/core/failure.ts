import type { TaskAddress } from "./ids.ts";

/** Why an attempt did not succeed; it decides what happens next. */
export type FailureClass = "transient" | "timed-out" | "lost" | "fatal";

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
