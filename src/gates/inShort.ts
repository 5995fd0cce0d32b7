const MOST = 5;

/** A list for one line: what is too much is counted. */
export function inShort(items: readonly string[]): string {
  const more = items.length - MOST;
  const shown = items.slice(0, MOST).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}
