import { CONTEXT_DEFAULTS } from "../../core/context.ts";
import type { ContextPolicy } from "../../core/context.ts";
import type { Findings } from "../findings.ts";
import { asMap, asNumber, asText, get, placeOf } from "../syntax/tree.ts";
import type { Node } from "../syntax/tree.ts";
import { tokensOf } from "./budget.ts";

/** What a plan wants where sessions become long; undefined where it says nothing of it. */
export function readContext(node: Node | undefined, findings: Findings): ContextPolicy | undefined {
  const map = asMap(node);
  if (!map) return undefined;
  const windows = asMap(get(map, "windows"))?.entries ?? [];
  const given = asNumber(get(map, "compact"));
  // Who wants to hear of it later than usual wants the other later as well.
  const checkpoint =
    asNumber(get(map, "checkpoint")) ??
    Math.min(CONTEXT_DEFAULTS.checkpoint, given ?? CONTEXT_DEFAULTS.compact);
  const compact = given ?? Math.max(CONTEXT_DEFAULTS.compact, checkpoint);
  if (compact < checkpoint) {
    const message = `"compact" is ${compact}, and must not be less than "checkpoint", which is ${checkpoint}`;
    findings.error(placeOf(map, "compact"), "wrong-value", message);
  }
  return {
    checkpoint,
    compact,
    on: (asText(get(map, "on")) as ContextPolicy["on"] | undefined) ?? CONTEXT_DEFAULTS.on,
    windows: Object.fromEntries(
      windows.flatMap(({ key, value }) => {
        const tokens = tokensOf(value);
        return tokens === undefined ? [] : [[key, tokens]];
      }),
    ),
  };
}
