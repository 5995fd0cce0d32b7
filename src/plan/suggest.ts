import { loadLevenshtein } from "./load.ts";

/** More candidates than this are not looked through: a hint is not worth a wait. */
const MAX_CANDIDATES = 5_000;

/** The candidate that `word` was most likely meant to be, if one is near enough. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = word.length < 2 ? 0 : Math.max(1, Math.floor(word.length / 3));
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = limit + 1;
  let seen = 0;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    if (++seen > MAX_CANDIDATES) break;
    const distance = isSwap(wanted, candidate.toLowerCase())
      ? 1
      : loadLevenshtein().distance(wanted, candidate.toLowerCase());
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** Two neighbouring letters the wrong way round: the commonest slip, and Levenshtein counts it as two. */
function isSwap(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

/** `did you mean "x"?`, or else the list of what there is. */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  what: string,
): string | undefined {
  const near = nearest(word, candidates);
  if (near !== undefined) return `did you mean "${near}"?`;
  return candidates.length === 0 ? undefined : `${what}: ${listed(candidates)}`;
}

/** The first few of a list, and how many more there are. */
export function listed(words: readonly string[], most = 20): string {
  const shown = words.slice(0, most).join(", ");
  return words.length > most ? `${shown} and ${words.length - most} more` : shown;
}
