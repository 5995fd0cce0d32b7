/* oxlint-disable vitest/expect-expect -- given, when, then asserts */
import { describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import type { Failure } from "../../src/core/failure.ts";
import type { RetryPolicy } from "../../src/core/plan.ts";
import type { Request } from "../../src/core/requests.ts";
import { given } from "../../src/testing/given.ts";
import {
  abort,
  begin,
  begun,
  done,
  failed,
  failure,
  of,
  phase,
  phaseStarted,
  plan,
  report,
  retryOnce,
  task,
  tries,
} from "./plans.ts";

const open = [phaseStarted("a")];
const one = plan([phase("a", ["x", task("y", { dependsOn: ["x"] })])]);
const withRetry = (retry: RetryPolicy) => plan([phase("a", [task("x", { retry })])]);

const attemptFailed = (attempt: number, given: Failure, rest?: number, now = 0): Event => ({
  type: "attempt-failed",
  ...of("a/x"),
  attempt,
  failure: given,
  ...(rest === undefined ? {} : { retry: { at: now + rest, delayMs: rest } }),
});

const taskFailed = (message: string, tolerated = false): Event => ({
  type: "task-failed",
  ...of("a/x"),
  message,
  tolerated,
});

describe("begin-attempt", () => {
  test("journals the intent", () => {
    given(one, open)
      .when(begin("a/x"))
      .then([begun("a/x")]);
  });

  test("names the machine that it is started on", () => {
    given(one, open)
      .when({ ...begin("a/x"), host: "builder" } as Request)
      .then([{ ...begun("a/x"), host: "builder" } as Event]);
  });

  test("of a task whose phase is not open, or that waits for another, is refused", () => {
    given(one).when(begin("a/x")).thenRefused("not-ready", "a/x is pending and cannot be started");
    given(one, open)
      .when(begin("a/y"))
      .thenRefused("not-ready", "a/y is pending and cannot be started");
  });

  test("of a task that runs or has settled is refused", () => {
    given(one, [...open, begun("a/x")])
      .when(begin("a/x", 2))
      .thenRefused("not-ready", "a/x is running and cannot be started");
    given(one, [...open, ...done("a/x")])
      .when(begin("a/x", 2))
      .thenRefused("not-ready", "a/x is completed and cannot be started");
  });

  test("with any number but the next is refused", () => {
    given(one, open)
      .when(begin("a/x", 2))
      .thenRefused("stale-attempt", "the next attempt of a/x is 1, not 2");
    given(withRetry(tries(2)), [...open, begun("a/x"), attemptFailed(1, failure(), 1_000)])
      .when(begin("a/x", 1))
      .thenRefused("stale-attempt", "the next attempt of a/x is 2, not 1");
  });

  test("of a task that rests is its next attempt", () => {
    given(withRetry(tries(2)), [...open, begun("a/x"), attemptFailed(1, failure(), 1_000)])
      .when(begin("a/x", 2), 1_000)
      .then([begun("a/x", 2)]);
  });
});

describe("nothing new starts", () => {
  test("while the run is paused", () => {
    given(one, [...open, { type: "run-paused", reason: "by-person" }])
      .when(begin("a/x"))
      .thenRefused("not-ready", "run run-1 is paused and starts nothing new");
  });

  test("once an abort is asked for", () => {
    given(one, [...open, { type: "abort-requested", by: abort.by }])
      .when(begin("a/x"))
      .thenRefused("not-ready", "run run-1 is to be aborted and starts nothing new");
  });

  test("when the run has ended", () => {
    given(one, [...open, { type: "run-failed" }])
      .when(begin("a/x"))
      .thenRefused("not-ready", "run run-1 is failed and starts nothing new");
  });

  test("after a failure that stops the run, but for what is there for that case", () => {
    const stop = plan([phase("a", ["x", "y", task("z", { when: "always" })])], {
      onFailure: "stop",
    });
    const past = [...open, ...failed("a/x")];
    given(stop, past)
      .when(begin("a/y"))
      .thenRefused("not-ready", "a/y is pending and cannot be started");
    given(stop, past)
      .when(begin("a/z"))
      .then([begun("a/z")]);
  });
});

describe("decline", () => {
  const decline = { type: "decline", ...of("a/x") } as const;

  test("skips a task whose condition came out false", () => {
    given(one, open)
      .when(decline)
      .then([{ type: "task-skipped", ...of("a/x"), reason: "condition" }]);
  });

  test("fails a task whose condition cannot be worked out", () => {
    given(one, open)
      .when({ ...decline, error: "no such key: y" })
      .then([taskFailed("no such key: y")]);
    const tolerant = plan([phase("a", [task("x", { continueOnError: true })])]);
    given(tolerant, open)
      .when({ ...decline, error: "no" })
      .then([taskFailed("no", true)]);
  });

  test("of a task that has been begun is refused", () => {
    given(one, [...open, begun("a/x")])
      .when(decline)
      .thenRefused("not-ready", "a/x is running and cannot be started");
    given(one, [...open, ...done("a/x")])
      .when(decline)
      .thenRefused("not-ready", "a/x is completed and cannot be started");
  });

  test("of a task whose turn has not come is refused", () => {
    given(one, open)
      .when({ ...decline, ...of("a/y") })
      .thenRefused("not-ready", "a/y is pending and cannot be started");
    given(one, [...open, { type: "run-paused", reason: "by-person" }])
      .when(decline)
      .thenRefused("not-ready", "run run-1 is paused and starts nothing new");
  });
});

describe("report-attempt", () => {
  const underway = [...open, begun("a/x")];

  test("success completes the task, with its outputs", () => {
    given(one, underway).when(report("a/x")).then(done("a/x").slice(1));
    const outputs = { version: "1.2.3" };
    given(one, underway)
      .when(report("a/x", { type: "succeeded", outputs }))
      .then([
        { type: "attempt-succeeded", ...of("a/x"), attempt: 1, outputs },
        { type: "task-completed", ...of("a/x") },
      ]);
  });

  test("of an attempt that is not under way is refused", () => {
    const text = (attempt: number) => `attempt ${attempt} of a/x is not under way`;
    given(one, open).when(report("a/x")).thenRefused("stale-attempt", text(1));
    given(one, [...open, ...done("a/x")])
      .when(report("a/x"))
      .thenRefused("stale-attempt", text(1));
    given(one, underway)
      .when(report("a/x", { type: "succeeded" }, 2))
      .thenRefused("stale-attempt", text(2));
    const again = [...underway, attemptFailed(1, failure(), 0), begun("a/x", 2)];
    given(withRetry(tries(2)), again)
      .when(report("a/x", { type: "succeeded" }, 1))
      .thenRefused("stale-attempt", text(1));
  });

  test("failure rests before the next try", () => {
    given(withRetry(tries(3)), underway)
      .when(report("a/x", { type: "failed", failure: failure() }), 5_000)
      .then([attemptFailed(1, failure(), 1_000, 5_000)]);
  });

  test("failure of the last try fails the task, which says how many there were", () => {
    given(withRetry(tries(2)), [...underway, attemptFailed(1, failure(), 0), begun("a/x", 2)])
      .when(report("a/x", { type: "failed", failure: failure() }, 2))
      .then([attemptFailed(2, failure()), taskFailed("exit status 1 (all 2 tries used)")]);
  });

  test("failure of the only try does not speak of tries", () => {
    given(withRetry(retryOnce), underway)
      .when(report("a/x", { type: "failed", failure: failure() }))
      .then([attemptFailed(1, failure()), taskFailed("exit status 1")]);
  });

  test("failure that is tolerated says so", () => {
    const tolerant = plan([phase("a", [task("x", { continueOnError: true })])]);
    given(tolerant, underway)
      .when(report("a/x", { type: "failed", failure: failure() }))
      .then([attemptFailed(1, failure()), taskFailed("exit status 1", true)]);
  });

  test("a fatal failure is not tried again", () => {
    const fatal = failure("fatal", "no such folder: src");
    given(withRetry(tries(5)), underway)
      .when(report("a/x", { type: "failed", failure: fatal }))
      .then([attemptFailed(1, fatal), taskFailed("no such folder: src")]);
  });

  test("two timeouts in a row of the same kind end the tries; transient failures do not", () => {
    const timeout = failure("timed-out", "took longer than 60 s");
    given(withRetry(tries(5)), [...underway, attemptFailed(1, timeout, 0), begun("a/x", 2)])
      .when(report("a/x", { type: "failed", failure: timeout }, 2))
      .then([
        attemptFailed(2, timeout),
        taskFailed("took longer than 60 s (twice in a row in the same way)"),
      ]);
    given(withRetry(tries(5)), [...underway, attemptFailed(1, failure(), 0), begun("a/x", 2)])
      .when(report("a/x", { type: "failed", failure: failure() }, 2))
      .then([attemptFailed(2, failure(), 1_000)]);
    const between = [
      ...underway,
      attemptFailed(1, timeout, 0),
      begun("a/x", 2),
      attemptFailed(2, failure(), 0),
      begun("a/x", 3),
    ];
    given(withRetry(tries(5)), between)
      .when(report("a/x", { type: "failed", failure: timeout }, 3))
      .then([attemptFailed(3, timeout, 1_000)]);
  });

  test("a lost attempt uses up no try, but two in a row end them", () => {
    const lost = failure("lost", "it ended without a result");
    given(withRetry(retryOnce), underway)
      .when(report("a/x", { type: "failed", failure: lost }))
      .then([attemptFailed(1, lost, 0)]);
    given(withRetry(tries(2)), [...underway, attemptFailed(1, lost, 0), begun("a/x", 2)])
      .when(report("a/x", { type: "failed", failure: failure() }, 2))
      .then([attemptFailed(2, failure(), 1_000)]);
    given(withRetry(tries(2)), [...underway, attemptFailed(1, lost, 0), begun("a/x", 2)])
      .when(report("a/x", { type: "failed", failure: lost }, 2))
      .then([
        attemptFailed(2, lost),
        taskFailed("it ended without a result (twice in a row in the same way)"),
      ]);
  });

  test("a first loss is followed by another try at once: it says nothing of the work's surroundings", () => {
    const lost = failure("lost", "it was never started");
    given(withRetry(tries(3)), underway)
      .when(report("a/x", { type: "failed", failure: lost }))
      .then([attemptFailed(1, lost, 0)]);
  });

  test("what Pawl did not live to start is begun again at once, as often as that happens", () => {
    const unstarted = { ...failure("lost", "it was never started"), unstarted: true } as const;
    const past = [1, 2, 3].flatMap((attempt) => [
      begun("a/x", attempt),
      attemptFailed(attempt, unstarted, 0),
    ]);
    given(withRetry(retryOnce), [...past, begun("a/x", 4)])
      .when(report("a/x", { type: "failed", failure: unstarted }, 4))
      .then([attemptFailed(4, unstarted, 0)]);
  });

  test("attempts lost in different ways end at last", () => {
    const lost = (message: string) => failure("lost", message);
    const past = [...underway, attemptFailed(1, lost("gone"), 0), begun("a/x", 2)];
    given(withRetry(retryOnce), past)
      .when(report("a/x", { type: "failed", failure: lost("no result") }, 2))
      .then([attemptFailed(2, lost("no result")), taskFailed("no result (lost 2 times)")]);
    given(withRetry(tries(2)), past)
      .when(report("a/x", { type: "failed", failure: lost("no result") }, 2))
      .then([attemptFailed(2, lost("no result"), 1_000)]);
  });

  test("the rest grows with the tries, and takes the caller's chance", () => {
    const policy: RetryPolicy = {
      maxAttempts: 9,
      backoff: "exponential",
      delayMs: 1_000,
      maxDelayMs: 3_000,
      jitter: 0.5,
    };
    const again = (attempt: number): Event[] =>
      Array.from({ length: attempt }, (_, before) => [
        begun("a/x", before + 1),
        ...(before + 1 < attempt ? [attemptFailed(before + 1, failure(), 0)] : []),
      ]).flat();
    const rest = (attempt: number, chance: number) =>
      given(withRetry(policy), [...open, ...again(attempt)]).when(
        report("a/x", { type: "failed", failure: failure() }, attempt, chance),
      ).decided;
    expect(rest(1, 0.5)).toEqual([attemptFailed(1, failure(), 1_000)]);
    expect(rest(1, 0)).toEqual([attemptFailed(1, failure(), 500)]);
    expect(rest(1, 1)).toEqual([attemptFailed(1, failure(), 1_500)]);
    expect(rest(2, 0.5)).toEqual([attemptFailed(2, failure(), 2_000)]);
    expect(rest(3, 0.5)).toEqual([attemptFailed(3, failure(), 3_000)]);
    expect(rest(4, 1)).toEqual([attemptFailed(4, failure(), 3_000)]);
  });

  test("a cancelled attempt leaves its task to be done", () => {
    const cancelled = { type: "cancelled", reason: "interrupted" } as const;
    const run = given(one, underway)
      .when(report("a/x", cancelled))
      .then([{ type: "attempt-cancelled", ...of("a/x"), attempt: 1, reason: "interrupted" }]);
    expect(run.taskByAddress.get("a/x" as never)).toMatchObject({ status: "pending", tries: 0 });
  });

  test("an attempt cancelled by an abort cancels its task", () => {
    given(one, [...underway, { type: "abort-requested", by: abort.by }])
      .when(report("a/x", { type: "cancelled", reason: "aborted" }))
      .then([
        { type: "attempt-cancelled", ...of("a/x"), attempt: 1, reason: "aborted" },
        { type: "task-cancelled", ...of("a/x") },
      ]);
  });

  test("nothing is tried again once an abort is asked for", () => {
    given(withRetry(tries(5)), [...underway, { type: "abort-requested", by: abort.by }])
      .when(report("a/x", { type: "failed", failure: failure() }))
      .then([attemptFailed(1, failure()), taskFailed("exit status 1")]);
  });

  test("what ends while the run is paused is taken", () => {
    given(one, [...underway, { type: "run-paused", reason: "by-person" }])
      .when(report("a/x"))
      .then(done("a/x").slice(1));
  });

  test("a task that the plan does not have is a fault, not a refusal", () => {
    expect(() => given(one, open).when(report("a/z"))).toThrow(
      "the journal names a/z, which the frozen plan does not have",
    );
  });
});

test("a fresh allowance after a retry counts from the start", () => {
  const past = [
    ...open,
    begun("a/x"),
    attemptFailed(1, failure(), 0),
    ...failed("a/x", 2),
    {
      type: "retry-requested",
      by: abort.by,
      tasks: [of("a/x")],
      forced: false,
    },
    begun("a/x", 3),
  ] as const;
  given(withRetry(tries(2)), past)
    .when(report("a/x", { type: "failed", failure: failure() }, 3))
    .then([attemptFailed(3, failure(), 1_000)]);
});
