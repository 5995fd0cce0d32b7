import { PawlError } from "../core/error.ts";
import type { RunId } from "../core/ids.ts";
import type { PhaseState, Run } from "../core/run.ts";
import { chooseRun, loadRun, namesRun } from "./state.ts";
import type { State } from "./state.ts";

/** What the arguments `[RUN] [GATE]` mean. */
export interface GateWords {
  readonly id: RunId;
  readonly run: Run;
  /** As given; absent: the only one that waits. */
  readonly gate?: string;
}

/** Either may be left out: a single argument that begins no run's id is the gate, which has its phase's name. */
export async function gateWords(
  state: State,
  [first, second]: readonly string[],
): Promise<GateWords> {
  const isRun = first !== undefined && (second !== undefined || (await namesRun(state, first)));
  const id = await chooseRun(state, isRun ? first : undefined);
  const gate = isRun ? second : first;
  const { run } = await loadRun(state, id);
  return { id, run, ...(gate === undefined ? {} : { gate }) };
}

/**
 * The phase of that name if it waits for an approval, else nothing.
 * Throws where the run has no such phase: nothing of it could be shown.
 */
export function waitingPhase(run: Run, gate: string): PhaseState | undefined {
  const phase = run.phases.find((each) => each.spec.id === gate || each.spec.title === gate);
  if (phase) return run.waiting.has(phase) ? phase : undefined;
  const known = run.phases.map((each) => each.spec.id).join(", ");
  throw new PawlError("refused", `run ${run.id} has no phase "${gate}"; its phases are ${known}`);
}
