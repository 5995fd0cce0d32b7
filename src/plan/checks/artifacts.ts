import type { Draft, Named, PhaseDraft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";
import { checkSchemas } from "./schemas.ts";
import { Upstream } from "./upstream.ts";

/** Artifacts that nobody produces, that two phases do, or that come from where nothing is waited for. */
export function checkArtifacts({ phases }: Draft, findings: Findings): void {
  const makers = makersOf(phases, findings);
  let upstream: Upstream<PhaseDraft> | undefined;
  for (const phase of phases) {
    for (const taken of phase.takes) {
      upstream ??= new Upstream(phases);
      checkTaken(taken, phase, makers, upstream, findings);
    }
    checkHandedIn(phase, findings);
    checkSchemas(phase.gives);
  }
}

/** Which phase produces what. */
function makersOf(phases: readonly PhaseDraft[], findings: Findings): Map<string, PhaseDraft> {
  const makers = new Map<string, PhaseDraft>();
  for (const phase of phases) {
    for (const { name, at } of phase.gives) {
      const other = makers.get(name);
      // Within one phase it is a key that is given twice.
      if (other && other !== phase) {
        const line = findings.lineOf(other.gives.find((each) => each.name === name)!.at);
        const message = `the phase ${quoted(other.name)} produces ${quoted(name)} as well, in line ${line}`;
        findings.error(at, "duplicate-artifact", message, "give one of them another name");
      } else makers.set(name, phase);
    }
  }
  return makers;
}

function checkTaken(
  { name, at }: Named,
  phase: PhaseDraft,
  makers: ReadonlyMap<string, PhaseDraft>,
  upstream: Upstream<PhaseDraft>,
  findings: Findings,
): void {
  const maker = makers.get(name);
  if (!maker) {
    const hint = (): string =>
      didYouMean(name, [...makers.keys()], "there are") ??
      'a phase names those that it hands on under "produces"';
    findings.error(at, "unknown-artifact", `no phase produces ${quoted(name)}`, hint);
  } else if (maker === phase) {
    const message = `the phase ${quoted(phase.name)} produces ${quoted(name)} itself`;
    findings.error(at, "not-upstream", message, `take ${quoted(name)} out of its "needs"`);
  } else if (!upstream.waits(phase.name, maker.name)) {
    const message = `${quoted(phase.name)} does not wait for ${quoted(maker.name)}, which produces ${quoted(name)}`;
    const hint = `add ${quoted(maker.name)} to its "depends_on"`;
    findings.error(at, "not-upstream", message, hint);
  }
}

/** What tasks say that they hand in, and what is left. */
function checkHandedIn(phase: PhaseDraft, findings: Findings): void {
  if (phase.from) {
    for (const { name, at } of phase.gives) {
      const message = `each of the tasks that are made of a list would hand in ${quoted(name)}`;
      findings.error(at, "misplaced-key", message, "let a phase after this one produce it");
    }
    return;
  }
  const names = phase.gives.map((each) => each.name);
  const handed = new Set<string>();
  for (const { task, gives = [] } of phase.tasks) {
    for (const name of task.produces ?? []) handed.add(name);
    for (const { name, at } of gives) {
      if (names.includes(name)) continue;
      const message = `the phase ${quoted(phase.name)} does not produce ${quoted(name)}`;
      const hint = (): string =>
        didYouMean(name, names, "it produces") ??
        'the phase names what it hands on under "produces", each with its JSON Schema';
      findings.error(at, "unknown-artifact", message, hint);
    }
  }
  if (phase.tasks.length === 0) return;
  for (const { name, at } of phase.gives) {
    if (handed.has(name)) continue;
    const message = `no task of the phase ${quoted(phase.name)} hands in ${quoted(name)}`;
    findings.error(
      at,
      "unknown-artifact",
      message,
      `add "produces: ${name}" to the task that does`,
    );
  }
}
