import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { TaskCommit } from "../../src/core/workspace.ts";
import { candidateOf } from "../../src/git/candidate.ts";
import type { Candidate } from "../../src/git/candidate.ts";
import type { CommitOrder, LandOrder } from "../../src/workspaces/port.ts";
import { workspaces } from "../../src/workspaces/workspaces.ts";
import { Bench, committed, executor } from "./commitRig.ts";
import { killedAtEach, MOMENTS } from "./atEachGit.ts";

const TIMEOUT = 600_000;

const { signal } = new AbortController();
const driver = workspaces({ executor, env: {} });

/** What the driver that comes after does: it ends what is left, and asks for the same. */
async function again(order: CommitOrder): Promise<TaskCommit> {
  await driver.endLeft(order);
  return committed(order);
}

const locksIn = (bench: Bench): string[] =>
  readdirSync(bench.user.path(".git"), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".lock"),
  );

/** Nothing is left over, and nothing of the user's is another. */
function expectNeat(bench: Bench): void {
  expect(bench.work.git("status", "--porcelain")).toBe("");
  expect(locksIn(bench)).toEqual([]);
  expect(bench.user.git("status", "--porcelain")).toBe("");
  expect(bench.user.git("rev-parse", "main", "HEAD")).toBe(`${bench.base}\n${bench.base}`);
}

/** A task that has committed some of what it did, and changed more. */
function worked(): Bench {
  const bench = new Bench();
  bench.work.commit({ "own.txt": "own\n" });
  bench.work.write({ "a.txt": "A\n", "sub/new.txt": "new\n" });
  return bench;
}

const FILES = { "a.txt": "A", "own.txt": "own", "src/b.txt": "b", "sub/new.txt": "new" };

describe.each(MOMENTS)("killed at each of its git processes, %s,", (moment) => {
  const commitsOnce = (more: Partial<typeof FILES>, hook?: string) =>
    killedAtEach(moment, async (kill) => {
      const bench = worked();
      if (hook !== undefined) bench.hook("pre-commit", hook);
      const order = bench.order();
      kill({ op: "commit", order });
      const made = await again(order);
      expect(bench.commits()).toEqual([made.commit]);
      expect(bench.user.filesOf(made.commit!)).toEqual({ ...FILES, ...more });
      expect(made.files).toEqual(["a.txt", "own.txt", "sub/new.txt"]);
      expect(made.notes?.[0]).toMatch(/^a commit of the task's own became part of it: /);
      expectNeat(bench);
      expect(await again(order)).toEqual(made);
    });

  test(
    "a commit is made once",
    async () => {
      expect(await commitsOnce({})).toBeGreaterThan(8);
    },
    TIMEOUT,
  );

  test(
    "a commit with hooks is made once",
    async () => {
      const killed = await commitsOnce({ "a.txt": "formatted" }, "echo formatted > a.txt");
      expect(killed).toBeGreaterThan(8);
    },
    TIMEOUT,
  );

  test(
    "a task's commit is put on its phase's branch once",
    async () => {
      const killed = await killedAtEach(moment, async (kill) => {
        const bench = new Bench();
        const [one, two] = ["one", "two"].map((owner) => {
          const open = bench.add(`pawl-task/r/build/${owner}`, bench.base);
          bench.at(open).write({ [`${owner}.txt`]: owner });
          return (head: string): CommitOrder =>
            bench.order({ open, owner, task: owner, onto: { open: bench.open, head } });
        });
        const first = await committed(one!(bench.base));
        const order = two!(first.head);
        kill({ op: "commit", order });
        const made = await again(order);
        expect(bench.commits()).toEqual([made.commit, first.commit]);
        expect(made.files).toEqual(["two.txt"]);
        expect(bench.user.filesOf(made.head)).toMatchObject({ "one.txt": "one", "two.txt": "two" });
        expectNeat(bench);
        expect(await again(order)).toEqual(made);
      });
      expect(killed).toBeGreaterThan(8);
    },
    TIMEOUT,
  );

  test(
    "a phase is merged once",
    async () => {
      const killed = await killedAtEach(moment, async (kill) => {
        const bench = worked();
        const { commit } = await committed(bench.order());
        const to = { run: "r", phase: "build", round: 1, head: bench.open.branch, onto: "pawl/r" };
        const found = (await candidateOf(bench.user.dir, { ...to, subject: "Merge" })) as Candidate;
        const { base, commit: candidate } = found;
        const { open: _, ...asked } = bench.order();
        const order: LandOrder = {
          ...asked,
          integrate: "pawl/r",
          base,
          candidate,
          commits: [commit!],
        };
        kill({ op: "land", order });
        await driver.endLeft(order);
        const landing = { branch: "pawl/r", from: base, commit: candidate };
        expect(await driver.land(order, signal)).toEqual(landing);
        expect(bench.commits("pawl/r")).toEqual([candidate, commit]);
        expectNeat(bench);
      });
      expect(killed).toBeGreaterThan(3);
    },
    TIMEOUT,
  );
});
