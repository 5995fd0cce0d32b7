import type { Run } from "../core/run.ts";
import { diffSummary } from "../git/changes.ts";
import { mergedOf } from "../views/worktrees.ts";
import type { Merged } from "../views/worktrees.ts";
import { plural } from "../views/words.ts";

/** What a run has merged, and how it is taken home; nothing where it has merged nothing. */
export async function takeHomeLines(run: Run): Promise<string[]> {
  const merged = mergedOf(run);
  if (!merged) return [];
  const { branch, commits } = merged;
  const what = [plural(commits, "commit"), ...(await sizeOf(run, merged))].join(", ");
  if (merged.stays) return [`committed on branch ${branch}: ${what}`];
  if (run.status !== "completed") return [`merged so far into branch ${branch}: ${what}`];
  return [
    `all of it is on branch ${branch}: ${what}`,
    `pawl finish ${run.id} merges it into the branch that is checked out; by hand: git merge --no-ff ${branch}`,
  ];
}

/** Left out where git cannot tell: that must not be the end of a run that is done. */
async function sizeOf(run: Run, { from, to }: Merged): Promise<string[]> {
  try {
    const { files, added, removed, more = 0 } = await diffSummary(run.source.dir, from, to);
    const lines = `${plural(added, "line")} added, ${removed} removed`;
    return [`${plural(files.length + more, "file")} changed`, lines];
  } catch {
    return [];
  }
}
