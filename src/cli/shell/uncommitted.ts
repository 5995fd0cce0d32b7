import { existsSync } from "node:fs";
import { gitFields } from "../../git/git.ts";

/** How many files of a worktree are changed and not committed; none where it is gone. */
export async function uncommitted(path: string): Promise<number> {
  if (!existsSync(path)) return 0;
  const args = ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all"];
  return (await gitFields(args, { cwd: path })).length;
}
