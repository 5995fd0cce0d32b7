import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/core/failure.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import { answer, phase, plan, resume, retry, skip, task } from "./plans.ts";
import { Rig } from "./rig.ts";
import type { Behaviour } from "./rig.ts";

const failed = (
  kind: Failure["class"],
  message: string,
  more: Partial<Failure> = {},
): AttemptResult => ({
  type: "failed",
  failure: { class: kind, message, ...more },
});

/** The attempts of `p/ask` end so, one after the other; all else succeeds. */
const ending =
  (...results: readonly AttemptResult[]): Behaviour =>
  (address, attempt) =>
    (address === "p/ask" && results[attempt - 1]) || { type: "succeeded" };

const blockedOnce = ending(failed("blocked", "Which port?"));

const asking = () =>
  plan([
    phase("p", [task("ask"), task("other"), task("after", { dependsOn: ["ask"] })]),
    phase("q", ["last"], { dependsOn: ["p"] }),
  ]);

describe("a task that raises a flag", () => {
  test("waits for a person, while what does not depend on it goes on; then the run waits too", () => {
    const rig = new Rig(asking()).drive(blockedOnce);
    expect(rig.statuses()).toEqual({
      "p/ask": "blocked",
      "p/other": "completed",
      "p/after": "pending",
      "q/last": "pending",
    });
    expect(rig.run.status).toBe("blocked");
    expect(rig.events.at(-1)).toEqual({ type: "run-blocked" });
  });

  test("is tried again once it is answered, with the answer to tell; the flag uses up no try", () => {
    const rig = new Rig(asking()).drive(blockedOnce);
    rig.must(answer("ask", "8080"));
    expect(rig.run.taskByAddress.get("p/ask" as never)!.answers).toEqual([
      { question: "Which port?", answer: "8080" },
    ]);
    expect(rig.run.status).toBe("blocked");
    rig.must(resume);
    rig.drive();
    expect(rig.run.status).toBe("completed");
    expect(rig.run.taskByAddress.get("p/ask" as never)!.attempts).toHaveLength(2);
  });

  test("goes on at once where the run is still under way", () => {
    const rig = new Rig(asking(), { concurrency: 2 });
    rig.advance();
    rig.report(rig.run.taskByAddress.get("p/ask" as never)!, failed("blocked", "Which port?"));
    rig.must(answer("p/ask"));
    rig.drive();
    expect(rig.run.status).toBe("completed");
  });

  test("may be skipped, or retried without an answer", () => {
    const skipped = new Rig(asking()).drive(blockedOnce);
    skipped.must(skip("ask"));
    skipped.must(resume);
    expect(skipped.drive().run.status).toBe("completed");
    const retried = new Rig(asking()).drive(blockedOnce);
    retried.must(retry("ask"));
    expect(retried.drive().run.status).toBe("completed");
  });

  test("stays asked after a resume without an answer", () => {
    const rig = new Rig(asking()).drive(blockedOnce);
    rig.must(resume);
    expect(rig.drive().run.status).toBe("blocked");
  });

  test.each([
    ["p/other", "p/other waits for no answer; these do: p/ask"],
    ["nothing", 'run run-1 has no task or phase "nothing"; its phases are p, q'],
  ])("an answer to %s is refused in words", (target, text) => {
    const rig = new Rig(asking()).drive(blockedOnce);
    expect(rig.ask(answer(target))).toMatchObject({ refused: true, text });
  });

  test("an answer that names no task is for the only one that asks", () => {
    const by = { user: "u", host: "h", pid: 1 };
    const rig = new Rig(plan([phase("p", ["one", "two"])]));
    expect(rig.ask({ type: "answer", text: "x", by })).toMatchObject({
      text: "run run-1 waits for no answer; no task of the run does",
    });
    rig.drive(() => failed("blocked", "?"));
    expect(rig.ask({ type: "answer", text: "x", by })).toMatchObject({
      text: "more than one task waits for an answer: p/one, p/two; say which",
    });
    rig.must(answer("two"));
    expect(rig.must({ type: "answer", text: "x", by })).toMatchObject([{ task: "one" }]);
  });
});

