import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { git, GitError, gitFields, gitText } from "./git.ts";
import { withScratch } from "./scratch.ts";

/** What came of a merge that touches no files: a tree, or the paths for which there is none. */
export type MergedTree = { readonly tree: string } | { readonly conflicts: readonly string[] };

/**
 * Merges two commits as `git merge` in a clean checkout of the first would, without a checkout: what the user's own
 * files say of attributes makes no difference, what the first commit's say does.
 * @param gitDir that all worktrees share
 * @throws Error with a text for a person: no common history, or a git that is too old
 */
export async function mergeTrees(
  gitDir: string,
  ours: string,
  theirs: string,
  signal?: AbortSignal,
): Promise<MergedTree> {
  const merged = withScratch(async (folder): Promise<MergedTree> => {
    await writeAttributes(gitDir, ours, folder);
    const fields = await gitFields(
      ["merge-tree", "--write-tree", "-z", "--name-only", ours, theirs],
      {
        cwd: folder,
        env: { GIT_DIR: gitDir, GIT_WORK_TREE: folder },
        maySayNo: true,
        ...(signal ? { signal } : {}),
      },
    );
    return fields.length === 1 ? { tree: fields[0]! } : { conflicts: conflictsIn(fields.slice(1)) };
  });
  return merged.catch(async (error: unknown) => {
    throw (await tooOld(gitDir)) ?? error;
  });
}

/** Git looks for attributes among working files only. */
async function writeAttributes(gitDir: string, commit: string, folder: string): Promise<void> {
  const paths = await gitFields(["ls-tree", "-r", "-z", "--name-only", commit], { cwd: gitDir });
  for (const path of paths) {
    if (path !== ".gitattributes" && !path.endsWith("/.gitattributes")) continue;
    const content = await git(["cat-file", "blob", `${commit}:${path}`], { cwd: gitDir });
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Paths, an empty field, then what git has to say: of some conflicts the paths are told there alone. */
function conflictsIn(fields: readonly string[]): string[] {
  const end = fields.indexOf("");
  if (end === -1) return [...fields].sort();
  const paths = new Set(fields.slice(0, end));
  const told = fields.slice(end + 1);
  while (told.length > 0) {
    const named = told.splice(0, 1 + Number(told[0])).slice(1);
    const [kind] = told.splice(0, 2);
    if (kind?.startsWith("CONFLICT")) for (const path of named) paths.add(path);
  }
  return [...paths].sort();
}

const OLDEST = [2, 38] as const;

async function tooOld(cwd: string): Promise<GitError | undefined> {
  const version = await gitText(["version"], { cwd }).catch(() => "");
  const [major, minor] = /(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return new GitError(
    `merging needs git 2.38 or later, and this is ${version.replace(/^git version /, "git ")}; install a later one`,
  );
}
