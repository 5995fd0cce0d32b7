import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testsIn } from "../../src/workspaces/testsIn.ts";
import { gitIn } from "../cli/rig.ts";

test("tests that were written since a commit are named with what is in them; other files are not", async () => {
  const dir = mkdtempSync(join(tmpdir(), "pawl-tests-in-"));
  try {
    const git = (...args: string[]) => gitIn(dir, ...args).trim();
    git("init", "-q");
    mkdirSync(join(dir, "test"));
    writeFileSync(join(dir, "test/old.test.mjs"), "old\n");
    writeFileSync(join(dir, "test/kept.test.mjs"), "kept\n");
    git("add", "-A");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first");
    writeFileSync(join(dir, "test/old.test.mjs"), "changed\n");
    writeFileSync(join(dir, "test/new one.test.mjs"), "new\n");
    writeFileSync(join(dir, "sum.mjs"), "code\n");
    const found = await testsIn(dir, git("rev-parse", "HEAD"));
    expect(found.map((each) => [each.path, gitIn(dir, "cat-file", "-p", each.blob)])).toEqual([
      ["test/new one.test.mjs", "new\n"],
      ["test/old.test.mjs", "changed\n"],
    ]);
    expect(git("status", "--short")).toBe(
      'M test/old.test.mjs\n?? sum.mjs\n?? "test/new one.test.mjs"',
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("a worktree that is gone is told", async () => {
  const dir = mkdtempSync(join(tmpdir(), "pawl-tests-in-"));
  await expect(testsIn(dir, "HEAD")).rejects.toThrow(`${dir} is no worktree any more`);
  rmSync(dir, { recursive: true });
});
