import type { DiffSummary } from "../core/gate.ts";
import { git, gitFields, gitText } from "./git.ts";

/** A file that differs between two commits. */
export interface ChangedPath {
  readonly path: string;
  /** Before it was renamed. */
  readonly from?: string;
  readonly state: "added" | "changed" | "deleted";
}

const PLAIN = ["-r", "-z", "--no-ext-diff", "--no-textconv"];
const MOST_FILES = 1000;

/** Git's empty tree: what a repository without commits is compared with. */
export const emptyTree = (top: string): Promise<string> =>
  gitText(["hash-object", "-t", "tree", "--stdin"], { cwd: top, input: "" });

/**
 * Lines that were added and removed in each file; of binary files, none. Of more than a thousand files the first
 * thousand are named, and all are counted.
 */
export async function diffSummary(top: string, base: string, commit: string): Promise<DiffSummary> {
  const args = ["diff-tree", ...PLAIN, "--no-renames", "--numstat", base, commit];
  const files = (await gitFields(args, { cwd: top })).map((line) => {
    const [added, removed, ...path] = line.split("\t");
    return { path: path.join("\t"), added: Number(added) || 0, removed: Number(removed) || 0 };
  });
  const sum = (of: "added" | "removed"): number => files.reduce((all, each) => all + each[of], 0);
  const more = files.length - MOST_FILES;
  return {
    files: files.slice(0, MOST_FILES),
    added: sum("added"),
    removed: sum("removed"),
    ...(more > 0 ? { more } : {}),
  };
}

/** Files that differ between two commits; one that was moved and hardly changed is told as one. */
export async function changedPaths(
  top: string,
  base: string,
  commit: string,
): Promise<ChangedPath[]> {
  const args = ["diff-tree", ...PLAIN, "-M", "-l0", "--name-status", base, commit];
  const fields = await gitFields(args, { cwd: top });
  const changes: ChangedPath[] = [];
  while (fields.length > 0) {
    const letter = fields.shift()![0]!;
    const path = fields.shift()!;
    if (letter === "R") changes.push({ path: fields.shift()!, from: path, state: "changed" });
    else if (letter === "A" || letter === "D")
      changes.push({ path, state: letter === "A" ? "added" : "deleted" });
    else changes.push({ path, state: "changed" });
  }
  return changes;
}

/** Bytes of a file in a commit. @throws GitError where it is not there */
export const contentAt = (top: string, commit: string, path: string): Promise<Buffer> =>
  git(["cat-file", "blob", `${commit}:${path}`], { cwd: top });
