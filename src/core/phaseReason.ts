import type { PhaseState } from "./run.ts";
import { isFailure } from "./run.ts";

/** Why a phase has failed, in the words of what failed: `3 tests failed`. Undefined where it has not. */
export function reasonOf({ status, evidence, message, tasks }: PhaseState): string | undefined {
  if (status !== "failed") return undefined;
  const failed = tasks.filter(isFailure);
  if (failed.length > 0)
    return failed.map(({ spec, message: why }) => `${spec.id}: ${why ?? "failed"}`).join("; ");
  const checks = (evidence?.checks ?? []).filter((each) => !each.passed);
  if (checks.length === 0) return message ?? "it failed";
  return checks.map(({ text }) => text).join("; ");
}
