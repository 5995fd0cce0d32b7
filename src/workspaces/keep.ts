import { rm } from "node:fs/promises";
import { join } from "node:path";
import { contains } from "../git/commits.ts";
import { git, gitFields, gitText } from "../git/git.ts";
import { identityEnv, NEUTRAL } from "../git/identity.ts";
import { commitOf, moveRef, ofBranch, refPart, refsUnder, runRefs } from "../git/refs.ts";
import { withScratch } from "../git/scratch.ts";
import { sparseConfig } from "../git/sparse.ts";
import { workingTree } from "../git/workingTree.ts";

/** Nobody's, at no time: so the same files are the same commit when this is asked again. */
const IDENTITY = identityEnv(NEUTRAL, "946684800 +0000");

/** Where what is left of a task, or of anything else by a name, is kept: a number follows. */
export const leftRef = (run: string, owner: string): string =>
  `${runRefs(run)}/left/${owner.split("/").map(refPart).join("/")}`;

/** Where what was undone of a phase, or of a task's own worktree, is kept: the round follows. */
export const undoneRef = (run: string, phase: string, task?: string): string =>
  [`${runRefs(run)}/undone`, refPart(phase), ...(task === undefined ? [] : [refPart(task)])].join(
    "/",
  );

/** Keeps a commit under the next free number, or under the one that it is kept under already. @returns the ref */
export async function keepUnder(cwd: string, prefix: string, commit: string): Promise<string> {
  const there = await refsUnder(cwd, prefix);
  const known = [...there].find(([, at]) => at === commit);
  if (known) return known[0];
  for (let number = there.size + 1; ; number++)
    if (await keepAs(cwd, `${prefix}/${number}`, commit)) return `${prefix}/${number}`;
}

/** @returns whether it is kept under that name now: not if another commit is */
export async function keepAs(cwd: string, ref: string, commit: string): Promise<boolean> {
  const there = await commitOf(cwd, ref);
  return there === undefined ? moveRef(cwd, ref, commit, undefined) : there === commit;
}

/** What of a worktree is to be kept. */
interface Leaving {
  readonly worktree: string;
  readonly branch: string;
  /** What is in it anyway. */
  readonly head: string;
  /** First line of the message. */
  readonly why: string;
  /** Repositories without a commit, of which git can hold nothing, are passed over; otherwise they are refused. */
  readonly withoutEmpty?: boolean;
}

/**
 * A commit of all that is in a worktree beyond a commit: what its branch has, what is checked out in it if that is
 * something else, and its files as they are, save ignored ones.
 * @returns undefined where that is nothing
 */
export async function leftIn(leaving: Leaving): Promise<string | undefined> {
  const { worktree, branch, head, why, withoutEmpty = false } = leaving;
  const cwd = worktree;
  const asked = ["rev-parse", "--path-format=absolute", "--git-path", "index"];
  const seed = await gitText(asked, { cwd });
  const tree = await withScratch((folder) =>
    workingTree({ top: worktree, seed, index: join(folder, "index"), withoutEmpty }),
  );
  const out = (await commitOf(cwd, "HEAD")) ?? head;
  const tip = (await commitOf(cwd, ofBranch(branch))) ?? head;
  const treeOut = await gitText(["rev-parse", `${out}^{tree}`], { cwd });
  const beside = (await contains(cwd, out, tip)) ? [] : [tip];
  if (tree === treeOut && beside.length === 0)
    return (await contains(cwd, head, out)) ? undefined : out;
  const parents = [out, ...beside].flatMap((each) => ["-p", each]);
  return gitText(["commit-tree", tree, ...parents, "-m", why], { cwd, env: IDENTITY });
}

/**
 * Puts a worktree back to a commit of its branch, whatever was under way in it; ignored files stay. Nothing is kept.
 * @param env marks git's processes
 */
export async function putBack(
  worktree: string,
  branch: string,
  head: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const cwd = worktree;
  const gitDir = await gitText(["rev-parse", "--absolute-git-dir"], { cwd });
  for (const name of ["rebase-merge", "rebase-apply", "sequencer"])
    await rm(join(gitDir, name), { recursive: true, force: true });
  const config = await sparseConfig(cwd);
  if (config.length === 0) await seeAll(cwd, join(gitDir, "index"));
  await git(["symbolic-ref", "HEAD", ofBranch(branch)], { cwd });
  await git(["reset", "-q", "--hard", head], { cwd, config, env });
  await git(["clean", "-q", "-f", "-d"], { cwd, env });
}

/** An index that tells git not to look at some files is no use for putting them back. */
async function seeAll(cwd: string, index: string): Promise<void> {
  const listed = await gitFields(["ls-files", "-v", "-z"], { cwd });
  if (listed.some((each) => /^[a-zS] /.test(each))) await rm(index, { force: true });
}
