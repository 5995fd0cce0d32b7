import { describe, expect, test } from "vitest";
import { given, record, started } from "../../src/testing/given.ts";
import { begin, begun, done, phase, phaseStarted, plan, proceed } from "./plans.ts";

const one = plan([phase("a", ["x"])]);

describe("given(past).when(request)", () => {
  test("takes a plan, events, or recorded events for its past", () => {
    const events = [started(one), phaseStarted("a")];
    expect(given(one, [phaseStarted("a")]).run).toEqual(given(events).run);
    expect(given(record(events)).run).toEqual(given(events).run);
    expect(given([]).run).toBeUndefined();
  });

  test("keeps the places and times of recorded events", () => {
    const [first, second] = record([started(one), phaseStarted("a")], 0, 5);
    expect(given([first!, { ...second!, at: 9 }]).run).toMatchObject({ seq: 2, updatedAt: 9 });
  });

  test("then: exactly these events, and gives the run with them folded", () => {
    const run = given(one, [phaseStarted("a")])
      .when(begin("a/x"), 7)
      .then([begun("a/x")]);
    expect(run).toMatchObject({ seq: 3, updatedAt: 7 });
    expect(() => given(one).when(proceed).then([])).toThrow("phase-started");
    expect(() =>
      given(one)
        .when(begin("a/x"))
        .then([begun("a/x")]),
    ).toThrow("refused, not-ready: a/x is pending and cannot be started");
  });

  test("thenRefused: the code, and the text where it is given", () => {
    const outcome = given(one).when(begin("a/x"));
    outcome.thenRefused("not-ready");
    expect(() => outcome.thenRefused("stale-attempt")).toThrow("not-ready");
    expect(() => outcome.thenRefused("not-ready", "another")).toThrow("a/x is pending");
    expect(() => given(one).when(proceed).thenRefused("not-ready")).toThrow("not refused: [{");
  });

  test("thenNothingHappened: accepted, and no events", () => {
    given(one, [phaseStarted("a"), ...done("a/x").slice(0, 1)])
      .when(proceed)
      .thenNothingHappened();
    expect(() => given(one).when(proceed).thenNothingHappened()).toThrow("phase-started");
    expect(() => given(one).when(begin("a/x")).thenNothingHappened()).toThrow("refused, not-ready");
  });
});
