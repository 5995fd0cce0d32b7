import { git, GitError } from "../git/git.ts";
import type { Home } from "../git/home.ts";
import { commitOf, moveRef, ofBranch } from "../git/refs.ts";
import { whereCheckedOut } from "./checkedOut.ts";

/**
 * The head of the branch that phases are merged into. It is made where it is not there; one that is there is not moved.
 * @throws GitError with a text for a person where it cannot be a branch of the run's
 */
export async function integrationHead(home: Home, branch: string, base: string): Promise<string> {
  await git(["check-ref-format", ofBranch(branch)], { cwd: home.dir }).catch(() => {
    throw new GitError(`"${branch}" cannot be a branch's name; give another as \`integrate\``);
  });
  const ref = ofBranch(branch);
  const there = await commitOf(home.dir, ref);
  if (there !== undefined) {
    await refuseCheckedOut(home, branch);
    return there;
  }
  if (await moveRef(home.dir, ref, base, undefined)) return base;
  return (await commitOf(home.dir, ref)) ?? base;
}

/** @throws GitError where somebody has the branch checked out: moving it would make their files look changed */
async function refuseCheckedOut(home: Home, branch: string): Promise<void> {
  const where = await whereCheckedOut(home.dir, branch);
  if (where === undefined) return;
  throw new GitError(
    `branch ${branch} is checked out in ${where}, and merging phases into it would move it under that checkout; run \`git switch\` to another branch there, then \`pawl resume\`; or give another one as \`integrate\``,
  );
}
