import { DOMAINS } from "../../core/routing.ts";
import type { Complexity } from "../../core/routing.ts";
import type { Subject } from "../routing/subject.ts";
import type { Findings } from "../findings.ts";
import { filled, scalarText } from "./entry.ts";
import type { LinkedTask } from "./link.ts";
import type { Doer } from "./who.ts";

const COMPLEXITY: Readonly<Record<Complexity, RegExp>> = {
  simple: /^(?:simple|low|easy|trivial|minor|xs|s|small)$/i,
  complex: /^(?:complex|high|hard|difficult|major|medium|m|l|xl|xxl|large)$/i,
};

/** What an entry itself says of where it belongs: its domain, for whom it is meant, and how hard it is. */
export function listedWords(
  { map }: LinkedTask,
  doer: Doer | undefined,
  findings: Findings,
): Pick<Subject, "domain" | "meantFor" | "complexity"> {
  const said = scalarText(filled(map, "domain"), findings);
  const size = scalarText(filled(map, "complexity"), findings) ?? "";
  const domain = DOMAINS.find((each) => each === said?.toLowerCase());
  const complexity = (["simple", "complex"] as const).find((each) => COMPLEXITY[each].test(size));
  const meantFor = (doer && "meantFor" in doer ? doer.meantFor : undefined) ?? said;
  return { domain, meantFor, complexity };
}
