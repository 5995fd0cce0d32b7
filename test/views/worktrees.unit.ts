import { describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { phaseId } from "../../src/core/ids.ts";
import type { Pipeline } from "../../src/core/pipeline.ts";
import type { Task } from "../../src/core/plan.ts";
import { statusView } from "../../src/views/status.ts";
import { whyText } from "../../src/views/whyText.ts";
import { whyView } from "../../src/views/why.ts";
import { branchOf, mergedOf, stageText } from "../../src/views/worktrees.ts";
import { agentTask, failure, of, phase, phaseStarted, plan } from "../core/plans.ts";
import { evidence } from "./gated.ts";
import { NOON } from "./given.ts";
import { problems } from "./problems.ts";
import { folded, recordedOf } from "./told.ts";

const A = "a".repeat(40);
const C = "c".repeat(40);
const build = phaseId("build");

const pipeline: Pipeline = {
  test: { run: "npm test", timeoutMs: 1000 },
  tdd: true,
  reviewSpec: "builder",
  review: "fresh",
  rounds: 3,
};

const code: Task = { ...agentTask("code"), pipeline };
const workspace = { mode: "worktree", setupTimeoutMs: 1, isolate: "phase", hooks: true } as const;
const shop = plan([phase("build", [code])], { workspace });

const opened: Event = {
  type: "workspace-opened",
  phase: build,
  open: {
    path: "/w/build",
    cwd: "/w/build",
    branch: "pawl-phase/r-1/build",
    base: A,
    integrate: "pawl/r-1",
    notes: ["submodule lib could not be had"],
  },
};

const entered = (stage: "implement" | "review-spec" | "commit", more: object = {}): Event => ({
  type: "stage-entered",
  ...of("build/code"),
  stage,
  ...more,
});

const began: Event = {
  type: "attempt-started",
  ...of("build/code"),
  attempt: 1,
  stage: "write-test",
};

const succeeded: Event = { type: "attempt-succeeded", ...of("build/code"), attempt: 1 };

const committed: Event = {
  type: "commit-made",
  ...of("build/code"),
  attempt: 1,
  commit: C,
  head: C,
  files: ["a.ts"],
};

const checked = (more: object): Event => ({
  type: "gate-checked",
  phase: build,
  evidence: evidence(1, more),
});

const runAfter = (...events: readonly Event[]) =>
  folded(recordedOf(shop, [phaseStarted("build"), opened, ...events]));

const facts = { now: NOON + 60_000, driver: null };

test("of a merge that something is in the way of, the first command tries it again", () => {
  const message = "merging it failed: branch built is checked out in /home/ann";
  const run = runAfter({ type: "phase-failed", phase: build, message }, { type: "run-failed" });
  expect(whyView(run, facts).commands.slice(0, 2)).toEqual([
    { command: "pawl resume r-1", does: "tries that again, when nothing is in the way any more" },
    { command: "pawl retry r-1 build", does: "does the phase again" },
  ]);
});

describe.each<readonly [string, readonly Event[]]>([
  ["an open worktree", [began]],
  [
    "work that was sent back",
    [
      began,
      entered("implement", { back: "review-spec", because: "no test for an empty cart" }),
      entered("review-spec"),
    ],
  ],
  [
    "a phase that is merged, with a warning",
    [
      began,
      succeeded,
      committed,
      { type: "task-completed", ...of("build/code"), warning: "code_review_exhausted: long names" },
      { type: "gate-opened", phase: build, round: 1 },
      checked({ notes: ["tests were run without a network"] }),
      { type: "phase-landed", phase: build, landing: { branch: "pawl/r-1", from: A, commit: C } },
      { type: "phase-completed", phase: build },
      { type: "run-completed" },
    ],
  ],
  [
    "a phase that cannot be merged",
    [
      began,
      succeeded,
      committed,
      { type: "task-completed", ...of("build/code") },
      { type: "gate-opened", phase: build, round: 1 },
      {
        type: "gate-checked",
        phase: build,
        evidence: evidence(1, { conflicts: ["a.ts"] }),
        failed: "its gate does not hold: merge",
      },
      { type: "phase-failed", phase: build, message: "its gate does not hold: merge" },
      { type: "run-failed" },
    ],
  ],
  [
    "a test that does not fail",
    [
      { type: "attempt-started", ...of("build/code"), attempt: 1, stage: "red" },
      {
        type: "attempt-failed",
        ...of("build/code"),
        attempt: 1,
        failure: failure("not-accepted", "the test passed"),
      },
      { type: "task-failed", ...of("build/code"), message: "the test passed", tolerated: false },
    ],
  ],
])("%s", (_what, events) => {
  const run = runAfter(...events);

  test("is told as the schemas say", () => {
    expect(problems("status", statusView(run, facts.now, null))).toEqual([]);
    expect(problems("why", whyView(run, facts))).toEqual([]);
  });

  test("is told to a person", () => {
    expect(whyText(whyView(run, facts)).join("\n")).toMatchSnapshot();
  });
});

describe("which stage a task is at", () => {
  const textAfter = (...events: readonly Event[]): string | undefined =>
    stageText(runAfter(began, ...events).tasks[0]!);

  test("is its name, and how often it has sent the work back of how often it may", () => {
    const back = entered("implement", { back: "review-spec", because: "no test" });
    expect(textAfter()).toBe("write-test");
    expect(textAfter(entered("review-spec"))).toBe("review-spec");
    expect(textAfter(back)).toBe("implement again");
    expect(textAfter(back, entered("review-spec"), back, entered("review-spec"))).toBe(
      "review-spec 2/3",
    );
  });

  test("is none once it is done", () => {
    expect(
      textAfter(entered("commit"), committed, { type: "task-completed", ...of("build/code") }),
    ).toBeUndefined();
  });
});

test("a run's branch is the plan's, or named after the run; there is none without worktrees", () => {
  const started = (given: object) => folded(recordedOf(plan([phase("build", ["a"])], given), []));
  expect(branchOf(started({ workspace }))).toBe("pawl/r-1");
  expect(branchOf(started({ workspace: { ...workspace, integrate: "next" } }))).toBe("next");
  expect(branchOf(started({ workspace: { ...workspace, at: "/mine" } }))).toBeUndefined();
  expect(branchOf(started({}))).toBeUndefined();
  expect(mergedOf(started({ workspace }))).toBeUndefined();
});
