/** The text on one line, cut at a word so that it has at most `most` characters; "…" tells that it was cut. */
export function cutAtWord(text: string, most: number): string {
  // White space is folded within what could be left only: a text may be very long.
  const line = text
    .trimStart()
    .slice(0, most * 8)
    .replace(/\s+/g, " ")
    .trim();
  if (line.length <= most && text.length <= most * 8) return line;
  const room = line.slice(0, most - 1);
  const space = line[most - 1] === " " ? room.length : room.lastIndexOf(" ");
  const cut = space > most / 2 ? room.slice(0, space) : room.replace(/[\uD800-\uDBFF]$/, "");
  return `${cut.trimEnd()}…`;
}
