import { join } from "node:path";
import { gitFields, gitText } from "./git.ts";
import { apartFrom } from "./objects.ts";
import type { Repository } from "./repository.ts";
import { withScratch } from "./scratch.ts";
import { workingTree } from "./workingTree.ts";

/**
 * Paths of working files that are not as a commit has them, from the uppermost folder: changed, new and not ignored, or
 * deleted; one that was renamed under both names. Nothing of it is kept. A repository within it that has no commit is
 * passed over. @throws GitError where the commit is not there, or a file cannot be read
 */
export function pathsThatDiffer(
  { top, index: seed, objects }: Repository,
  commit: string,
): Promise<string[]> {
  return withScratch(async (folder) => {
    const env = apartFrom(objects, folder);
    const index = join(folder, "index");
    const tree = await workingTree({ top, seed, index, env, withoutEmpty: true });
    const args = ["diff-tree", "-r", "-z", "--no-renames", "--name-only", commit, tree];
    return gitFields(args, { cwd: top, env });
  });
}

/** Whether a commit has a file or folder of that path, from the uppermost folder. */
export async function isIn(top: string, commit: string, path: string): Promise<boolean> {
  if (path.includes("\n")) return false;
  const input = `${commit}:${path}\n`;
  return !(await gitText(["cat-file", "--batch-check"], { cwd: top, input })).endsWith(" missing");
}

/** Paths of all files that git has or does not ignore, from the uppermost folder. */
export const workingFiles = (top: string): Promise<string[]> =>
  gitFields(["ls-files", "-co", "--exclude-standard", "-z"], { cwd: top }).catch(() => []);

/** Whether a commit that was made since some time, in milliseconds since 1970, has changed a path. */
export async function wasCommitted(top: string, path: string, since: number): Promise<boolean> {
  const from = `--since=@${Math.floor(since / 1000)}`;
  const args = ["rev-list", "-n", "1", from, "HEAD", "--", `:(top,literal)${path}`];
  return (await gitText(args, { cwd: top }).catch(() => "")) !== "";
}

/** Whether git ignores a path. */
export const ignores = (top: string, path: string): Promise<boolean> =>
  gitText(["check-ignore", "-q", "--", `./${path}`], { cwd: top }).then(
    () => true,
    () => false,
  );
