import type { Node } from "../syntax/tree.ts";
import { written } from "../syntax/tree.ts";
import type { Schema } from "./published.ts";

const LONGEST = 40;

/** What a value is, for the middle of a sentence. */
export function found(node: Node, text: string): string {
  switch (node.kind) {
    case "map":
      return node.entries.length === 0 ? "an empty map" : "a map";
    case "list":
      return node.items.length === 0 ? "an empty list" : "a list";
    case "scalar":
      if (node.value === null) return "empty";
      return typeof node.value === "string" ? quoted(node.value) : written(node, text);
  }
}

/** Text in quotes, cut where it is long. */
export function quoted(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return JSON.stringify(short);
}

/** What would have been right; every schema has a title that says so. */
export const expected = (schema: Schema): string => schema.title ?? "something else";

/** The JSON Schema types that a value is of. */
export function typesOf(node: Node): readonly string[] {
  if (node.kind === "map") return ["object"];
  if (node.kind === "list") return ["array"];
  if (node.value === null) return ["null"];
  if (typeof node.value !== "number") return [typeof node.value];
  if (!Number.isFinite(node.value)) return [];
  return Number.isSafeInteger(node.value) ? ["number", "integer"] : ["number"];
}
