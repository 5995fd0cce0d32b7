import type { Draft, GateDraft } from "../build/draft.ts";
import { compileExpression, mentions } from "../expression.ts";
import type { Findings } from "../findings.ts";

/** Gates that hold nothing back but what an agent says of itself. */
export function checkGates({ phases }: Draft, findings: Findings): void {
  for (const { gate, tasks } of phases) {
    if (!gate || !restsOnClaims(gate)) continue;
    // What a command hands in is as good as the command.
    const reads = gate.checks.some(({ check }) => check.type === "no-errors");
    if (!tasks.some((task) => task.agent && (reads || task.task.produces))) continue;
    const message =
      "this gate rests on what agents say of their own work: nothing that Pawl measures, and nobody's approval, holds them to it";
    const hint = 'add a check by "run", "files", "coverage" or "tests_kept", or "approve"';
    findings.warn(gate.at, "rests-on-claims", message, hint);
  }
}

/** An expression over evidence reads what Pawl itself has seen. */
function restsOnClaims({ gate, checks }: GateDraft): boolean {
  if (gate.approve || checks.length === 0) return false;
  return checks.every(
    ({ check }) =>
      check.type === "no-errors" || (check.type === "that" && !readsMeasured(check.source)),
  );
}

const readsMeasured = (source: string): boolean => {
  const compiled = compileExpression(source);
  return compiled.ok && mentions(compiled.expression, "evidence");
};
