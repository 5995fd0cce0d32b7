import { loadLevenshtein } from "./load.ts";

/** Longer words, and more of them, are not compared: a hint is not worth a wait. */
const LONGEST = 60;
const MOST = 200;

/** `; did you mean "x"?`, or else, where `otherwise` introduces it, the list of what there is; or nothing. */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  otherwise?: string,
): string {
  const near = nearest(word, candidates);
  if (near !== undefined) return `; did you mean "${near}"?`;
  if (otherwise === undefined || candidates.length === 0) return "";
  return `${otherwise}: ${candidates.slice(0, 20).join(", ")}`;
}

/** Near is no more than a third of the letters wrong; case and separators do not count. */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined;
  const { distance } = loadLevenshtein();
  const wanted = folded(word);
  const limit = Math.ceil(word.length / 3);
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates.slice(0, MOST)) {
    if (candidate.length > LONGEST) continue;
    const far = distance(wanted, folded(candidate));
    if (far >= bestDistance) continue;
    best = candidate;
    bestDistance = far;
  }
  return best;
}

const folded = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, "");
