import type { JsonValue } from "./artifact.ts";

/**
 * The one text of a JSON value after RFC 8785: members in the order of their keys' UTF-16 units, numbers as
 * ECMAScript writes them, no white space. The value must be plain JSON without lone surrogates, and not deeper
 * than the stack allows: what comes from outside is looked through first.
 */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key]!)}`);
  return `{${members.join(",")}}`;
}

const isList = (value: object): value is readonly JsonValue[] => Array.isArray(value);
