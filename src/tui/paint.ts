import { cutTo, widthOf } from "./cut.ts";
import type { Colors } from "./terminal.ts";

export type Hue = "green" | "red" | "yellow" | "cyan" | "dim" | "bold";

/** A stretch of text of one colour. */
export interface Span {
  readonly text: string;
  readonly hue?: Hue | undefined;
}

export const span = (text: string, hue?: Hue): Span => ({ text, hue });

/** The spans as one line, cut to `width` columns before any colour is laid on. */
export function paintLine(
  spans: readonly Span[],
  width: number,
  colors: Colors,
  more?: string,
): string {
  let left = width;
  let line = "";
  for (const [at, { text, hue }] of spans.entries()) {
    const rest = spans.slice(at + 1).some((each) => each.text.trim() !== "");
    const full = widthOf(text);
    // Text that would just fit is cut when more is to come, so that the sign for that has its place.
    const shown = full < left || (full === left && !rest) ? text : cutTo(`${text}  `, left, more);
    line += hue && shown.trim() !== "" ? colors[hue](shown) : shown;
    left -= widthOf(shown);
    if (shown !== text || left <= 0) break;
  }
  return line.trimEnd();
}
