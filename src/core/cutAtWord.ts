/**
 * The text on one line, cut at a word so that it has at most `most` characters; "…" tells that it was cut. Characters
 * are those of Unicode, however many bytes or units of memory one takes.
 */
export function cutAtWord(text: string, most: number): string {
  // White space is folded within what could be left only: a text may be very long.
  const line = text
    .trimStart()
    .slice(0, most * 8)
    .replace(/\s+/g, " ")
    .trim();
  const whole = text.length <= most * 8;
  if (whole && line.length <= most) return line;
  const characters = Array.from(line);
  if (whole && characters.length <= most) return line;
  const room = characters.slice(0, most - 1).join("");
  const space = characters[most - 1] === " " ? room.length : room.lastIndexOf(" ");
  const cut = space > room.length / 2 ? room.slice(0, space) : room.slice(0, lastWhole(line, room));
  return `${cut.trimEnd().replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** Where in the line the last sign ends that is whole within its beginning: some are made of several characters. */
function lastWhole(line: string, room: string): number {
  // Far more than one sign consists of.
  const from = Math.max(0, room.length - 100);
  const next = new Intl.Segmenter().segment(line.slice(from)).containing(room.length - from);
  const begins = next ? from + next.index : room.length;
  return begins > 0 ? begins : room.length;
}
