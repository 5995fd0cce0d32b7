import { join } from "node:path";
import { matchesGlob } from "../core/glob.ts";
import type { TestFile } from "../core/result.ts";
import { TEST_FILES } from "../core/testFiles.ts";
import { gitFields } from "../git/git.ts";
import { repositoryOf } from "../git/repository.ts";
import { withScratch } from "../git/scratch.ts";
import { workingTree } from "../git/workingTree.ts";

/** Files in which tests stand beside the code that they test: whoever does the work changes them. */
const MIXED: readonly string[] = ["**/*.rs"];
const OF_TESTS = TEST_FILES.filter((glob) => !MIXED.includes(glob));

/** More tests are not written for one task. */
const MOST = 200;

/**
 * The test files that a worktree has and a commit has not, or has otherwise; what is in them is kept among git's
 * objects, so that it can be had again. Empty where no file looks like a test.
 * @param path the worktree's uppermost folder
 */
export async function testsIn(path: string, commit: string): Promise<TestFile[]> {
  const repository = await repositoryOf(path);
  if (!repository) throw new Error(`${path} is no worktree any more`);
  const { top, index: seed } = repository;
  return withScratch(async (folder) => {
    const tree = await workingTree({ top, seed, index: join(folder, "index") });
    const args = ["diff-tree", "-r", "-z", "--no-renames", "--diff-filter=AM", commit, tree];
    const fields = await gitFields(args, { cwd: top });
    const files: TestFile[] = [];
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const file = { path: fields[at + 1]!, blob: fields[at]!.split(" ")[3]! };
      if (OF_TESTS.some((glob) => matchesGlob(file.path, glob))) files.push(file);
    }
    return files.slice(0, MOST);
  });
}
