import type { JsonValue } from "../../core/artifact.ts";

/** How a JSON text is laid out. */
export interface TextLayout {
  /** How its lines end; undefined where it is but one. */
  readonly newline: string | undefined;
  /** By how much it is indented: as its first member is. */
  readonly unit: string;
}

export const layoutOfText = (text: string): TextLayout => ({
  newline: /\r?\n/.exec(text.trimEnd())?.[0],
  unit: /^\s*[{[][ \t]*\r?\n([ \t]+)/.exec(text)?.[1] ?? "  ",
});

/** The white space at the beginning of the line that a place is in. */
export function indentAt(text: string, at: number): string {
  const line = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, at))![0];
}

/** A value over lines, where the text has such and it is not short. */
export function written(value: JsonValue, indent: string, { newline, unit }: TextLayout): string {
  if (newline === undefined || isShort(value)) return inOneLine(value);
  return JSON.stringify(value, null, unit).replaceAll("\n", `${newline}${indent}`);
}

/** Lists of texts and numbers stand in one line, as people write them. */
const isShort = (value: JsonValue): boolean =>
  Array.isArray(value) && value.every((each) => each === null || typeof each !== "object");

export function inOneLine(value: JsonValue): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each) => inOneLine(each)).join(", ")}]`;
  const members = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}: ${inOneLine(each)}`,
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
