import type { CheckResult } from "../core/gate.ts";
import type { PhaseState, Run } from "../core/run.ts";

/** A phase that has failed as its gate did not hold. */
export interface FailedGate {
  readonly phase: string;
  readonly round: number;
  readonly message: string;
  /** Those that did not pass. */
  readonly checks: readonly Pick<CheckResult, "id" | "type" | "text" | "code" | "tail">[];
}

export const failedGates = (run: Run): FailedGate[] =>
  run.phases.flatMap((each) => failedGate(each) ?? []);

/** Nothing where its gate is not why it failed. */
export function failedGate({
  spec,
  status,
  message,
  round,
  evidence,
}: PhaseState): FailedGate | undefined {
  if (status !== "failed" || message === undefined) return undefined;
  const checks = (evidence?.checks ?? [])
    .filter((each) => !each.passed)
    .map(({ id, type, text, code, tail }) => ({
      id,
      type,
      text,
      ...(code === undefined ? {} : { code }),
      ...(tail === undefined ? {} : { tail }),
    }));
  return { phase: spec.id, round, message, checks };
}
