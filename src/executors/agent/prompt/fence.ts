/** Text as a block of its own: no line in it ends the block. */
export function fenced(text: string, info = ""): string {
  let marks = 3;
  for (const [run] of text.matchAll(/`{3,}/g)) marks = Math.max(marks, run.length + 1);
  const fence = "`".repeat(marks);
  return `${fence}${info}\n${text}\n${fence}`;
}

/** The first characters of a text, and how many more there were. */
export function firstOf(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")}\n… (${text.length - most} more characters)`;
}

/** The last characters of a text, and how many there were before. */
export function lastOf(text: string, most: number): string {
  if (text.length <= most) return text;
  return `(${text.length - most} characters before) …\n${text.slice(-most).replace(/^[\uDC00-\uDFFF]/, "")}`;
}
