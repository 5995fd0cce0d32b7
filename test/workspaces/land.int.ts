import { describe, expect, test } from "vitest";
import { candidateOf } from "../../src/git/candidate.ts";
import type { Candidate } from "../../src/git/candidate.ts";
import { landPhase } from "../../src/workspaces/land.ts";
import type { LandOrder } from "../../src/workspaces/port.ts";
import { Bench, committed } from "./commitRig.ts";

async function candidate() {
  const bench = new Bench();
  bench.work.write({ "c.txt": "c\n" });
  const { commit } = await committed(bench.order());
  const asked = { run: "r", phase: "build", round: 1, head: bench.open.branch, onto: "pawl/r" };
  const made = (await candidateOf(bench.user.dir, { ...asked, subject: "Merge" })) as Candidate;
  const order: LandOrder = {
    ...bench.order(),
    integrate: "pawl/r",
    base: made.base,
    candidate: made.commit,
    commits: [commit!],
  };
  let closed = 0;
  const land = (more: Partial<LandOrder> = {}) =>
    landPhase({ ...order, ...more }, async () => void closed++);
  const at = (): string => bench.user.git("rev-parse", "pawl/r");
  return { bench, order, land, at, closed: () => closed };
}

describe("landing", () => {
  test("moves the run's branch to the candidate, once, and then closes the worktree", async () => {
    const { bench, order, land, at, closed } = await candidate();
    const landing = { branch: "pawl/r", from: order.base, commit: order.candidate };
    expect(await land()).toEqual(landing);
    expect(at()).toBe(order.candidate);
    expect(closed()).toBe(1);
    expect(await land()).toEqual(landing);
    expect(closed()).toBe(2);
    expect(bench.user.git("rev-parse", "main")).toBe(bench.base);
  });

  test("is found where another phase has landed since", async () => {
    const { bench, order, land, at } = await candidate();
    await land();
    const next = bench.user.git(
      "commit-tree",
      `${order.candidate}^{tree}`,
      "-p",
      order.candidate,
      "-m",
      "next",
    );
    bench.user.git("update-ref", "refs/heads/pawl/r", next);
    expect(await land()).toEqual({ branch: "pawl/r", from: order.base, commit: order.candidate });
    expect(at()).toBe(next);
  });

  test("of a phase without commits changes nothing", async () => {
    const { order, land, at } = await candidate();
    const { base } = order;
    expect(await land({ candidate: base, commits: [] })).toEqual({
      branch: "pawl/r",
      from: base,
      commit: base,
    });
    expect(at()).toBe(base);
  });

  test("tells where the branch has moved to", async () => {
    const { bench, order, land, at, closed } = await candidate();
    const other = bench.user.git(
      "commit-tree",
      `${order.base}^{tree}`,
      "-p",
      order.base,
      "-m",
      "other",
    );
    bench.user.git("update-ref", "refs/heads/pawl/r", other);
    expect(await land()).toEqual({ moved: true, head: other });
    expect(at()).toBe(other);
    expect(closed()).toBe(0);
  });

  test("is refused where a task's commit is missing", async () => {
    const { bench, order, land, at } = await candidate();
    const lost = bench.user.git(
      "commit-tree",
      `${order.base}^{tree}`,
      "-p",
      order.base,
      "-m",
      "lost",
    );
    const gone = "a".repeat(40);
    await expect(land({ commits: [...order.commits, lost, gone] })).rejects.toThrow(
      `the merge of build lacks what its tasks committed: ${lost.slice(0, 12)}, ${gone.slice(0, 12)}; its branch was changed by somebody else, so it does not land`,
    );
    expect(at()).toBe(order.base);
  });

  test("is refused where somebody has the branch checked out", async () => {
    const { bench, order, land, at } = await candidate();
    bench.user.git("checkout", "-q", "pawl/r");
    const { dir } = bench.user;
    await expect(land()).rejects.toThrow(
      `branch pawl/r is checked out in ${dir}, and moving it would put its files out of step; switch to another branch there (\`git -C '${dir}' switch --detach\`), then \`pawl resume\``,
    );
    expect(at()).toBe(order.base);
    bench.user.git("switch", "-q", "--detach");
    expect(await land()).toMatchObject({ commit: order.candidate });
  });

  test("is refused where the candidate, or the branch, is gone", async () => {
    const { bench, order, land } = await candidate();
    await expect(land({ candidate: "b".repeat(40) })).rejects.toThrow(
      "the merge of build that was checked, bbbbbbbbbbbb, is not in the repository any more; `pawl resume` makes and checks it again",
    );
    bench.user.git("branch", "-q", "-D", "pawl/r");
    await expect(land()).rejects.toThrow(
      `branch pawl/r is gone; bring it back with \`git branch pawl/r ${order.base}\`, then \`pawl resume\`; or do the phase anew with \`pawl retry r build --rebuild\``,
    );
  });
});
