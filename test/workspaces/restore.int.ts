import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { restore } from "../../src/workspaces/restore.ts";
import { standingOf } from "../../src/workspaces/standing.ts";
import { inside, read, Rig, signal } from "./rig.ts";

const SETUP = { setup: "mkdir -p node_modules; echo here > node_modules/m" };

test("a worktree that somebody took away is made anew from its branch, and made ready", async () => {
  const rig = new Rig(SETUP, { ".gitignore": "node_modules\n", "a.txt": "a\n" });
  const open = await rig.open();
  const last = inside(open).commit({ "done.txt": "done" });
  rmSync(open.path, { recursive: true });
  const gone = standingOf(open, rig.repo.dir);
  await expect(gone).rejects.toThrow(
    `${open.path} is gone: somebody took the worktree away, and with it what was not committed; Pawl makes it anew for what comes next`,
  );
  await restore(rig.openOrder(), rig.tools, signal());
  expect(inside(open).git("rev-parse", "HEAD")).toBe(last);
  expect(inside(open).git("symbolic-ref", "--short", "HEAD")).toBe(open.branch);
  expect([read(open, "done.txt"), read(open, "node_modules/m")]).toEqual(["done", "here\n"]);
});

test("with its branch gone too, it begins from the commit that it is told", async () => {
  const rig = new Rig();
  const open = await rig.open();
  const from = inside(open).commit({ "done.txt": "done" });
  rig.repo.git("worktree", "remove", "--force", open.path);
  rig.repo.git("branch", "-D", open.branch);
  await restore(rig.openOrder("build", { from }), rig.tools, signal());
  expect((await standingOf(open, rig.repo.dir)).head).toBe(from);
});

test("one that is there, whatever is in it, is let be; so is a place that was given", async () => {
  const rig = new Rig();
  const open = await rig.open();
  rmSync(join(open.path, ".git"));
  inside(open).write({ "mine.txt": "mine" });
  await restore(rig.openOrder(), rig.tools, signal());
  expect(read(open, "mine.txt")).toBe("mine");
  expect(existsSync(join(open.path, ".git"))).toBe(false);
});
