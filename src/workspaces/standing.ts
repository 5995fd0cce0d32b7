import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
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
 * @throws Refused where something else than its branch is checked out in it
 */
export async function standingOf(path: string, branch: string): Promise<Standing> {
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
