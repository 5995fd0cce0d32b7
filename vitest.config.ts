import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

// Nothing of a test's lies in the home of whoever starts it.
process.env["PAWL_WORKTREES"] = join(tmpdir(), `pawl-worktrees-${process.pid}`);

export default defineConfig({
  test: {
    include: ["test/**/*.{unit,int,e2e}.ts"],
    // Most of them wait for processes most of the time.
    maxWorkers: availableParallelism() + 1,
    globalSetup: ["test/worktrees.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
