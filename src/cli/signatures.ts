import type { Recorded } from "../core/events.ts";
import { replay } from "../core/replay.ts";
import { signedText, verifySignature } from "../gates/signers.ts";

/** What came of verifying the approvals of a run again. */
export interface Signatures {
  /** Approvals whose signature holds. */
  readonly verified: number;
  /** A sentence for each that does not, or that is missing where the plan wants one. */
  readonly problems: readonly string[];
}

/** Verifies the signatures of all approvals in a journal again, as of when they were given. */
export async function verifySignatures(events: readonly Recorded[]): Promise<Signatures> {
  const run = replay(events.slice(0, 1));
  let verified = 0;
  const problems: string[] = [];
  for (const { event, seq, at } of events) {
    if (event.type !== "gate-approved" || !run) continue;
    const signers = run.phaseById.get(event.phase)?.spec.gate?.approve?.signers;
    if (signers === undefined) continue;
    const { signature, digest } = event.approval;
    const about = `event ${seq}, the approval of ${event.phase}`;
    if (!signature) {
      problems.push(`${about}, is not signed`);
      continue;
    }
    const { armored, signer: principal } = signature;
    const text = signedText(run.id, event.phase, event.round, digest);
    const found = await verifySignature({ text, armored, principal, signers, at });
    if (found.ok) verified++;
    else problems.push(`${about}, has a signature that does not hold: ${found.reason}`);
  }
  return { verified, problems };
}
