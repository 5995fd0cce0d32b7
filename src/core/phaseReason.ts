import type { CheckResult } from "./gate.ts";
import type { PhaseState } from "./run.ts";
import { isFailure } from "./run.ts";

/** Why a phase has failed, in the words of what failed: `3 tests failed`, or the task and what is wrong with it. */
export function reasonOf(phase: PhaseState): string {
  const failed = phase.tasks.filter(isFailure);
  if (failed.length > 0)
    return failed.map(({ spec, message }) => `${spec.id}: ${message ?? "failed"}`).join("; ");
  const checks = (phase.evidence?.checks ?? []).filter((each) => !each.passed);
  if (checks.length === 0) return phase.message ?? "it failed";
  return checks.map((each) => textOf(phase, each)).join("; ");
}

/** What a ready-made check says needs no name; `exit 1` alone would tell nothing. */
function textOf({ spec }: PhaseState, { id, text }: CheckResult): string {
  const check = spec.gate?.checks.find((each) => each.id === id);
  const isReady =
    check?.type === "files-found" ||
    check?.type === "no-errors" ||
    (check?.type === "run" && check.ready !== undefined && !/^exit \d+$/.test(text));
  return isReady ? text : `${id}: ${text}`;
}
