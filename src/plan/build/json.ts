import type { JsonValue } from "../../core/artifact.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import type { Entry, MapNode, Node } from "../syntax/tree.ts";

/** The JSON value that a tree says. What JSON does not have, and keys that are given twice, are reported. */
export function jsonOf(node: Node, findings: Findings): JsonValue {
  switch (node.kind) {
    case "list":
      return node.items.map((item) => jsonOf(item, findings));
    case "map":
      return mapOf(node, findings);
    case "scalar":
      if (typeof node.value === "number" && !Number.isFinite(node.value))
        findings.error(node, "wrong-value", `JSON has no number ${node.value}`);
      return node.value;
  }
}

function mapOf(map: MapNode, findings: Findings): JsonValue {
  const seen = new Map<string, Entry>();
  for (const entry of map.entries) {
    const first = seen.get(entry.key);
    if (first) {
      const message = `${quoted(entry.key)} is given twice, first in line ${findings.lineOf(first.at)}`;
      findings.error(entry.at, "duplicate-key", message, "keep one of them");
    } else seen.set(entry.key, entry);
  }
  return Object.fromEntries(Array.from(seen, ([key, { value }]) => [key, jsonOf(value, findings)]));
}
