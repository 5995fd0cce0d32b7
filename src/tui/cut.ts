import { createRequire } from "node:module";
import type * as StringWidth from "string-width";

// What the bundle makes of a default export does not fit what only modules have.
const { default: stringWidth } = createRequire(import.meta.url)(
  "string-width",
) as typeof StringWidth;

const segmenter = new Intl.Segmenter();

/** How many columns of a terminal the text takes. */
export const widthOf = (text: string): number => stringWidth(text);

/** The text, or as much of its beginning as fits with a sign that it goes on. Never wider than `width`. */
export function cutTo(text: string, width: number, more = "…"): string {
  if (width <= 0) return "";
  // A line of a megabyte is not measured for the few columns that are shown of it.
  const head = text.length > width * 16 ? text.slice(0, width * 16) : text;
  if (head.length === text.length && widthOf(text) <= width) return text;
  const room = width - widthOf(more);
  if (room < 0) return "";
  let used = 0;
  let kept = "";
  for (const { segment } of segmenter.segment(head)) {
    used += widthOf(segment);
    if (used > room) break;
    kept += segment;
  }
  return kept + more;
}

/** Filled with spaces up to `width` columns; cut where it is wider. */
export function padTo(text: string, width: number, more?: string): string {
  const cut = cutTo(text, width, more);
  return cut + " ".repeat(Math.max(0, width - widthOf(cut)));
}
