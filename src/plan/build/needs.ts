import { asText } from "../syntax/tree.ts";
import type { Node } from "../syntax/tree.ts";
import type { Need } from "./draft.ts";

/** The names of a list such as `depends_on`, each once; undefined where nothing does. */
export function readNeeds(node: Node | undefined): Need[] | undefined {
  const nodes =
    node?.kind === "list" ? node.items : node && asText(node) !== undefined ? [node] : undefined;
  if (!nodes) return undefined;
  const needs = new Map<string, Need>();
  for (const each of nodes) {
    const name = asText(each);
    if (name !== undefined && !needs.has(name)) needs.set(name, { name, at: each, implied: false });
  }
  return [...needs.values()];
}

/** What follows from the order of the file: the one before. */
export const after = (before: { readonly name: string } | undefined, at: Node): Need[] =>
  before ? [{ name: before.name, at, implied: true }] : [];
