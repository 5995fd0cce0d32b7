import { phaseId } from "../../core/ids.ts";
import type { Need, PhaseDraft } from "../build/draft.ts";

/**
 * Phases that consist of phases of one list wait for each other as these do: a task of the one depends on a task of
 * the other, and nobody has to write that twice.
 */
export function waitAcross(phases: PhaseDraft[], notes: Set<string>): PhaseDraft[] {
  if (!phases.some(({ listed }) => listed)) return phases;
  return phases.map((draft) => {
    const needs = (draft.listed?.waits ?? []).flatMap((name) => needOf(name, draft, phases, notes));
    if (needs.length === 0) return draft;
    const all = [...draft.needs, ...needs];
    const dependsOn = all.map(({ name }) => phaseId(name));
    return { ...draft, needs: all, phase: { ...draft.phase, dependsOn } };
  });
}

function needOf(
  name: string,
  { name: phase, at, needs, listed }: PhaseDraft,
  phases: readonly PhaseDraft[],
  notes: Set<string>,
): Need[] {
  const other = phases.find(
    (each) => each.listed?.path === listed!.path && each.listed.phase === name,
  );
  if (!other) {
    notes.add(`${phase} depends on ${name} of ${listed!.path}, which this plan does not do`);
    return [];
  }
  if (other.name === phase || needs.some((need) => need.name === other.name)) return [];
  notes.add(`${phase} waits for ${other.name}, because a task of it depends on a task of that`);
  return [{ name: other.name, at, implied: true }];
}
