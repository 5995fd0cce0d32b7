import type { Reference } from "../expressionReferences.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";
import type { Site } from "./expressions.ts";
import { checkDashes } from "./references.ts";

const OF_DOCUMENT = ["path", "sha256"];

/** Checks `inputs.spec.path` and `inputs.phase`. Says up to where the expression's text has been dealt with. */
export function checkInput(
  reference: Reference,
  source: string,
  site: Site,
  findings: Findings,
): number {
  const { inputs = [], inputPhase } = site.draft.plan;
  const documents = inputs.map((each) => each.name);
  const names = [...documents, ...(inputPhase === undefined ? [] : ["phase"])];
  const [step, member] = reference.path;
  if (step?.name === undefined) return 0;
  if (!names.includes(step.name)) {
    const dashed = checkDashes(reference, 0, source, names, site, findings);
    if (dashed > 0) return dashed;
    const message = `the plan has no input ${quoted(step.name)}`;
    const hint = (): string | undefined =>
      names.length === 0
        ? 'it has none; they are named under "inputs"'
        : didYouMean(step.name!, names, "it has");
    findings.error(site.place(step.at), "unknown-input", message, hint);
  } else if (
    documents.includes(step.name) &&
    member?.name !== undefined &&
    !OF_DOCUMENT.includes(member.name)
  ) {
    const message = `an input has "path" and "sha256", and no ${quoted(member.name)}`;
    findings.error(site.place(member.at), "unknown-name", message);
  }
  return 0;
}

const OF_EVIDENCE = ["checks", "diff", "tree"];

/** Checks `evidence.diff` and its like, as far as its first step. */
export function checkEvidence({ path }: Reference, site: Site, findings: Findings): void {
  const [step] = path;
  if (step?.name === undefined || OF_EVIDENCE.includes(step.name)) return;
  const hint = (): string | undefined => didYouMean(step.name!, OF_EVIDENCE, "it has");
  const message = `evidence has no ${quoted(step.name)}`;
  findings.error(site.place(step.at), "unknown-name", message, hint);
}
