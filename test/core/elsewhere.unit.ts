import { describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { replay } from "../../src/core/replay.ts";
import type { Run } from "../../src/core/run.ts";
import { recount } from "../../src/core/recount.ts";
import { schedule } from "../../src/core/schedule.ts";
import { given, record, started } from "../../src/testing/index.ts";
import { of, phase, plan, resume } from "./plans.ts";

// The run is started on "laptop", which is where the actor of the tests is.
const begun = started(plan([phase("a", ["x", "y", "z"])], { concurrency: 1 }));
const opened: Event = { type: "phase-started", phase: of("a/x").phase };
const startedOn = (host?: string, stateId?: string): Event => ({
  type: "attempt-started",
  ...of("a/x"),
  attempt: 1,
  ...(host ? { host } : {}),
  ...(stateId ? { stateId } : {}),
});
const resumedOn = (host: string, stateId?: string): Event => ({
  type: "run-resumed",
  by: { user: "ben", host, pid: 2 },
  interrupted: true,
  options: {},
  ...(stateId ? { stateId } : {}),
});

const runOf = (...events: readonly Event[]): Run => replay(record([begun, opened, ...events]))!;
const elsewhere = (run: Run): string[] => [...run.elsewhere].map((each) => each.address);
const scheduled = (run: Run): string[] =>
  schedule(run, 0).map((each) => (each.type === "start-attempt" ? each.task : each.type));

describe("an attempt of another machine or state folder", () => {
  test("takes up no place where the run is driven now", () => {
    const run = runOf(startedOn("laptop"), resumedOn("desk"));
    expect(elsewhere(run)).toEqual(["a/x"]);
    expect([...run.underway].map((each) => each.address)).toEqual(["a/x"]);
    expect(scheduled(run)).toEqual(["y"]);
  });

  test.each<[string, Event[], string[]]>([
    ["the machine is the same", [startedOn("laptop"), resumedOn("laptop")], []],
    ["nobody resumed it", [startedOn("laptop")], []],
    ["an old journal does not say where it was", [startedOn(), resumedOn("desk")], []],
    ["the machine comes back", [startedOn("laptop"), resumedOn("desk"), resumedOn("laptop")], []],
    ["the folder is the same", [startedOn("laptop", "one"), resumedOn("laptop", "one")], []],
    [
      "only one of the two says which folder",
      [startedOn("laptop", "one"), resumedOn("laptop")],
      [],
    ],
    [
      "the folder is another on a machine of the same name",
      [startedOn("laptop", "one"), resumedOn("laptop", "two")],
      ["a/x"],
    ],
    [
      "two machines share the folder",
      [startedOn("laptop", "one"), resumedOn("desk", "one")],
      ["a/x"],
    ],
  ])("%s", (_, events, expected) => {
    const run = runOf(...events);
    expect(elsewhere(run)).toEqual(expected);
    expect(scheduled(run)).toEqual(expected.length > 0 ? ["y"] : []);
    recount(run);
    expect(elsewhere(run)).toEqual(expected);
  });

  test.each<[string, Event]>([
    ["succeeds after all", { type: "attempt-succeeded", ...of("a/x"), attempt: 1 }],
    ["is cancelled", { type: "attempt-cancelled", ...of("a/x"), attempt: 1, reason: "aborted" }],
    [
      "is lost",
      {
        type: "attempt-failed",
        ...of("a/x"),
        attempt: 1,
        failure: { class: "lost", message: "its host laptop was given up" },
        retry: { at: 0, delayMs: 0 },
      },
    ],
  ])("counts no more when it %s", (_, ended) => {
    const run = runOf(startedOn("laptop"), resumedOn("desk"), ended);
    expect(elsewhere(run)).toEqual([]);
    expect(run.underway.size).toBe(0);
  });
});

test("where an attempt is started, and where a run is taken up, is in the journal", () => {
  const past = [begun, opened];
  const place = { host: "desk", stateId: "one" };
  const attempt = { ...of("a/x"), attempt: 1 };
  const begin = given(past).when({ type: "begin-attempt", ...attempt, ...place });
  expect(begin.decided).toEqual([{ type: "attempt-started", ...attempt, ...place }]);
  const { by, interrupted } = resume;
  const again = given(past).when({ ...resume, stateId: "one" });
  expect(again.decided).toEqual([
    { type: "run-resumed", by, interrupted, options: { concurrency: 1 }, stateId: "one" },
  ]);
});
