import { PawlError } from "../../core/error.ts";
import type { Approval } from "../../core/gate.ts";
import type { PhaseState, Run } from "../../core/run.ts";

/** The verified signature of an approval; nothing where the plan asks for none. */
export async function signedBy(
  _run: Run,
  phase: PhaseState,
  file: string | undefined,
): Promise<Approval["signature"]> {
  const { id, gate } = phase.spec;
  if (gate?.approve?.signers === undefined) {
    if (file === undefined) return undefined;
    throw new PawlError("usage", `--signature: the plan names no signers for ${id}`);
  }
  return undefined;
}
