import { describe, expect, test } from "vitest";
import { statusView } from "../../src/views/status.ts";
import type { PhaseView, StatusView } from "../../src/views/status.ts";
import { phase, plan, task, tries } from "../core/plans.ts";
import { given } from "./given.ts";

const two = plan([
  phase("build", ["compile", task("bundle", { dependsOn: ["compile"], retry: tries(3) })]),
  phase("ship", ["upload"], { dependsOn: ["build"], title: "Ship it" }),
]);

describe("the status document", () => {
  test("of a run that has just started: what depends on nothing is pending, the rest waits", () => {
    const story = given(two);
    expect(statusView(story.is, story.now)).toEqual({
      run: "r-1",
      plan: "a plan",
      status: "running",
      phases: [
        {
          id: "build",
          status: "running",
          tasks: [
            {
              id: "compile",
              status: "pending",
              attempts: 0,
              address: "build/compile",
              durationMs: 0,
            },
            {
              id: "bundle",
              status: "waiting",
              attempts: 0,
              address: "build/bundle",
              durationMs: 0,
            },
          ],
          startedAt: "2026-03-01T12:00:00.000Z",
          durationMs: 0,
        },
        {
          id: "ship",
          status: "pending",
          tasks: [
            { id: "upload", status: "waiting", attempts: 0, address: "ship/upload", durationMs: 0 },
          ],
          title: "Ship it",
          durationMs: 0,
        },
      ],
      waitingFor: [],
      startedAt: "2026-03-01T12:00:00.000Z",
      updatedAt: "2026-03-01T12:00:00.000Z",
      durationMs: 0,
    } satisfies StatusView);
  });

  test("of a task under way names its attempt and when its time is up", () => {
    const story = given(two).after(500).starts("build/compile").after(1500);
    const view = statusView(story.is, story.now);
    expect(view.waitingFor).toEqual([
      {
        type: "attempt",
        phase: "build",
        task: "compile",
        attempt: 1,
        startedAt: "2026-03-01T12:00:00.500Z",
        timeoutAt: "2026-03-01T12:01:00.500Z",
      },
    ]);
    expect(view.durationMs).toBe(2000);
    expect(view.phases[0]!.tasks[0]).toEqual({
      id: "compile",
      status: "running",
      attempts: 1,
      address: "build/compile",
      startedAt: "2026-03-01T12:00:00.500Z",
      durationMs: 1500,
    });
  });

  test("of a task that rests says when its next try is", () => {
    const story = given(two).does("build/compile").breaks("build/bundle", 200);
    const view = statusView(story.is, story.now);
    expect(view.waitingFor).toEqual([
      { type: "retry", phase: "build", task: "bundle", attempt: 2, at: "2026-03-01T12:00:02.200Z" },
    ]);
    expect(view.phases[0]!.tasks[1]).toMatchObject({
      status: "pending",
      attempts: 1,
      retryAt: "2026-03-01T12:00:02.200Z",
      failure: "transient",
    });
  });

  test("of a failed run has messages and reasons", () => {
    const story = given(two).breaks("build/compile", 300, {
      class: "fatal",
      message: "no such file",
    });
    const view = statusView(story.is, story.now + 60_000);
    expect(view).toMatchObject({
      status: "failed",
      endedAt: "2026-03-01T12:00:00.300Z",
      durationMs: 300,
      waitingFor: [],
    });
    const [build, ship] = view.phases as [PhaseView, PhaseView];
    expect(build.status).toBe("failed");
    expect(build.tasks[0]).toMatchObject({
      status: "failed",
      message: "no such file",
      failure: "fatal",
    });
    expect(build.tasks[1]).toMatchObject({ status: "skipped", reason: "deps_not_met" });
    expect(ship).toMatchObject({ status: "skipped", reason: "deps_not_met" });
  });

  test("of a paused run names the command that goes on", () => {
    const story = given(two).does("build/compile").pauses();
    expect(statusView(story.is, story.now)).toMatchObject({
      status: "paused",
      pausedBecause: "by-person",
      waitingFor: [{ type: "person", reason: "by-person", command: "pawl resume r-1" }],
    });
  });

  test("of a run that nobody drives names the command that takes it up", () => {
    const story = given(two).starts("build/compile");
    const view = statusView(story.is, story.now, null);
    expect(view.driver).toBeNull();
    expect(view.waitingFor[0]).toEqual({ type: "driver", command: "pawl resume r-1" });
    expect(statusView(story.is, story.now, { host: "box", pid: 7 })).toMatchObject({
      driver: { host: "box", pid: 7 },
      waitingFor: [{ type: "attempt" }],
    });
  });

  test("of a run that has ended keeps nobody waiting", () => {
    const story = given(two).starts("build/compile").aborts().cancels("build/compile");
    const view = statusView(story.is, story.now);
    expect(view).toMatchObject({ status: "aborted", abortRequested: true, waitingFor: [] });
    expect(view.phases[0]!.tasks.map((each) => each.status)).toEqual(["cancelled", "pending"]);
  });

  test("is not upset by a clock that goes back", () => {
    const story = given(two).starts("build/compile").after(-5000);
    const view = statusView(story.is, story.now);
    expect(view.durationMs).toBe(0);
    expect(view.phases[0]!.tasks[0]!.durationMs).toBe(0);
  });
});
