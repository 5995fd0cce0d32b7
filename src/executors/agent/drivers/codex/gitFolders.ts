import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * The folders that git writes to for a commit in `cwd`: the repository's own, and for a worktree that of the worktree
 * and the one that all share. None outside of a repository.
 */
export function gitFolders(cwd: string): readonly string[] {
  const dotGit = found(resolve(cwd));
  if (dotGit === undefined) return [];
  const folder = folderOf(dotGit);
  if (folder === undefined) return [];
  const shared = lineOf(join(folder, "commondir"));
  return shared === undefined ? [folder] : [folder, resolve(folder, shared)];
}

function found(folder: string): string | undefined {
  const path = join(folder, ".git");
  if (isRepository(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : found(parent);
}

/** Not every `.git` is one: sandboxes leave an empty folder of that name behind, which git passes over. */
const isRepository = (dotGit: string): boolean =>
  existsSync(dotGit) && (!statSync(dotGit).isDirectory() || existsSync(join(dotGit, "HEAD")));

/** `.git` is the folder itself, or in a worktree a file that says where it is. */
function folderOf(dotGit: string): string | undefined {
  if (statSync(dotGit).isDirectory()) return dotGit;
  const named = /^gitdir:\s*(.+)$/.exec(lineOf(dotGit) ?? "")?.[1];
  return named === undefined ? undefined : resolve(dirname(dotGit), named);
}

function lineOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").split("\n")[0]!.trim() || undefined;
  } catch {
    return undefined;
  }
}
