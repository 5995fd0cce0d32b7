import { describe, expect, test } from "vitest";
import type { CommitOrder } from "../../src/workspaces/port.ts";
import { Bench, committed, refusal } from "./commitRig.ts";

/** Two tasks, each with a worktree of its own that began from the same commit. */
function twoTasks() {
  const bench = new Bench({ "a.txt": "1\n2\n3\n", "b.txt": "b\n" });
  const tasks = ["one", "two"].map((owner) => {
    const open = bench.add(`pawl-task/r/build/${owner}`, bench.base);
    const order = (head: string, more: Partial<CommitOrder> = {}): CommitOrder =>
      bench.order({ open, owner, task: owner, onto: { open: bench.open, head }, ...more });
    return { open, work: bench.at(open), order };
  });
  return { bench, one: tasks[0]!, two: tasks[1]! };
}

describe("the commit of a task with a worktree of its own", () => {
  test("is put on the phase's branch, in one line, and the phase's worktree follows", async () => {
    const { bench, one, two } = twoTasks();
    one.work.write({ "a.txt": "one\n2\n3\n" });
    two.work.write({ "c.txt": "c\n" });
    const first = await committed(one.order(bench.base));
    const order = two.order(first.head);
    const second = await committed(order);
    expect(bench.commits()).toEqual([second.commit, first.commit]);
    expect(second).toEqual({ commit: second.head, head: second.head, files: ["c.txt"] });
    expect(bench.user.filesOf(second.head)).toEqual({
      "a.txt": "one\n2\n3",
      "b.txt": "b",
      "c.txt": "c",
    });
    expect(bench.work.git("status", "--porcelain")).toBe("");
    expect(
      bench.user.git("log", "-1", "--format=%an %s%n%(trailers:key=Pawl-Task)", second.head),
    ).toBe("Bo parse: reads what is there\nPawl-Task: build/two");
    expect(await committed(order)).toEqual(second);
    expect(bench.commits()).toEqual([second.commit, first.commit]);
  });

  test("is refused where tasks before it have changed the same", async () => {
    const { bench, one, two } = twoTasks();
    one.work.write({ "a.txt": "one\n" });
    two.work.write({ "a.txt": "two\n" });
    const { head } = await committed(one.order(bench.base));
    expect(await refusal(two.order(head))).toEqual({
      class: "transient",
      message:
        "tasks before it have changed the same files: a.txt; the task is begun again from what they left",
    });
    expect(bench.commits()).toEqual([head]);
  });

  test("is none where the branch has it all, or there is nothing", async () => {
    const { bench, one, two } = twoTasks();
    one.work.write({ "c.txt": "c\n" });
    two.work.write({ "c.txt": "c\n" });
    const { head } = await committed(one.order(bench.base));
    expect(await committed(two.order(head))).toEqual({
      head,
      files: [],
      notes: ["what the task did is on the phase's branch already, so nothing was committed"],
    });
    two.work.git("reset", "-q", "--hard", bench.base);
    expect((await committed(two.order(head, { ownerRound: 2 }))).head).toBe(head);
    expect(bench.commits()).toEqual([head]);
  });

  test("is put on nothing where somebody else has moved the branch", async () => {
    const { bench, one } = twoTasks();
    one.work.write({ "c.txt": "c\n" });
    const strange = bench.work.commit({ "x.txt": "x" });
    await expect(committed(one.order(bench.base))).rejects.toThrow(
      `branch pawl-phase/r/build is at ${strange.slice(0, 12)} and not where Pawl left it (${bench.base.slice(0, 12)}), so nothing can be put on it; put it back, or rebuild the phase`,
    );
    expect(bench.commits()).toEqual([strange]);
  });

  test("is found again where the phase's worktree had not followed yet", async () => {
    const { bench, one } = twoTasks();
    one.work.write({ "c.txt": "c\n" });
    const order = one.order(bench.base);
    const made = await committed(order);
    bench.work.git("read-tree", bench.base);
    bench.work.git("clean", "-q", "-fd");
    expect(await committed(order)).toEqual(made);
    expect(bench.work.git("status", "--porcelain")).toBe("");
  });
});
