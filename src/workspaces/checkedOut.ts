import { gitFields } from "../git/git.ts";
import { unraced } from "../git/linked.ts";
import { ofBranch } from "../git/refs.ts";

/** The worktree that has a branch checked out, or works on it in a rebase; undefined where none has. Absolute path. */
export async function whereCheckedOut(cwd: string, branch: string): Promise<string | undefined> {
  const asked = ["worktree", "list", "--porcelain", "-z"];
  const fields = await unraced(() => gitFields(asked, { cwd }));
  let path: string | undefined;
  for (const field of fields) {
    if (field.startsWith("worktree ")) path = field.slice("worktree ".length);
    if (field === `branch ${ofBranch(branch)}`) return path;
  }
  return undefined;
}
