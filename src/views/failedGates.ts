import type { CheckResult } from "../core/gate.ts";
import type { Run } from "../core/run.ts";

/** A phase that has failed as its gate did not hold. */
export interface FailedGate {
  readonly phase: string;
  readonly round: number;
  readonly message: string;
  /** Those that did not pass. */
  readonly checks: readonly Pick<CheckResult, "id" | "type" | "text" | "code" | "tail">[];
}

export const failedGates = (run: Run): FailedGate[] =>
  run.phases.flatMap(({ spec, status, message, round, evidence }) => {
    if (status !== "failed" || message === undefined) return [];
    const checks = (evidence?.checks ?? [])
      .filter((each) => !each.passed)
      .map(({ id, type, text, code, tail }) => ({
        id,
        type,
        text,
        ...(code === undefined ? {} : { code }),
        ...(tail === undefined ? {} : { tail }),
      }));
    return [{ phase: spec.id, round, message, checks }];
  });
