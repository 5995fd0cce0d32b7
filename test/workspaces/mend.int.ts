import { describe, expect, test } from "vitest";
import { Bench, committed, refusal } from "./commitRig.ts";

/** A worktree in which the merge of the run's branch has stopped at a conflict, as it is before a task mends it. */
function conflict() {
  const bench = new Bench({ "a.txt": "1\n", "b.txt": "b\n" });
  bench.user.git("checkout", "-q", "pawl/r");
  const theirs = bench.user.commit({ "a.txt": "theirs\n", "c.txt": "c\n" });
  bench.user.git("checkout", "-q", "main");
  const head = bench.work.commit({ "a.txt": "ours\n" });
  expect(() => bench.work.git("merge", "-q", "--no-commit", "pawl/r")).toThrow(/./);
  return { bench, theirs, head, order: bench.order({ head, merging: true }) };
}

describe("a task that mends a merge", () => {
  test("has a commit with both parents", async () => {
    const { bench, theirs, head, order } = conflict();
    bench.work.write({ "a.txt": "both\n" });
    const made = await committed(order);
    expect(bench.user.git("log", "-1", "--format=%P", made.commit!)).toBe(`${head} ${theirs}`);
    expect(made.files).toEqual(["a.txt", "c.txt"]);
    expect(bench.work.git("status", "--porcelain")).toBe("");
    expect(bench.work.git("status")).not.toMatch(/merging/);
    expect(await committed(order)).toEqual(made);
  });

  test("may have committed the merge itself", async () => {
    const { bench, theirs, head, order } = conflict();
    bench.work.commit({ "a.txt": "both\n" });
    bench.work.commit({ "d.txt": "d\n" });
    const { commit } = await committed(order);
    expect(bench.user.git("log", "-1", "--format=%P", commit!)).toBe(`${head} ${theirs}`);
    expect(bench.user.filesOf(commit!)).toMatchObject({ "a.txt": "both", "d.txt": "d" });
  });

  test("must have decided about each conflict", async () => {
    const { bench, order } = conflict();
    expect(await refusal(order)).toEqual({
      class: "not-accepted",
      message:
        "conflicts of the merge are left in a.txt:1, a.txt:5; decide about each, and take the lines with <<<<<<<, ======= and >>>>>>> away",
    });
    bench.work.write({ "a.txt": "Heading\n=======\n" });
    expect((await committed(order)).files).toEqual(["a.txt", "c.txt"]);
  });

  test("may take theirs, or ours, as a whole", async () => {
    const { bench, order } = conflict();
    bench.work.git("checkout", "--ours", "a.txt");
    expect((await committed(order)).files).toEqual(["c.txt"]);
  });

  test("must not have given the merge up", async () => {
    const { bench, order } = conflict();
    bench.work.git("merge", "--abort");
    const { path } = bench.open;
    expect(await refusal(order)).toEqual({
      class: "not-accepted",
      message: `the merge of pawl/r that was to be mended is not under way in ${path} any more; begin it again with \`git merge --no-commit pawl/r\``,
    });
  });

  test("must not merge anything else in its place", async () => {
    const { bench, order } = conflict();
    bench.work.git("merge", "--abort");
    bench.user.git("checkout", "-q", "-b", "evil");
    bench.user.commit({ "z.txt": "z\n" });
    bench.user.git("checkout", "-q", "main");
    bench.work.git("merge", "-q", "--no-commit", "--no-ff", "evil");
    expect((await refusal(order)).message).toMatch(/^the merge of pawl\/r that was to be mended /);
  });

  test("has an ordinary commit where there is nothing left to merge", async () => {
    const { bench, order } = conflict();
    bench.work.git("merge", "--abort");
    bench.user.git("branch", "-f", "pawl/r", bench.base);
    bench.work.write({ "d.txt": "d" });
    const { commit } = await committed(order);
    expect(bench.user.git("log", "-1", "--format=%P", commit!)).toBe(order.head);
  });
});
