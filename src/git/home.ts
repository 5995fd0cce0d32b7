import { realpath } from "node:fs/promises";
import { relative } from "node:path";
import { GitError, gitText } from "./git.ts";

/** A repository as its worktrees share it, found from any folder of it. Paths are absolute, without symbolic links. */
export interface Home {
  /** Git's own folder, which all worktrees share: it names the repository. */
  readonly common: string;
  /** Where git is run about it: the folder that was asked about. */
  readonly dir: string;
  /** The uppermost folder of the working files; none where the repository is bare. */
  readonly top?: string;
  /** The folder, relative to `top`; empty for `top` itself, and where there is none. */
  readonly prefix: string;
}

/**
 * The repository that a folder belongs to: also a bare one, a linked worktree, a submodule.
 * @throws GitError with a text for a person where there is none
 */
export async function homeOf(folder: string): Promise<Home> {
  const dir = await realpath(folder);
  const asked = ["--is-inside-work-tree", "--git-common-dir"];
  const said = await gitText(["rev-parse", "--path-format=absolute", ...asked], { cwd: dir }).catch(
    (error: Error) => {
      if (!/not a git repository/.test(error.message)) throw error;
      throw new GitError(
        `${folder} is in no git repository, and \`workspace: { mode: worktree }\` needs one; run \`git init\` and commit, or take \`mode: inplace\``,
      );
    },
  );
  const [inside, common, more] = said.split("\n");
  if (more !== undefined) throw new GitError(`${folder}: a folder's name has a newline`);
  const shared = await realpath(common!);
  if (inside !== "true") return { common: shared, dir, prefix: "" };
  const top = await realpath(await gitText(["rev-parse", "--show-toplevel"], { cwd: dir }));
  return { common: shared, dir, top, prefix: relative(top, dir) };
}
