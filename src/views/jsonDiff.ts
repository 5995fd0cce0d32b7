import { canonicalJson } from "../core/canonicalJson.ts";
import type { JsonValue } from "../core/artifact.ts";

/** A place in which two JSON values differ; without `before` it was added, without `after` taken away. */
export interface JsonChange {
  /** A JSON Pointer; empty for the value as a whole. */
  readonly at: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** Where two JSON values differ, in the order of their members: the smallest parts that were added, removed, changed. */
export const jsonDiff = (before: JsonValue, after: JsonValue): JsonChange[] =>
  changesAt("", before, after);

function changesAt(at: string, before: JsonValue, after: JsonValue): JsonChange[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  if (!isSameKind(before, after)) return [{ at, before, after }];
  const old = membersOf(before);
  const now = membersOf(after);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const place = `${at}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (!now.has(key)) return [{ at: place, before: old.get(key)! }];
    if (!old.has(key)) return [{ at: place, after: now.get(key)! }];
    return changesAt(place, old.get(key)!, now.get(key)!);
  });
}

const isSameKind = (a: JsonValue, b: JsonValue): boolean =>
  typeof a === "object" &&
  typeof b === "object" &&
  a !== null &&
  b !== null &&
  Array.isArray(a) === Array.isArray(b);

const membersOf = (value: JsonValue): Map<string, JsonValue> =>
  new Map(Object.entries(value as object) as [string, JsonValue][]);
