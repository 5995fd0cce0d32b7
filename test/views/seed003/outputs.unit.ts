import { expect, test } from "vitest";
import type { Event } from "../../../src/core/events.ts";
import { phaseId } from "../../../src/core/ids.ts";
import { SeedOutputs } from "../../../src/views/seed003/outputs.ts";
import {
  agentTask,
  ann,
  begun,
  done,
  failed,
  of,
  phase,
  phaseStarted,
  plan,
  skipped,
} from "../../core/plans.ts";
import { folded, recordedOf } from "../told.ts";

const shop = plan([
  phase("build", [agentTask("cart"), agentTask("till"), "docs"], { title: "1" }),
  phase("ship", ["upload"], { dependsOn: ["build"] }),
]);

const commit = (address: string, files: string[]): Event => ({
  type: "commit-made",
  ...of(address),
  attempt: 1,
  head: "c".repeat(40),
  ...(files.length === 0 ? {} : { commit: "c".repeat(40) }),
  files,
});

const completed = (address: string): Event => ({ type: "task-completed", ...of(address) });

const phaseCompleted = (id: string): Event => ({ type: "phase-completed", phase: phaseId(id) });

/** What is printed as it goes, and what `status` prints at the end. */
function told(events: readonly Event[], passed?: number): { going: string[]; end: string[] } {
  const outputs = new SeedOutputs((_task, attempt) => (attempt === 2 ? passed : undefined));
  const going: string[] = [];
  const run = folded(recordedOf(shop, events), (one, run) => going.push(...outputs.add(one, run)));
  return { going, end: outputs.all(run) };
}

const green = (address: string): Event => ({
  type: "attempt-started",
  ...of(address),
  attempt: 2,
  stage: "green",
});

test("a task that is done tells its files, how many tests Pawl saw pass, and its commit", () => {
  const block = [
    "TASK_DONE: cart",
    "Files: src/cart.ts, test/cart.test.ts",
    "Tests: 12 passed",
    `Commit: ${"c".repeat(40)}`,
    "TASK_STATUS: cart DONE",
  ];
  const { going, end } = told(
    [
      phaseStarted("build"),
      begun("build/cart"),
      green("build/cart"),
      commit("build/cart", ["src/cart.ts", "test/cart.test.ts"]),
      completed("build/cart"),
    ],
    12,
  );
  expect(going).toEqual(block);
  expect(end).toEqual(block);
});

test("what is not known is left out: no count without tests of Pawl's, no commit where there was none", () => {
  expect(
    told([
      phaseStarted("build"),
      begun("build/cart"),
      commit("build/cart", []),
      completed("build/cart"),
    ]).going,
  ).toEqual(["TASK_DONE: cart", "Files: none", "TASK_STATUS: cart DONE"]);
  expect(told([phaseStarted("build"), ...done("build/docs")]).going).toEqual([
    "TASK_DONE: docs",
    "TASK_STATUS: docs DONE",
  ]);
});

test("a flag is told with its type and text on one line, and gone once it is answered", () => {
  const asks: Event = {
    type: "attempt-failed",
    ...of("build/cart"),
    attempt: 1,
    failure: { class: "blocked", message: "Which?" },
    account: { flags: [{ type: "clarifier_blocked | x", text: "Which one?\nA | B" }] },
  };
  const before = [phaseStarted("build"), begun("build/cart"), asks];
  const lines = ["FLAG: clarifier_blocked / x | cart | Which one? A | B", "TASK_STATUS: cart FLAG"];
  expect(told(before)).toEqual({ going: lines, end: lines });
  const answered: Event = { type: "flag-answered", ...of("build/cart"), text: "A", by: ann };
  expect(told([...before, answered]).end).toEqual([]);
});

test("a review that is not content in the end is a warning beside what is done, and not of the next time", () => {
  const warned: Event = {
    type: "stage-entered",
    ...of("build/cart"),
    stage: "commit",
    warning: "code_review_exhausted: names are long",
  };
  const first = [phaseStarted("build"), begun("build/cart"), warned, completed("build/cart")];
  expect(told(first).end).toEqual([
    "FLAG: code_review_exhausted | cart | names are long",
    "TASK_DONE: cart",
    "TASK_STATUS: cart DONE",
  ]);
  expect(told([...first, begun("build/cart", 2), completed("build/cart")]).end).toEqual([
    "TASK_DONE: cart",
    "TASK_STATUS: cart DONE",
  ]);
});

test("a phase is complete only once the journal says so; what failed or was skipped has a word each", () => {
  const events = [
    phaseStarted("build"),
    ...done("build/cart"),
    ...failed("build/till"),
    skipped("build/docs"),
  ];
  const lines = [
    "TASK_DONE: cart",
    "TASK_STATUS: cart DONE",
    "TASK_STATUS: till FAILED",
    "TASK_STATUS: docs SKIPPED",
  ];
  expect(told(events)).toEqual({ going: lines, end: lines });
  const complete = [...lines, "PHASE_COMPLETE: 1"];
  expect(told([...events, phaseCompleted("build")])).toEqual({ going: complete, end: complete });
});

test("a phase that is skipped as a whole tells of its tasks", () => {
  const phaseSkipped: Event = {
    type: "phase-skipped",
    phase: phaseId("ship"),
    reason: "deps_not_met",
  };
  expect(told([phaseSkipped]).going).toEqual(["TASK_STATUS: upload SKIPPED"]);
});
