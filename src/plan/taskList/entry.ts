import type { Need } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { found, quoted } from "../schema/words.ts";
import { asMap, get, placeOf, written } from "../syntax/tree.ts";
import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";

/** A value that is there and says something. */
export function filled(map: MapNode, key: string): Node | undefined {
  const node = get(map, key);
  if (node?.kind === "scalar" && (node.value === null || node.value === "")) return undefined;
  return node;
}

/** The value under one of several names for the same thing. */
export function under(
  map: MapNode,
  keys: readonly [string, string],
  findings: Findings,
): Node | undefined {
  const [first, second] = keys.map((key) => filled(map, key));
  if (first && second) {
    const message = `${quoted(keys[1])} is another name for ${quoted(keys[0])}; this has both`;
    findings.error(placeOf(map, keys[1]), "ambiguous", message, "keep one of them");
  }
  return first ?? second;
}

/** A text, number or truth value as it is written. */
export const scalarText = (node: Node | undefined, { text }: Findings): string | undefined =>
  node?.kind === "scalar" && node.value !== null ? written(node, text).trim() : undefined;

/** A list of texts, or one. What YAML takes for a map, because of a colon in it, is text as it stands. */
export function textsUnder(node: Node | undefined, findings: Findings): string[] {
  if (!node) return [];
  const items = node.kind === "list" ? node.items : [node];
  return items.flatMap((item) => {
    const text = scalarText(item, findings) ?? findings.text.slice(item.start, item.end).trim();
    return text === "" ? [] : [text];
  });
}

/** Names of what something depends on: a list, or one name, or several with commas between them. */
export function namesUnder(node: Node | undefined, findings: Findings): Need[] {
  if (!node) return [];
  const needs = new Map<string, Need>();
  for (const item of node.kind === "list" ? node.items : [node]) {
    const text = scalarText(item, findings);
    if (text === undefined) {
      if (item.kind === "scalar") continue;
      const message = `a dependency is ${found(item, findings.text)}, expected the id of a task or a phase`;
      findings.error(item, "wrong-value", message);
      continue;
    }
    const names = node.kind === "list" ? [text] : text.split(",").map((each) => each.trim());
    for (const name of names) {
      if (name === "" || needs.has(name) || NOTHING.test(name)) continue;
      needs.set(name, { name, at: item, implied: false });
    }
  }
  return [...needs.values()];
}

const NOTHING = /^(?:none|null|n\/a|-)$/i;

/** What an entry says of how far it is, where it needs no more work. */
export function leftOut(map: MapNode, findings: Findings): string | undefined {
  const status = scalarText(filled(map, "status"), findings);
  if (status !== undefined && LEFT_OUT.test(status)) return status;
  return DONE_KEYS.find((key) => {
    const node = get(map, key);
    return node?.kind === "scalar" && node.value === true;
  });
}

const LEFT_OUT =
  /^(?:completed?|done|finished|merged|closed|passed|skipped|cancell?ed|won'?t[ _-]?(?:do|fix))$/i;
const DONE_KEYS = ["done", "completed", "complete", "passes"];

/** The entries of a list that are maps; any other is reported. */
export function mapsIn(node: Node | undefined, what: string, findings: Findings): MapNode[] {
  if (!node) return [];
  if (node.kind !== "list") {
    const message = `${what} are ${found(node, findings.text)}, expected a list`;
    findings.error(node, "wrong-value", message);
    return [];
  }
  return node.items.flatMap((item) => {
    const map = asMap(item);
    if (!map) {
      const message = `one of ${what} is ${found(item, findings.text)}, expected a map with an "id"`;
      findings.error(item, "wrong-value", message);
    }
    return map ?? [];
  });
}

/** The id of an entry, and where it stands. */
export function idOf(
  map: MapNode,
  what: "phase" | "task",
  findings: Findings,
): { readonly name: string; readonly at: ScalarNode } | undefined {
  const node = filled(map, "id");
  const name = scalarText(node, findings);
  if (name !== undefined) return { name, at: node as ScalarNode };
  const at = map.entries[0]?.at ?? map;
  findings.error(
    at,
    "missing-key",
    `this ${what} has no "id"`,
    `add "id": others depend on it by that`,
  );
  return undefined;
}
