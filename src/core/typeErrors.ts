import { compilerTroubles } from "./compilerTroubles.ts";

/** What checkers of types say at their end: how many errors there are in all. */
const SUMMARIES: readonly RegExp[] = [
  // tsc --pretty, mypy, svelte-check
  /\b[Ff]ound (\d+) errors?\b/,
  // pyright, eslint
  /^(?:✖ )?(?:\d+ problems \()?(\d+) errors?, \d+ warnings?\b/m,
  // cargo
  /\bdue to (\d+) previous errors?\b/,
];

/** How many errors of types a checker tells of; undefined where it tells nothing that is known. */
export function typeErrors(output: string): number | undefined {
  for (const summary of SUMMARIES) {
    const found = [...output.matchAll(new RegExp(summary, `g${summary.flags}`))];
    if (found.length > 0) return found.reduce((sum, [, count]) => sum + Number(count), 0);
  }
  const troubles = compilerTroubles(output).length;
  if (troubles > 0) return troubles;
  // go vet, and mypy without its summary
  const lines = output.match(/^(?:vet: )?\S+\.(?:go|pyi?):\d+(?::\d+)?: .*$/gm)?.length ?? 0;
  return lines > 0 ? lines : undefined;
}
