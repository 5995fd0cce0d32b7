import { PawlError } from "../../core/error.ts";
import type { PhaseState, Run } from "../../core/run.ts";
import { put } from "../../engine/engine.ts";
import { whyStale } from "../../engine/gateChecks.ts";
import { whatChanged } from "../../gates/evidence.ts";
import { viewsOf } from "../../core/views.ts";
import { repositoryOf } from "../../git/repository.ts";
import { changedSince } from "../../git/snapshot.ts";
import { shortDigest } from "../../views/approving.ts";
import { oneLine } from "../../views/safeText.ts";
import { listed } from "../../views/words.ts";
import { openGatekeeper } from "../keeper.ts";
import type { State } from "../state.ts";

/**
 * Refuses to approve what is no more: where the files are not those that were checked, the gate is voided, so that
 * it is checked again, and the person is told what differs.
 */
export async function refuseIfStale(state: State, run: Run, phase: PhaseState): Promise<void> {
  const reason = await staleness(run, phase);
  if (reason === undefined) return;
  await put(state.store, run.id, { type: "void-gate", phase: phase.spec.id, reason });
  const next = (await state.store.holder(run.id))
    ? `the process that drives the run checks its gate again; pawl status ${run.id} --watch follows it`
    : `pawl resume ${run.id} checks its gate again`;
  throw new PawlError("refused", `the evidence of ${phase.spec.id} is stale: ${reason}; ${next}`);
}

/** What cannot be looked at is not approved. */
async function staleness(run: Run, phase: PhaseState): Promise<string | undefined> {
  try {
    const reason = await whyStale(openGatekeeper(), run, phase);
    return reason && `${reason}${await changedText(run, phase)}`;
  } catch (cause) {
    throw new PawlError(
      "refused",
      `whether the files in ${run.source.dir} are those that were checked cannot be told: ${(cause as Error).message}`,
      { cause },
    );
  }
}

const MOST_PATHS = 10;

/** Which files it is, where git can tell. */
async function changedText(run: Run, phase: PhaseState): Promise<string> {
  const { commit } = phase.evidence!.tree;
  const repository =
    commit === undefined ? undefined : await repositoryOf(run.source.dir, viewsOf(run.plan));
  if (!repository) return "";
  const paths = await changedSince(repository, commit!);
  return `: ${listed(paths.map(oneLine), MOST_PATHS)}`;
}

/** Refuses evidence that was the phase's once, and says what has changed since; nothing where it never was. */
export async function refuseOld(
  state: State,
  run: Run,
  phase: PhaseState,
  digest: string,
): Promise<void> {
  const { events } = await state.store.read(run.id);
  const { id } = phase.spec;
  const old = events
    .flatMap(({ event }) => (event.type === "gate-checked" ? [event.evidence] : []))
    .findLast((each) => each.phase === id && each.digest.startsWith(digest));
  if (!old) return;
  const now = phase.evidence!;
  const changes = whatChanged(old, now);
  const what = changes.length > 0 ? `: ${changes.join("; ")}` : "";
  throw new PawlError(
    "refused",
    `the evidence of ${id} has changed: it is ${shortDigest(now.digest)} now, and ${shortDigest(digest)} was approved${what}`,
  );
}
