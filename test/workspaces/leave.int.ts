import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { leave } from "../../src/workspaces/leave.ts";
import { temporaryFolder } from "../git/rig.ts";
import { Rig } from "./rig.ts";

test("a worktree that was there before is left with all that is in it, and nothing is remembered of it", async () => {
  const at = join(temporaryFolder(), "mine");
  const rig = new Rig({ at, ports: { from: 4000, step: 10 } });
  rig.repo.git("worktree", "add", "-q", "-b", "mine", at);
  const open = await rig.open();
  expect(open.path).toBe(at);
  expect(rig.left()).not.toEqual([]);
  const order = { ...rig.order(), open };
  await leave(order, rig.tools);
  await leave(order, rig.tools);
  expect(rig.left()).toEqual([]);
  expect(existsSync(join(at, "a.txt"))).toBe(true);
  expect(rig.repo.git("branch", "--list", "mine")).toContain("mine");
});

test("what is remembered of other phases of the run stays", async () => {
  const at = join(temporaryFolder(), "mine");
  const rig = new Rig();
  const other = await rig.open("other");
  rig.repo.git("worktree", "add", "-q", "-b", "mine", at);
  const workspace = { ...rig.workspace, at };
  const open = await rig.open("build", { workspace });
  await leave({ ...rig.order("build", { workspace }), open }, rig.tools);
  expect(existsSync(other.path)).toBe(true);
  expect(rig.left().some((name) => name.endsWith("@build"))).toBe(false);
  expect(rig.left().some((name) => name.endsWith("@other"))).toBe(true);
});
