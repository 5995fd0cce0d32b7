import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gitFields } from "../git/git.ts";

/** Instead of a Git LFS that is not installed: files stay the pointers that they are in a commit. */
export const WITHOUT_LFS = [
  "filter.lfs.smudge=",
  "filter.lfs.clean=",
  "filter.lfs.process=",
  "filter.lfs.required=false",
];

/** What git says where its settings name a Git LFS that is not there. */
export const needsLfs = (error: Error): boolean => /git-lfs|filter '?lfs'?/.test(error.message);

/** A note where files of a worktree are kept with Git LFS, and git does not know how to get them. */
export async function lfsNote(worktree: string, left: boolean): Promise<string[]> {
  const names = await gitFields(["ls-files", "-z", "--", ":(top,glob)**/.gitattributes"], {
    cwd: worktree,
  });
  const texts = await Promise.all(
    names.map((name) => readFile(join(worktree, name), "utf8").catch(() => "")),
  );
  if (!texts.some((text) => /^[^#\n]*\bfilter=lfs\b/m.test(text))) return [];
  if (!left && (await hasFilter(worktree))) return [];
  return [
    "files that are kept with Git LFS are only pointers here: git-lfs is not installed, or not set up (`git lfs install`)",
  ];
}

async function hasFilter(worktree: string): Promise<boolean> {
  const asked = ["config", "-z", "--get-regexp", String.raw`^filter\.lfs\.(smudge|process)$`];
  return (await gitFields(asked, { cwd: worktree, maySayNo: true })).length > 0;
}
