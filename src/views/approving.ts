import type { PhaseState, Run } from "../core/run.ts";
import { isoTime } from "./duration.ts";

/** A phase whose gate holds, and which waits for a person's approval. */
export interface Approving {
  readonly phase: string;
  readonly round: number;
  /** Of the evidence that is to be approved. */
  readonly digest: string;
  /** What the person has to say. */
  readonly phrase: string;
  readonly until?: string;
  /** Nobody approved in time, and somebody else was told. */
  readonly escalated?: true;
  /** Who may approve; anyone if not given. */
  readonly from?: readonly string[];
  /** It must be signed. */
  readonly signed?: true;
  /** What to type to see the evidence and to approve it. */
  readonly command: string;
  /** What to type to send the phase back, with the reason in place of TEXT. */
  readonly rejectCommand: string;
}

/** The phases that wait for an approval, in plan order. */
export const approvingIn = (run: Run): Approving[] =>
  phasesInPlanOrder(run.waiting).map((each) => approvingOf(run, each));

/** What a phase that waits for an approval waits for. */
export function approvingOf(run: Run, phase: PhaseState): Approving {
  const { phrase, from, signers } = phase.spec.gate!.approve!;
  return {
    phase: phase.spec.id,
    round: phase.round,
    digest: phase.evidence!.digest,
    phrase,
    ...(phase.approveUntil === undefined ? {} : { until: isoTime(phase.approveUntil) }),
    ...(phase.escalated ? { escalated: true } : {}),
    ...(from ? { from } : {}),
    ...(signers === undefined ? {} : { signed: true }),
    command: approveCommand(run, phase),
    rejectCommand: rejectCommand(run, phase),
  };
}

export const approveCommand = (run: Run, phase: PhaseState): string =>
  `pawl approve ${run.id} ${phase.spec.id}`;

export const rejectCommand = (run: Run, phase: PhaseState): string =>
  `pawl reject ${run.id} ${phase.spec.id} --reason TEXT`;

/** As people read and type it: enough of a digest to tell it from others. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);

export const phasesInPlanOrder = (phases: Iterable<PhaseState>): PhaseState[] =>
  [...phases].sort((a, b) => a.index - b.index);
