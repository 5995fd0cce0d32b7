import type { JsonValue } from "../../../core/artifact.ts";

const MOST_LINES = 25;
const MOST_TEXT = 120;

/** What a value is like, a line for each of its members: pointer, type, size, and how it begins. */
export function shapeOf(value: JsonValue): string {
  const members = entriesOf(value);
  const lines = [
    `the whole: ${kindOf(value)}`,
    ...members.slice(0, MOST_LINES).map(([key, each]) => `/${cut(key)}: ${described(each)}`),
  ];
  if (members.length > MOST_LINES) lines.push(`and ${members.length - MOST_LINES} more`);
  return lines.join("\n");
}

const entriesOf = (value: JsonValue): [string, JsonValue][] =>
  value === null || typeof value !== "object" ? [] : Object.entries(value);

function described(value: JsonValue): string {
  const text = JSON.stringify(value);
  const first = Array.isArray(value) && value.length > 0 ? (value[0] as JsonValue) : value;
  const begins = Array.isArray(value) ? "first entry" : "begins";
  return `${kindOf(value)}, ${Buffer.byteLength(text)} bytes; ${begins}: ${cut(JSON.stringify(first))}`;
}

function kindOf(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return `an object of ${Object.keys(value).length} keys`;
  return typeof value === "string" ? `text of ${value.length} characters` : `a ${typeof value}`;
}

const cut = (text: string): string =>
  text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT).replace(/[\uD800-\uDBFF]$/, "")}…`;
