import { canonicalJson } from "../../core/canonicalJson.ts";
import type { JsonValue } from "../../core/artifact.ts";
import { nodeAt, readJson, valueOf } from "./read.ts";
import type { JsonNode, JsonObject, JsonPath } from "./read.ts";

/** A member of an object as it is to be. Its value undefined: it is not to be there. */
export interface JsonChange {
  readonly path: JsonPath;
  readonly value: JsonValue | undefined;
}

/**
 * Makes changes in a JSON text, and leaves every other character of it as it is: keys that nobody here knows, their
 * order, how numbers are written, white space. What is added is written as what stands around it.
 * A change below something that is no object is left out. Undefined where the text is no JSON.
 */
export function editJson(text: string, changes: readonly JsonChange[]): string | undefined {
  let root = readJson(text);
  if (!root) return undefined;
  let now = text;
  for (const { path, value } of changes) {
    const next = change(now, root, path, value);
    if (next === now) continue;
    now = next;
    root = readJson(now)!;
  }
  return now;
}

function change(
  text: string,
  root: JsonNode,
  path: JsonPath,
  value: JsonValue | undefined,
): string {
  const [key, ...above] = path.toReversed();
  const parent = nodeAt(root, above.toReversed());
  if (parent?.kind !== "object" || typeof key !== "string") return text;
  const there = nodeAt(parent, [key]);
  if (value === undefined) return there ? without(text, parent, key) : text;
  if (!there) return withMember(text, parent, key, value);
  if (canonicalJson(valueOf(text, there)) === canonicalJson(value)) return text;
  const written = format(value, text, parent);
  return text.slice(0, there.start) + written + text.slice(there.end);
}

function withMember(text: string, object: JsonObject, key: string, value: JsonValue): string {
  const last = object.members.at(-1);
  const written = format(value, text, object);
  if (!last) return fill(text, object, `${JSON.stringify(key)}: ${written}`);
  const colon = text.slice(last.at.end, last.value.start);
  const member = `${gapOf(text, object)}${JSON.stringify(key)}${colon}${written}`;
  return `${text.slice(0, last.value.end)},${member}${text.slice(last.value.end)}`;
}

/** What stands between a comma of an object and the key after it. */
function gapOf(text: string, { members, start }: JsonObject): string {
  const last = members.at(-1)!;
  const before = members.at(-2)?.value.end ?? start;
  const space = /[ \t\r\n]*$/.exec(text.slice(before, last.at.start))![0];
  const line = /\r?\n[ \t]*$/.exec(space)?.[0];
  if (line !== undefined) return line;
  const colon = text.slice(last.at.end, last.value.start);
  return members.length > 1 ? space : colon.endsWith(" ") ? " " : "";
}

/** The first member of an object that had none: on a line of its own where the text has lines. */
function fill(text: string, { start, end }: JsonObject, member: string): string {
  const newline = newlineOf(text);
  const inside =
    newline === undefined
      ? member
      : `${newline}${indentAt(text, start)}${unitOf(text)}${member}${newline}${indentAt(text, start)}`;
  return `${text.slice(0, start)}{${inside}}${text.slice(end)}`;
}

function without(text: string, { members }: JsonObject, key: string): string {
  const index = members.findLastIndex((each) => each.key === key);
  const member = members[index]!;
  const next = members[index + 1];
  const before = members[index - 1];
  const from = !next && before ? before.value.end : member.at.start;
  const to = next ? next.at.start : member.value.end;
  return text.slice(0, from) + text.slice(to);
}

/** A value as it would stand in an object: over lines where the object is. */
function format(value: JsonValue, text: string, object: JsonObject): string {
  const newline = newlineOf(text);
  const first = object.members[0];
  const inLines = first === undefined || text.slice(object.start, first.at.start).includes("\n");
  if (newline === undefined || !inLines || isShort(value)) return inOneLine(value);
  const indent =
    first === undefined ? indentAt(text, object.start) : indentAt(text, first.at.start);
  const deeper = first === undefined ? indent + unitOf(text) : indent;
  return JSON.stringify(value, null, unitOf(text)).replaceAll("\n", `${newline}${deeper}`);
}

/** Lists of texts and numbers stand in one line, as people write them. */
const isShort = (value: JsonValue): boolean =>
  Array.isArray(value) && value.every((each) => each === null || typeof each !== "object");

function inOneLine(value: JsonValue): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each) => inOneLine(each)).join(", ")}]`;
  const members = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}: ${inOneLine(each)}`,
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

const newlineOf = (text: string): string | undefined => /\r?\n/.exec(text.trimEnd())?.[0];

/** The white space at the beginning of the line that a place is in. */
function indentAt(text: string, at: number): string {
  const line = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, at))![0];
}

/** By how much the text is indented: as its first member is. */
const unitOf = (text: string): string => /^\s*[{[][ \t]*\r?\n([ \t]+)/.exec(text)?.[1] ?? "  ";
