/** Characters of a line at most, where a line is all that something gets. */
export const LINE_LENGTH = 200;

/** The text, or its beginning with a sign that it goes on. At most `most` UTF-16 units; no character is cut in two. */
export function cutLine(text: string, most: number = LINE_LENGTH): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1);
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
