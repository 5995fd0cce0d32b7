import { GitError } from "../git/git.ts";
import { homeOf } from "../git/home.ts";
import { commitOf } from "../git/refs.ts";

/**
 * The commit that a plan's `base` names, or that is checked out.
 * @throws GitError with a text for a person where there is no repository, or no commit
 */
export async function baseOf(dir: string, base?: string): Promise<string> {
  const home = await homeOf(dir);
  const commit = await commitOf(home.dir, base ?? "HEAD");
  if (commit !== undefined) return commit;
  throw new GitError(
    base === undefined
      ? `the repository of ${dir} has no commit yet; commit something first, so that there is what a worktree can begin from`
      : `\`base: ${base}\` names no branch, tag or commit in the repository of ${dir}`,
  );
}
