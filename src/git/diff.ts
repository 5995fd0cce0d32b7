import { git } from "./git.ts";

/** What is to be shown of a difference. */
export interface DiffOrder {
  readonly from: string;
  readonly to: string;
  /** Only names, and how many lines. */
  readonly stat?: boolean;
  readonly color?: boolean;
  /** Only what is below these, relative to the repository. */
  readonly paths?: readonly string[];
}

/**
 * What one commit has changed of another, as `git diff` shows it; no program of the user's is started for it.
 * @param dir anywhere in the repository
 */
export async function diffText(
  dir: string,
  { from, to, stat, color, paths = [] }: DiffOrder,
  signal?: AbortSignal,
): Promise<string> {
  const how = ["--no-ext-diff", "--no-textconv", "-M", ...(stat ? ["--stat=100"] : [])];
  const colored = color ? "--color=always" : "--color=never";
  const args = ["diff", ...how, colored, from, to, "--", ...paths.map((each) => `:(top)${each}`)];
  return (await git(args, { cwd: dir, ...(signal ? { signal } : {}) })).toString("utf8");
}
