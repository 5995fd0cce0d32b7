import type { Span } from "../diagnostic.ts";

/**
 * What a plan file says, before anybody asks what it means: values, each with its place in the text.
 * Places are offsets in UTF-16 units. A scalar begins at its quote, or at the `|` of a block.
 */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode extends Span {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
}

export interface ListNode extends Span {
  readonly kind: "list";
  readonly items: readonly Node[];
}

export interface MapNode extends Span {
  readonly kind: "map";
  /** In the order of the file. A key that is given twice is here twice. */
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  /** Where the key stands. */
  readonly at: Span;
  readonly value: Node;
}

/** Collections that hold collections that hold …: this deep, and no deeper. */
export const MAX_DEPTH = 64;

/** The value under a key; the first one, where the key is given twice. */
export function get(map: MapNode, key: string): Node | undefined {
  for (const entry of map.entries) if (entry.key === key) return entry.value;
  return undefined;
}

/** Where a key stands, or else the map that lacks it. */
export function placeOf(map: MapNode, key: string): Span {
  return map.entries.find((entry) => entry.key === key)?.at ?? map;
}

export const asMap = (node: Node | undefined): MapNode | undefined =>
  node?.kind === "map" ? node : undefined;

export const asList = (node: Node | undefined): ListNode | undefined =>
  node?.kind === "list" ? node : undefined;

export const asText = (node: Node | undefined): string | undefined =>
  node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;

export const asNumber = (node: Node | undefined): number | undefined =>
  node?.kind === "scalar" && typeof node.value === "number" ? node.value : undefined;

export const asBoolean = (node: Node | undefined): boolean | undefined =>
  node?.kind === "scalar" && typeof node.value === "boolean" ? node.value : undefined;

/** A scalar as it is written: `1.10` stays `1.10`, `true` stays `true`. */
export function written(node: ScalarNode, text: string): string {
  return typeof node.value === "string" ? node.value : text.slice(node.start, node.end);
}
