/* oxlint-disable vitest/expect-expect -- given, when, then asserts */
import { describe, test } from "vitest";
import { phaseId } from "../../src/core/ids.ts";
import { given, started } from "../../src/testing/given.ts";
import {
  abort,
  ann,
  begun,
  done,
  failed,
  pause,
  phase,
  phaseStarted,
  plan,
  proceed,
  resume,
  retry,
  skip,
} from "./plans.ts";

const one = plan([phase("a", ["x"])]);
const completed = [
  phaseStarted("a"),
  ...done("a/x"),
  { type: "phase-completed", phase: phaseId("a") },
  { type: "run-completed" },
] as const;
const failedRun = [
  phaseStarted("a"),
  ...failed("a/x"),
  { type: "phase-failed", phase: phaseId("a") },
  { type: "run-failed" },
] as const;
const aborted = [{ type: "abort-requested", by: ann }, { type: "run-aborted" }] as const;

describe("start", () => {
  test("freezes the plan in the journal's first event", () => {
    given([])
      .when({ ...started(one), type: "start" })
      .then([started(one)]);
  });

  test("is refused for a run that has started", () => {
    given(one)
      .when({ ...started(one), type: "start" })
      .thenRefused("already-started", "run run-1 has already started");
  });

  test("everything else is refused before it", () => {
    const text = "this run has not started: its journal is empty";
    for (const request of [proceed, resume, pause, abort, skip("a"), retry("a")]) {
      given([]).when(request).thenRefused("not-started", text);
    }
  });
});

describe("resume", () => {
  test("keeps the concurrency of the run unless another is asked for", () => {
    const options = { concurrency: 2 };
    given([started(one, { options })])
      .when(resume)
      .then([{ type: "run-resumed", by: ann, interrupted: false, options }]);
    given([started(one, { options })])
      .when({ ...resume, options: { concurrency: 3 } })
      .then([{ type: "run-resumed", by: ann, interrupted: false, options: { concurrency: 3 } }]);
  });

  test("carries `until` and whether the last driver was interrupted", () => {
    const options = { until: phaseId("a") };
    given(one)
      .when({ type: "resume", by: ann, interrupted: true, options })
      .then([
        {
          type: "run-resumed",
          by: ann,
          interrupted: true,
          options: { until: phaseId("a"), concurrency: 4 },
        },
      ]);
  });

  test("of a completed run is refused", () => {
    given(one, completed)
      .when(resume)
      .thenRefused("run-completed", "run run-1 is completed: there is nothing left to do");
  });

  test("of an aborted run is refused", () => {
    given(one, aborted)
      .when(resume)
      .thenRefused(
        "run-aborted",
        "run run-1 was aborted and does not go on; start a new run of its plan",
      );
  });
});

describe("pause", () => {
  test("pauses", () => {
    given(one)
      .when(pause)
      .then([{ type: "run-paused", reason: "by-person", by: ann }]);
  });

  test("of a paused run is refused", () => {
    given(one, [{ type: "run-paused", reason: "by-person", by: ann }])
      .when(pause)
      .thenRefused("already-settled", "run run-1 is already paused");
  });

  test("of a run that has ended is refused", () => {
    given(one, completed)
      .when(pause)
      .thenRefused("run-ended", "run run-1 has ended: it is completed");
    given(one, failedRun).when(pause).thenRefused("run-ended", "run run-1 has ended: it is failed");
    given(one, aborted).when(pause).thenRefused("run-ended", "run run-1 has ended: it is aborted");
  });
});

describe("abort", () => {
  test("is a request that the driver carries out", () => {
    given(one)
      .when({ ...abort, reason: "wrong plan" })
      .then([{ type: "abort-requested", by: ann, reason: "wrong plan" }]);
    given(one)
      .when(abort)
      .then([{ type: "abort-requested", by: ann }]);
  });

  test("asked twice is asked once", () => {
    given(one, [{ type: "abort-requested", by: ann }])
      .when(abort)
      .thenNothingHappened();
  });

  test("of a completed or aborted run is refused", () => {
    given(one, completed)
      .when(abort)
      .thenRefused("run-ended", "run run-1 has ended: it is completed");
    given(one, aborted).when(abort).thenRefused("run-ended", "run run-1 has ended: it is aborted");
  });

  test("waits for what is under way, then ends the run", () => {
    const past = [phaseStarted("a"), begun("a/x"), { type: "abort-requested", by: ann }] as const;
    given(one, past).when(proceed).thenNothingHappened();
    given(one, [{ type: "abort-requested", by: ann }])
      .when(proceed)
      .then([{ type: "run-aborted" }]);
  });

  test("of a paused run ends it", () => {
    given(one, [
      { type: "run-paused", reason: "by-person" },
      { type: "abort-requested", by: ann },
    ])
      .when(proceed)
      .then([{ type: "run-aborted" }]);
  });

  test("of a failed run ends it for good, also when the journal broke off between the two", () => {
    given(one, failedRun).when(abort).then(aborted);
    given(one, [...failedRun, { type: "abort-requested", by: ann }])
      .when(proceed)
      .then([{ type: "run-aborted" }]);
  });
});

describe("proceed", () => {
  test("opens a phase, closes it, ends the run", () => {
    given(one)
      .when(proceed)
      .then([phaseStarted("a")]);
    given(one, [phaseStarted("a")])
      .when(proceed)
      .thenNothingHappened();
    given(one, [phaseStarted("a"), ...done("a/x")])
      .when(proceed)
      .then([{ type: "phase-completed", phase: phaseId("a") }]);
    given(one, completed.slice(0, -1))
      .when(proceed)
      .then([{ type: "run-completed" }]);
    given(one, completed).when(proceed).thenNothingHappened();
  });

  test("fails a phase with a failed task, and the run with it", () => {
    given(one, [phaseStarted("a"), ...failed("a/x")])
      .when(proceed)
      .then([{ type: "phase-failed", phase: phaseId("a") }]);
    given(one, failedRun.slice(0, -1))
      .when(proceed)
      .then([{ type: "run-failed" }]);
    given(one, failedRun).when(proceed).thenNothingHappened();
  });

  test("records a restore point before its phase starts", () => {
    given(plan([phase("a", ["x"], { checkpoint: true })]))
      .when(proceed)
      .then([{ type: "checkpoint-recorded", phase: phaseId("a") }, phaseStarted("a")]);
  });

  test("does nothing while the run is paused", () => {
    given(one, [{ type: "run-paused", reason: "by-person" }])
      .when(proceed)
      .thenNothingHappened();
  });

  test("a phase without tasks is completed, and so is a run without phases", () => {
    given(plan([phase("a", [])]), [phaseStarted("a")])
      .when(proceed)
      .then([{ type: "phase-completed", phase: phaseId("a") }]);
    given(plan([]))
      .when(proceed)
      .then([{ type: "run-completed" }]);
  });
});
