import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { AttemptOrder } from "../../src/executors/port.ts";
import { commandExecutor } from "../../src/executors/command/executor.ts";
import { boundedExecutor } from "../../src/workspaces/boundedExecutor.ts";
import { Rig } from "./rig.ts";

const executor = boundedExecutor(commandExecutor());
afterAll(() => executor.close());

let attempts = 0;

async function place() {
  const rig = new Rig();
  const open = await rig.open();
  const order = (command: string): AttemptOrder => ({
    folder: join(rig.folders, `attempt@${++attempts}`),
    marker: `${rig.run}/p/t@${attempts}`,
    command,
    cwd: open.path,
    env: {
      PATH: process.env["PATH"]!,
      HOME: rig.folders,
      GIT_CONFIG_COUNT: "2",
      GIT_CONFIG_KEY_0: "user.name",
      GIT_CONFIG_VALUE_0: "a",
      GIT_CONFIG_KEY_1: "user.email",
      GIT_CONFIG_VALUE_1: "a@b",
    },
    timeoutMs: 60_000,
    graceMs: 1_000,
    maxOutputBytes: 10_000,
    promised: [],
    bounds: { branch: open.branch },
  });
  return { rig, open, order };
}

describe("a command in a worktree", () => {
  test("that changes files and commits on its own branch has succeeded", async () => {
    const { order } = await place();
    const own = "echo b > b.txt && git add -A && git commit -qm mine && git fetch -q .";
    expect(await executor.start(order(own)).ended).toEqual({ type: "succeeded" });
  });

  test("that changes more of the repository has failed, however it ended, with what undoes it", async () => {
    const { rig, open, order } = await place();
    rig.repo.git("branch", "release");
    const was = rig.repo.git("rev-parse", "release");
    const moves =
      "git commit -q --allow-empty -m x && git branch -f release && git config my.key 1";
    const result = await executor.start(order(`${moves}; exit 3`)).ended;
    const is = rig.repo.git("rev-parse", "release");
    expect(result).toEqual({
      type: "failed",
      failure: {
        class: "out-of-bounds",
        message: `the command may change branch ${open.branch} only, and while it worked branch release moved from ${was.slice(0, 12)} to ${is.slice(0, 12)}; setting my.key was made`,
        tail: `Pawl undoes none of it; these commands do:\ngit branch -f release ${was}\ngit config --unset-all my.key`,
      },
    });
  });

  test("is compared with what was before it also by who takes it up", async () => {
    const { rig, order } = await place();
    const attempt = order("git tag mine && echo done");
    const first = commandExecutor();
    const bounded = boundedExecutor(first);
    await bounded.start(attempt).ended;
    await bounded.close();
    expect(rig.repo.git("tag")).toBe("mine");
    const result = await executor.adopt({ ...attempt, env: {} }).ended;
    expect(result).toMatchObject({
      type: "failed",
      failure: {
        class: "out-of-bounds",
        tail: expect.stringContaining("git tag -d mine") as string,
      },
    });
  });

  test("that was cancelled before it began is not begun", async () => {
    const { open, order } = await place();
    const handle = executor.start(order("touch begun.txt"));
    handle.cancel("by a person");
    expect(await handle.ended).toEqual({ type: "cancelled", reason: "by a person" });
    const after = await executor.start(order("test ! -e begun.txt")).ended;
    expect(after, open.path).toEqual({ type: "succeeded" });
  });

  test("where there is no repository cannot be begun", async () => {
    const { rig, order } = await place();
    const result = await executor.start({ ...order("true"), cwd: rig.folders }).ended;
    expect(result).toMatchObject({
      type: "failed",
      failure: {
        class: "fatal",
        message: expect.stringContaining("cannot be looked at") as string,
      },
    });
  });
});
