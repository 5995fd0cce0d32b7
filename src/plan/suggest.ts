import { loadLevenshtein } from "./load.ts";

/** More candidates than this are not looked through: a hint is not worth a wait. */
const MAX_CANDIDATES = 5_000;

/** The candidate that `word` was most likely meant to be, if one is near enough. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = limit + 1;
  let seen = 0;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    if (++seen > MAX_CANDIDATES) break;
    const distance = loadLevenshtein().distance(wanted, candidate.toLowerCase());
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
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
