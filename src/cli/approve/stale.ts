import { PawlError } from "../../core/error.ts";
import type { PhaseState, Run } from "../../core/run.ts";
import { put } from "../../engine/engine.ts";
import { whyStale } from "../../engine/gateChecks.ts";
import { openGatekeeper } from "../keeper.ts";
import type { State } from "../state.ts";

/**
 * Refuses to approve what is no more: where the files are not those that were checked, the gate is voided, so that
 * it is checked again, and the person is told what differs.
 */
export async function refuseIfStale(state: State, run: Run, phase: PhaseState): Promise<void> {
  const keeper = openGatekeeper();
  const reason = keeper && (await whyStale(keeper, run, phase));
  if (reason === undefined) return;
  await put(state.store, run.id, { type: "void-gate", phase: phase.spec.id, reason });
  const next = (await state.store.holder(run.id))
    ? `the process that drives the run checks its gate again; pawl status ${run.id} --watch follows it`
    : `pawl resume ${run.id} checks its gate again`;
  throw new PawlError("refused", `the evidence of ${phase.spec.id} is stale: ${reason}; ${next}`);
}
