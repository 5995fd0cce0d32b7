import type { Failure } from "./failure.ts";
import type { ParamValue } from "./plan.ts";

export type Outputs = Readonly<Record<string, string>>;

/** How an attempt ended, as its executor saw it. Durations in milliseconds. */
export type AttemptResult =
  | { readonly type: "succeeded"; readonly outputs?: Outputs }
  | { readonly type: "failed"; readonly failure: Failure }
  | { readonly type: "cancelled"; readonly reason: string };

export type Params = Readonly<Record<string, ParamValue>>;

/** A request that changed nothing, and why. `text` is for a person; `code` is for programs and tests. */
export interface Refusal {
  readonly refused: true;
  readonly code: RefusalCode;
  readonly text: string;
}

export type RefusalCode =
  | "already-started"
  | "not-started"
  | "run-completed"
  | "run-aborted"
  | "run-ended"
  | "unknown-phase"
  | "unknown-task"
  | "ambiguous-task"
  | "not-failed"
  | "still-running"
  | "already-settled"
  | "not-a-checkpoint"
  | "stale-attempt"
  | "not-ready";

export const refuse = (code: RefusalCode, text: string): Refusal => ({ refused: true, code, text });

export const isRefusal = (value: object): value is Refusal => "refused" in value;
