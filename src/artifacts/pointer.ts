/** `pointer` with one more step, as RFC 6901 writes it. */
export const below = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** A JSON pointer for people: the empty one, of the whole value, is easily overlooked. */
export const placeOf = (pointer: string): string =>
  pointer === "" ? "the whole value" : brief(pointer, 200);

/** Text cut to `most` characters, never within a character. */
export function brief(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
