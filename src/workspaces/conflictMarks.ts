import { contains } from "../git/commits.ts";
import { gitText } from "../git/git.ts";
import type { GitOptions } from "../git/git.ts";
import { commitOf } from "../git/refs.ts";
import { named, Refused } from "./refused.ts";

/**
 * Lines of the index that a merge has marked and nobody has decided about: those that are new since `head`, in files
 * with the beginning or the end of a conflict. A text about merges may have such lines of its own.
 * @throws Refused with file and line of each
 */
export async function refuseConflictMarks(head: string, options: GitOptions): Promise<void> {
  const args = [
    "grep",
    "--cached",
    "--full-name",
    "-z",
    "-n",
    "-I",
    "-E",
    "^(<<<<<<<|>>>>>>>)( |$)",
  ];
  const text = await gitText(args, { ...options, maySayNo: true });
  const marked = new Set(text.split("\n").map((each) => each.split("\0").slice(0, 2).join(":")));
  const left = (await addedMarks(head, options)).filter((each) => marked.has(each));
  if (left.length === 0) return;
  throw new Refused(
    "not-accepted",
    `conflicts of the merge are left in ${named(left)}; decide about each, and take the lines with <<<<<<<, ======= and >>>>>>> away`,
  );
}

async function addedMarks(head: string, options: GitOptions): Promise<string[]> {
  const args = ["diff-index", "--cached", "--check", "--no-ext-diff", head, "--"];
  const lines = (await gitText(args, { ...options, maySayNo: 2 })).split("\n");
  const found = lines.map((line) => /^(.+:\d+): leftover conflict marker$/.exec(line)?.[1]);
  return found.filter((each) => each !== undefined);
}

/**
 * The commit that is being merged into a worktree's branch: what git has noted, or what the task merged by itself.
 * Never one that the run's branch does not have.
 */
export async function mergedCommit(
  cwd: string,
  {
    tips,
    base,
    onto,
  }: { readonly tips: readonly string[]; readonly base: string; readonly onto: string },
): Promise<string | undefined> {
  const noted = await commitOf(cwd, "MERGE_HEAD");
  if (noted !== undefined) return (await isMerged(noted)) ? noted : undefined;
  const args = ["rev-list", "--merges", "--parents", ...tips, `^${base}`, "--"];
  const merges = (await gitText(args, { cwd })).split("\n").filter((each) => each !== "");
  for (const each of merges.flatMap((line) => line.split(" ").slice(2)))
    if (await isMerged(each)) return each;
  return undefined;

  /** Part of what is to be merged, and not there already. */
  async function isMerged(commit: string): Promise<boolean> {
    return (await contains(cwd, onto, commit)) && !(await contains(cwd, base, commit));
  }
}
