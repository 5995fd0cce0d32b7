import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

// Nothing of a test's lies in the home of whoever starts it.
process.env["PAWL_WORKTREES"] = join(tmpdir(), `pawl-worktrees-${process.pid}`);

/** Files whose tests take a minute or more. */
const LONG = /kill|Contract|example|workers\.e2e|worktrees\.e2e|init\.e2e|agentEnds|readme/i;

/** A long one that begins last would be waited for with all processors but one idle. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((each) => !isLong(each))];
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.{unit,int,e2e}.ts"],
    // Most of them wait for processes most of the time.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongFirst },
    globalSetup: ["test/worktrees.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
