import { createHash } from "node:crypto";
import { git } from "./git.ts";

/** Nothing of what somebody has configured, or a file's attributes say, makes the same change look different. */
const PLAIN = [
  "-r",
  "-p",
  "-U3",
  "--full-index",
  "--no-renames",
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--ignore-submodules=none",
  "--diff-algorithm=myers",
  "--no-indent-heuristic",
  "--src-prefix=a/",
  "--dst-prefix=b/",
];

/**
 * What one commit changes of another, whatever line it is at: the same where the rest of the files is another. Git's
 * own `patch-id` passes over white space, and before 2.39 over what is in binary files; neither is to be approved unseen.
 * @returns a SHA-256 in hex; empty where nothing is changed
 */
export async function patchId(
  cwd: string,
  base: string,
  commit: string,
  signal?: AbortSignal,
): Promise<string> {
  const args = ["diff-tree", ...PLAIN, base, commit];
  const diff = await git(args, { cwd, ...(signal ? { signal } : {}) });
  if (diff.length === 0) return "";
  const hash = createHash("sha256");
  for (const file of diff.toString("latin1").split(/^(?=diff --git )/m))
    hash.update(placeless(file), "latin1");
  return hash.digest("hex");
}

/** Of files that are shown line by line, neither where those are nor what the rest of the file is. */
function placeless(file: string): string {
  const first = file.search(/^@@ /m);
  if (first === -1) return file;
  const head = file.slice(0, first).replace(/^index .*\n/m, "");
  return head + file.slice(first).replace(/^@@ .*$/gm, "@@");
}
