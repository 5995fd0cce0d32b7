import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { git } from "../../src/git/git.ts";
import { Repo } from "./rig.ts";

test("where a lock is in the way, its file is named, and what to do", async () => {
  const repo = new Repo();
  const head = repo.commit({ "a.txt": "a" });
  const path = repo.path(".git/refs/heads/other.lock");
  writeFileSync(path, "");
  const asked = git(["update-ref", "refs/heads/other", head], {
    cwd: repo.dir,
    config: ["core.filesRefLockTimeout=0"],
  });
  await expect(asked).rejects.toThrow(
    `git update-ref: fatal: update_ref failed for ref 'refs/heads/other': cannot lock ref 'refs/heads/other': Unable to create '${path}': File exists. If no git is at work there, one was killed: delete that file, and do it again`,
  );
});
