import { describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { schedule } from "../../src/core/schedule.ts";
import { given, started } from "../../src/testing/given.ts";
import { ann, begun, done, failed, failure, of, phase, phaseStarted, plan, task } from "./plans.ts";

const wide = (concurrency: number) => plan([phase("a", ["u", "v", "w", "x"])], { concurrency });

const rests = (address: string, at: number, delayMs = at, attempt = 1): Event => ({
  type: "attempt-failed",
  ...of(address),
  attempt,
  failure: failure(),
  retry: { at, delayMs },
});

const start = (address: string, attempt = 1) => ({
  type: "start-attempt",
  ...of(address),
  attempt,
});
const cancel = (address: string, attempt = 1) => ({
  type: "cancel-attempt",
  ...of(address),
  attempt,
});

/** What is to be done, asked twice: it must not matter. */
const scheduled = (past: Parameters<typeof given>[0], more: readonly Event[], now = 0) => {
  const run = given(past, more).run!;
  const effects = schedule(run, now);
  expect(schedule(run, now)).toEqual(effects);
  return effects;
};

const open = phaseStarted("a");

describe("schedule", () => {
  test("starts what is ready, in the order of the plan, up to the concurrency", () => {
    expect(scheduled(wide(2), [open])).toEqual([start("a/u"), start("a/v")]);
    expect(scheduled(wide(9), [open])).toEqual(["u", "v", "w", "x"].map((id) => start(`a/${id}`)));
    expect(scheduled(wide(2), [open, begun("a/u")])).toEqual([start("a/v")]);
    expect(scheduled(wide(2), [open, begun("a/u"), begun("a/v")])).toEqual([]);
    expect(scheduled(wide(2), [open, ...done("a/u"), begun("a/v")])).toEqual([start("a/w")]);
  });

  test("nothing before its phase is open", () => {
    expect(scheduled(wide(2), [])).toEqual([]);
  });

  test("the run's own concurrency goes before the plan's", () => {
    const run = started(wide(1), { options: { concurrency: 3 } });
    expect(scheduled([run], [open])).toHaveLength(3);
  });

  test("what rests keeps its place and says when it wants to be woken", () => {
    expect(scheduled(wide(1), [open, begun("a/u"), rests("a/u", 5_000)], 4_000)).toEqual([
      { type: "wake", at: 5_000, delayMs: 5_000 },
    ]);
    expect(scheduled(wide(1), [open, begun("a/u"), rests("a/u", 5_000)], 5_000)).toEqual([
      start("a/u", 2),
    ]);
    expect(scheduled(wide(2), [open, begun("a/u"), rests("a/u", 5_000)], 0)).toEqual([
      start("a/v"),
      { type: "wake", at: 5_000, delayMs: 5_000 },
    ]);
  });

  test("wakes for the first of those that rest", () => {
    const past = [
      open,
      begun("a/u"),
      rests("a/u", 9_000),
      begun("a/v"),
      rests("a/v", 3_000, 2_000),
    ];
    expect(scheduled(wide(2), past)).toEqual([{ type: "wake", at: 3_000, delayMs: 2_000 }]);
    expect(scheduled(wide(2), past, 3_000)).toEqual([
      start("a/v", 2),
      { type: "wake", at: 9_000, delayMs: 9_000 },
    ]);
  });

  test("nothing starts in a run that is paused or has ended", () => {
    expect(scheduled(wide(2), [open, { type: "run-paused", reason: "by-person" }])).toEqual([]);
    expect(scheduled(wide(2), [open, { type: "run-failed" }])).toEqual([]);
  });

  test("an abort cancels what is under way, and starts nothing", () => {
    const aborting = { type: "abort-requested", by: ann } as const;
    expect(scheduled(wide(9), [open, begun("a/u"), begun("a/v"), aborting])).toEqual([
      cancel("a/u"),
      cancel("a/v"),
    ]);
    const again = [open, begun("a/u"), rests("a/u", 0), begun("a/u", 2), aborting];
    expect(scheduled(wide(9), again)).toEqual([cancel("a/u", 2)]);
    expect(scheduled(wide(9), [open, aborting])).toEqual([]);
    const paused = { type: "run-paused", reason: "by-person" } as const;
    expect(scheduled(wide(9), [open, begun("a/u"), paused, aborting])).toEqual([cancel("a/u")]);
  });

  test("a cancelled attempt is started again, under the next number", () => {
    const cancelled = { type: "attempt-cancelled", ...of("a/u"), attempt: 1, reason: "" } as const;
    expect(scheduled(wide(1), [open, begun("a/u"), cancelled])).toEqual([start("a/u", 2)]);
  });

  test("with on_failure: stop only what is there for that case starts, and what was begun goes on", () => {
    const stop = plan(
      [
        phase("a", [
          "u",
          "v",
          task("w", { when: "always" }),
          task("x", { when: "failure", dependsOn: ["u"] }),
        ]),
      ],
      { onFailure: "stop" },
    );
    expect(scheduled(stop, [open, ...failed("a/u")])).toEqual([start("a/w"), start("a/x")]);
    const resting = [open, begun("a/v"), rests("a/v", 0), ...failed("a/u")];
    expect(scheduled(stop, resting)).toEqual([start("a/v", 2), start("a/w"), start("a/x")]);
  });
});
