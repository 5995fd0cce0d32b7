import type { Draft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";
import { Upstream } from "./upstream.ts";

/** Summaries of phases that are not there, or that nothing waits for. */
export function checkSummaries({ phases }: Draft, findings: Findings): void {
  if (!phases.some(({ hears }) => hears && hears.length > 0)) return;
  const upstream = new Upstream(phases);
  for (const { name, hears = [] } of phases) {
    for (const { name: other, at } of hears) {
      if (!upstream.item(other)) {
        const hint = (): string | undefined => didYouMean(other, upstream.names, "there are");
        findings.error(at, "unknown-phase", `there is no phase ${quoted(other)}`, hint);
      } else if (other !== name && !upstream.waits(name, other)) {
        const message = `${quoted(name)} does not wait for ${quoted(other)}, whose summary it is to be given`;
        findings.error(at, "not-upstream", message, `add ${quoted(other)} to its "depends_on"`);
      }
    }
  }
}