describe("a limit of an agent's", () => {
  const limited = failed("rate-limited", "limit", { until: 600_000 });

  test("is waited for until the reset, and uses up no try, however often", () => {
    const rig = new Rig(asking()).drive(ending(limited, limited, limited));
    expect(rig.run.status).toBe("completed");
    expect(rig.run.taskByAddress.get("p/ask" as never)!.tries).toBe(0);
    expect(rig.now).toBeGreaterThanOrEqual(600_000);
    expect(rig.events.filter((each) => each.type === "attempt-failed")[0]).toMatchObject({
      retry: { at: 601_000, delayMs: 601_000, limited: true },
    });
  });

  test("whose end is not told is waited for longer and longer", () => {
    const untold = failed("rate-limited", "limit");
    const rig = new Rig(asking()).drive(ending(untold, untold, untold));
    const rests = rig.events.flatMap((each) =>
      each.type === "attempt-failed" ? [each.retry?.delayMs] : [],
    );
    expect(rests).toEqual([5_000, 10_000, 20_000]);
  });

  const DAY_MS = 24 * 60 * 60_000;
  test.each([
    ["is over already", 0, [1_000, 10_000, 20_000]],
    ["is years away", 3_650 * DAY_MS, [5_000, 10_000, 20_000]],
  ])("that %s by what the agent tells is not asked for without a rest", (_, until, rests) => {
    const absurd = failed("rate-limited", "limit", { until });
    const rig = new Rig(asking()).drive(ending(absurd, absurd, absurd));
    expect(
      rig.events.flatMap((each) => (each.type === "attempt-failed" ? [each.retry?.delayMs] : [])),
    ).toEqual(rests);
  });

  test("of a week is waited for", () => {
    const week = failed("rate-limited", "limit", { until: 7 * DAY_MS });
    const rig = new Rig(asking()).drive(ending(week));
    expect(rig.now).toBeGreaterThanOrEqual(7 * DAY_MS);
  });

  test("keeps no place from others meanwhile", () => {
    const rig = new Rig(plan([phase("p", ["ask", "other"])], { concurrency: 1 }));
    rig.drive(ending(limited));
    expect(rig.order).toEqual(["p/ask", "p/other", "p/ask"]);
  });

  test("does not hide that the work fails twice in the same way", () => {
    const wrong = failed("invalid-artifact", "no title");
    const tries = plan([
      phase("p", [
        task("ask", {
          retry: { maxAttempts: 9, backoff: "none", delayMs: 0, maxDelayMs: 0, jitter: 0 },
        }),
      ]),
    ]);
    const rig = new Rig(tries).drive(ending(wrong, limited, wrong));
    expect(rig.run.taskByAddress.get("p/ask" as never)!.message).toBe(
      "no title (twice in a row in the same way)",
    );
  });
});

describe("what an attempt hands on", () => {
  const artifact = { name: "report", sha256: "0".repeat(64), bytes: 2, value: {} };
  const done: AttemptResult = {
    type: "succeeded",
    artifacts: [artifact],
    account: { report: { status: "partial", summary: "half of it", by: "tools" } },
  };

  test("is kept with its version; done again, another is added and none is lost", () => {
    const rig = new Rig(asking()).drive(ending(done, done));
    rig.must(retry("p/ask", true));
    rig.drive(ending(done, done));
    expect(
      rig.run.artifacts.get("report")!.map(({ version, attempt }) => ({ version, attempt })),
    ).toEqual([
      { version: 1, attempt: 1 },
      { version: 2, attempt: 2 },
    ]);
  });

  test("a report of partial success completes the task with a warning", () => {
    const rig = new Rig(asking()).drive(ending(done));
    expect(rig.run.taskByAddress.get("p/ask" as never)!).toMatchObject({
      status: "completed",
      warning: "half of it",
    });
    rig.crash(rig.events.findIndex((each) => each.type === "attempt-succeeded") + 1);
    rig.must({ ...resume, interrupted: true });
    rig.drive();
    expect(rig.run.taskByAddress.get("p/ask" as never)!.warning).toBe("half of it");
  });
});
