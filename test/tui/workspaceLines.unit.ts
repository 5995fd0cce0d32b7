import { expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { phaseId } from "../../src/core/ids.ts";
import { lineOf } from "../../src/tui/line.ts";
import type { Line } from "../../src/tui/line.ts";
import { agentTask, ann, begun, of, phase, phaseStarted, plan, task } from "../core/plans.ts";
import { folded, recordedOf } from "../views/told.ts";

const shop = plan([phase("build", [agentTask("cart"), "docs"])]);
const build = phaseId("build");
const A = "a".repeat(40);
const C = "c".repeat(40);

/** What is said of the last of the events. */
function lineFor(...events: readonly Event[]): Pick<Line, "about" | "text"> | undefined {
  let last: Line | undefined;
  folded(recordedOf(shop, [phaseStarted("build"), ...events]), (one, run) => {
    last = lineOf(one, run);
  });
  return last && { about: last.about, text: last.text };
}

const open = { path: "/w/build", cwd: "/w/build", branch: "pawl-phase/r-1/build", base: A };

test.each<readonly [string, Event, string, string | undefined]>([
  [
    "a worktree",
    { type: "workspace-opened", phase: build, open },
    "build",
    "worktree /w/build on branch pawl-phase/r-1/build",
  ],
  [
    "a worktree of a task, in which something could not be had",
    {
      type: "workspace-opened",
      ...of("build/cart"),
      open: { ...open, notes: ["submodule lib could not be had"] },
    },
    "build/cart",
    "worktree /w/build on branch pawl-phase/r-1/build; submodule lib could not be had",
  ],
  [
    "what a task has left",
    { type: "workspace-tidied", phase: build, kept: "refs/pawl/r-1/left/cart" },
    "build",
    "what was left is put aside as refs/pawl/r-1/left/cart",
  ],
  ["nothing left", { type: "workspace-tidied", phase: build }, "build", undefined],
  [
    "a merge",
    { type: "phase-landed", phase: build, landing: { branch: "pawl/r-1", from: A, commit: C } },
    "build",
    "merged into pawl/r-1 as cccccccccccc",
  ],
  [
    "a phase without commits",
    { type: "phase-landed", phase: build, landing: { branch: "pawl/r-1", from: A, commit: A } },
    "build",
    "nothing to merge into pawl/r-1",
  ],
  [
    "what was undone",
    { type: "workspace-undone", phase: build, notes: ["pawl/r-1 was moved and is let be"] },
    "build",
    "its branch is put aside; pawl/r-1 was moved and is let be",
  ],
  [
    "a rebuild",
    { type: "rebuild-requested", phase: build, by: ann },
    "build",
    "to be done anew, by ann@laptop (pid 1)",
  ],
  [
    "a merge that a person has mended",
    { type: "mend-requested", phase: build, by: ann },
    "build",
    "its merge was mended, and is tried again, by ann@laptop (pid 1)",
  ],
  [
    "a merge that an agent is to mend",
    { type: "mend-requested", phase: build, task: task("merge"), by: ann },
    "build",
    "its merge is to be mended by task merge, by ann@laptop (pid 1)",
  ],
  [
    "a stage that sends the work back",
    {
      type: "stage-entered",
      ...of("build/cart"),
      stage: "implement",
      back: "review-spec",
      because: "no test\nat line 3",
    },
    "build/cart",
    "sent back to implement by review-spec: no test",
  ],
  [
    "a stage that comes next",
    { type: "stage-entered", ...of("build/cart"), stage: "red" },
    "build/cart",
    undefined,
  ],
  [
    "a review that does not stop the task",
    { type: "stage-entered", ...of("build/cart"), stage: "commit", warning: "long names" },
    "build/cart",
    "goes on in spite of: long names",
  ],
  [
    "a commit",
    {
      type: "commit-made",
      ...of("build/cart"),
      attempt: 1,
      commit: C,
      head: C,
      files: ["a.ts", "b.ts", "c.ts", "d.ts"],
      notes: ["2 commits of its own were folded in"],
    },
    "build/cart",
    "committed as cccccccccccc: 4 files, a.ts, b.ts, c.ts and 1 more; 2 commits of its own were folded in",
  ],
  [
    "nothing to commit",
    { type: "commit-made", ...of("build/cart"), attempt: 1, head: A, files: [] },
    "build/cart",
    "there was nothing to commit",
  ],
  [
    "a commit that is refused",
    {
      type: "commit-refused",
      ...of("build/cart"),
      attempt: 1,
      failure: { class: "not-accepted", message: "the hook pre-commit refuses: lint" },
    },
    "build/cart",
    "cannot be committed: the hook pre-commit refuses: lint",
  ],
])("%s", (_what, event, about, text) => {
  expect(lineFor(begun("build/cart"), event)).toEqual(
    text === undefined ? undefined : { about, text },
  );
});

test("an attempt for a stage says which", () => {
  const started = (attempt: number): Event => ({
    type: "attempt-started",
    ...of("build/cart"),
    attempt,
    stage: "write-test",
  });
  expect(lineFor(started(1))!.text).toBe("write-test started");
  expect(lineFor(started(2))!.text).toBe("write-test started (attempt 2)");
});
