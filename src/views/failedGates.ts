import type { CheckResult } from "../core/gate.ts";
import type { PhaseState, Run } from "../core/run.ts";
import { conflictsOf } from "./worktrees.ts";

/** How the core begins to say that a gate is why a phase failed. */
const GATE_FAILED = "its gate does not hold";

/** A phase that has failed, and not by a task of its: its gate did not hold, or it could not be begun. */
export interface FailedGate {
  readonly phase: string;
  readonly round: number;
  readonly message: string;
  /** Those that did not pass; none where its gate is not why it failed. */
  readonly checks: readonly Pick<CheckResult, "id" | "type" | "text" | "code" | "tail">[];
  /** Paths for which it cannot be merged. */
  readonly conflicts?: readonly string[];
}

export const failedGates = (run: Run): FailedGate[] =>
  run.phases.flatMap((each) => failedGate(each) ?? []);

/** Nothing where it has not failed, or by a task. */
export function failedGate(phase: PhaseState): FailedGate | undefined {
  const { spec, status, message, round, evidence } = phase;
  if (status !== "failed" || message === undefined) return undefined;
  // Evidence of an earlier round may be there still.
  const isGate = message.startsWith(GATE_FAILED);
  const checks = (evidence?.checks ?? [])
    .filter((each) => isGate && !each.passed)
    .map(({ id, type, text, code, tail }) => ({
      id,
      type,
      text,
      ...(code === undefined ? {} : { code }),
      ...(tail === undefined ? {} : { tail }),
    }));
  const conflicts = isGate ? conflictsOf(phase) : [];
  return {
    phase: spec.id,
    round,
    message,
    checks,
    ...(conflicts.length > 0 ? { conflicts } : {}),
  };
}
