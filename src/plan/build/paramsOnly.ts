import { paramOf } from "../../core/inputs.ts";
import { splitPrompt } from "../../core/prompt.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";
import type { ScalarNode } from "../syntax/tree.ts";

/**
 * Reports expressions in a text that are more than a parameter: it is worked out before anything else is. Gives the
 * text with `x` in the place of each.
 */
export function checkParamsOnly(
  node: ScalarNode,
  key: string,
  params: Readonly<Record<string, unknown>>,
  findings: Findings,
): string {
  const parts = splitPrompt(String(node.value)).map((part) => {
    if (part.type === "text") return part.text;
    const name = part.type === "expression" ? paramOf(part.source) : undefined;
    if (name === undefined) {
      const message = `${quoted(key)} takes parameters only`;
      findings.error(node, "bad-expression", message, 'such as "${{ params.phase }}"');
    } else if (!Object.hasOwn(params, name)) {
      const hint = (): string | undefined => didYouMean(name, Object.keys(params), "it has");
      findings.error(node, "unknown-param", `the plan has no parameter ${quoted(name)}`, hint);
    }
    return "x";
  });
  return parts.join("");
}
