import type { Reference } from "../expressionReferences.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";
import type { Site } from "./expressions.ts";
import { checkDashes } from "./references.ts";

/** Checks `artifacts.x`. Says up to where the expression's text has been dealt with. */
export function checkArtifactReference(
  reference: Reference,
  source: string,
  site: Site,
  findings: Findings,
): number {
  const { at, root, path } = reference;
  const { phase, draft } = site;
  if (!phase) {
    const place = site.place({ start: at.start, end: at.start + root.length });
    const message = '"artifacts" can be read only in a phase that needs them';
    findings.error(place, "unknown-name", message);
    return 0;
  }
  const [step] = path;
  const isGate = site.of === "gate";
  // A gate looks at what its phase made, too.
  const named = isGate ? [...phase.takes, ...phase.gives] : phase.takes;
  const names = named.map((each) => each.name);
  if (step?.name === undefined || names.includes(step.name)) return 0;
  const { name } = step;
  const dashed = checkDashes(reference, 0, source, names, site, findings);
  if (dashed > 0) return dashed;
  const verbs = isGate ? "needs or produces" : "needs";
  const message = `the phase ${quoted(phase.name)} ${verbs} no artifact ${quoted(name)}`;
  const hint = (): string | undefined =>
    draft.phases.some(({ gives }) => gives.some((each) => each.name === name))
      ? `add ${quoted(name)} to its "needs"`
      : names.length === 0
        ? 'it needs none; "needs" names those of earlier phases'
        : didYouMean(name, names, `it ${verbs}`);
  findings.error(site.place(step.at), "unknown-artifact", message, hint);
  return 0;
}
