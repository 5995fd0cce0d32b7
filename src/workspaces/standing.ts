import { existsSync } from "node:fs";
import { realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { commonDirOf } from "../git/commits.ts";
import { gitText } from "../git/git.ts";
import { ofBranch } from "../git/refs.ts";
import { Refused } from "./refused.ts";

/** How a worktree stands. Paths are absolute. */
export interface Standing {
  /** Git's own folder for this worktree, and the one that all share. */
  readonly gitDir: string;
  readonly common: string;
  /** Where its hooks are, as the repository is configured. */
  readonly hooks: string;
  readonly head: string;
}

/**
 * Looks at a worktree.
 * @param dir any folder of the repository that it belongs to
 * @throws Refused where something else than its branch is checked out in it, or it belongs to another repository
 */
export async function standingOf(
  { path, branch }: { readonly path: string; readonly branch: string },
  dir: string,
): Promise<Standing> {
  const [looked, isOurs] = await Promise.all([
    lookAt(path, branch).catch((error: Error) => error),
    haveSameHome(path, dir),
  ]);
  if (!isOurs) throw strange(path, dir);
  if (looked instanceof Error) throw looked;
  return looked;
}

async function haveSameHome(path: string, dir: string): Promise<boolean> {
  const homeOf = async (each: string): Promise<string> => realpath(await commonDirOf(each));
  const [own, theirs] = await Promise.all([homeOf(path).catch(() => undefined), homeOf(dir)]);
  return own === theirs;
}

async function lookAt(path: string, branch: string): Promise<Standing> {
  const asked = ["--git-dir", "--git-common-dir", "--git-path", "hooks", "HEAD"];
  const args = ["rev-parse", "--path-format=absolute", ...asked, "--symbolic-full-name", "HEAD"];
  const said = await gitText(args, { cwd: path, asConfigured: true }).catch(
    async (error: Error) => {
      // A branch without a commit has no HEAD.
      const found = await gitText(["symbolic-ref", "-q", "HEAD"], { cwd: path });
      throw found === ofBranch(branch) ? error : elsewhere(path, branch, found);
    },
  );
  const lines = said.split("\n");
  if (lines.length !== 5) throw new Error(`${path}: a folder's name has a newline`);
  const [gitDir, common, hooks, head, full] = lines as [string, string, string, string, string];
  if (full === ofBranch(branch)) return { gitDir, common, hooks, head };
  throw elsewhere(path, branch, full === "HEAD" ? `commit ${head.slice(0, 12)}` : full);
}

const strange = (path: string, dir: string): Refused =>
  new Refused(
    "out-of-bounds",
    `${path} is no worktree of ${dir} any more: the .git in it was changed; take that away, and \`git -C '${dir}' worktree repair\` makes it anew`,
  );

const elsewhere = (path: string, branch: string, found: string): Refused =>
  new Refused(
    "out-of-bounds",
    `${path} has ${found.replace(/^refs\/heads\//, "branch ")} checked out instead of its branch ${branch}; \`git -C '${path}' switch ${branch}\` goes back`,
  );

/** What git keeps of a merge, or of commits that are being copied, that has not come to its end. */
const HALF_DONE = [
  "MERGE_HEAD",
  "MERGE_MSG",
  "MERGE_MODE",
  "AUTO_MERGE",
  "SQUASH_MSG",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "sequencer",
];

/** Lets git forget what was begun in a worktree: the files and the index stay as they are. */
export async function forgetHalfDone({ gitDir }: Standing): Promise<void> {
  for (const name of HALF_DONE)
    if (existsSync(join(gitDir, name))) await rm(join(gitDir, name), { recursive: true });
}
