import type { CheckResult } from "../core/gate.ts";
import { inShort } from "./inShort.ts";
import type { GateOrder } from "./port.ts";

/** The check that fails where a phase cannot be merged, with the commands that lead on. */
export function conflictCheck(
  { run, phase, landing }: GateOrder,
  conflicts: readonly string[],
): CheckResult {
  const what = `it cannot be merged into ${landing!.onto}, for both changed ${inShort(conflicts)}`;
  const retry = `pawl retry ${run} ${phase}`;
  const ways = [
    `mend it by hand in \`pawl shell ${run} ${phase}\` and then \`${retry}\``,
    `have an agent mend it with \`${retry} --resolve AGENT\``,
    `or do the phase anew on what there is now with \`${retry} --rebuild\``,
  ];
  return {
    id: "merge",
    type: "guard",
    passed: false,
    text: `${what}; ${ways.join(", ")}`,
    durationMs: 0,
  };
}
