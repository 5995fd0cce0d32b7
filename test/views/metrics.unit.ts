import { describe, expect, test } from "vitest";
import { allMetrics } from "../../src/views/allMetrics.ts";
import { runMetrics } from "../../src/views/metrics.ts";
import type { RunMetrics } from "../../src/views/metrics.ts";
import { allMetricsText, formatRate, runMetricsText } from "../../src/views/metricsText.ts";
import { seedMetrics, seedRunMetrics } from "../../src/views/seedMetrics.ts";
import { phase, plan, task, tries } from "../core/plans.ts";
import { given } from "./given.ts";
import type { Story } from "./given.ts";

const of = (story: Story, driven = true): RunMetrics =>
  runMetrics(story.events, story.now, driven)!;

const diamond = plan([
  phase("build", [
    "top",
    task("left", { dependsOn: ["top"], retry: tries(2) }),
    task("right", { dependsOn: ["top"] }),
    task("bottom", { dependsOn: ["left", "right"] }),
  ]),
  phase("ship", ["upload"], { dependsOn: ["build"] }),
]);

/** 100 top; left 300, rests 1000, again 200; right 900 meanwhile; bottom 50; upload 400. */
const told = (): Story =>
  given(diamond)
    .does("build/top", 100)
    .starts("build/left", "build/right")
    .after(300)
    .fails("build/left")
    .after(600)
    .succeeds("build/right")
    .after(400)
    .does("build/left", 200)
    .does("build/bottom", 50)
    .does("ship/upload", 400);

describe("of one run", () => {
  test("durations, attempts, working and waiting, and the critical path", () => {
    const metrics = of(told());
    expect(metrics).toMatchObject({
      run: "r-1",
      status: "completed",
      durationMs: 2050,
      // The rest of the second task is waiting only where nothing else was under way.
      workingMs: 1650,
      waitingMs: 400,
      attempts: {
        total: 6,
        succeeded: 5,
        failed: 1,
        timedOut: 0,
        lost: 0,
        cancelled: 0,
        underway: 0,
      },
      attemptSuccessRate: 0.8333,
      retries: 1,
      failures: 0,
      interruptions: 0,
      criticalPath: {
        durationMs: 100 + 900 + 50 + 400,
        tasks: ["build/top", "build/right", "build/bottom", "ship/upload"],
      },
    });
    expect(
      metrics.phases.map((each) => [each.id, each.durationMs, each.attempts, each.retries]),
    ).toEqual([
      ["build", 1650, 5, 1],
      ["ship", 400, 1, 0],
    ]);
    expect(metrics.phases[0]!.tasks[1]).toEqual({
      id: "left",
      status: "completed",
      durationMs: 500,
      attempts: 2,
      retries: 1,
    });
  });

  test("a lost attempt worked up to the last that was heard, not to the resume that found it gone", () => {
    const story = given(diamond).does("build/top", 100).starts("build/left").after(200);
    story.starts("build/right").after(3_600_000).resumes(true);
    story
      .fails("build/left", { class: "lost", message: "gone" })
      .fails("build/right", { class: "lost" });
    const metrics = of(story);
    expect(metrics).toMatchObject({ workingMs: 300, waitingMs: 3_600_000, interruptions: 1 });
    expect(metrics.attempts).toMatchObject({ lost: 2, succeeded: 1 });
  });

  test("what is under way counts up to now, or to the last event where nobody drives the run", () => {
    const story = given(diamond).does("build/top", 100).starts("build/left").after(5000);
    expect(of(story)).toMatchObject({ durationMs: 5100, workingMs: 5100, waitingMs: 0 });
    expect(of(story, false)).toMatchObject({ durationMs: 5100, workingMs: 100, waitingMs: 5000 });
  });

  test("nothing is made up where nothing has happened", () => {
    expect(of(given(diamond))).toMatchObject({
      durationMs: 0,
      attemptSuccessRate: null,
      criticalPath: { durationMs: 0, tasks: [] },
    });
    expect(runMetrics([], 0)).toBeUndefined();
  });

  test("a chain of 20,000 tasks has a critical path as long", () => {
    const ids = Array.from({ length: 20_000 }, (_, at) => `t${at}`);
    const chain = ids.map((id, at) => task(id, { dependsOn: at === 0 ? [] : [ids[at - 1]!] }));
    const story = given(plan([phase("a", chain)]));
    for (const id of ids) story.does(`a/${id}`, 2);
    expect(of(story).criticalPath).toMatchObject({ durationMs: 40_000 });
    expect(of(story).criticalPath.tasks).toHaveLength(20_000);
  });

  test("in words", () => {
    expect(runMetricsText(of(told()))).toEqual([
      'Run r-1 of "a plan" is completed',
      "  total       2.0s",
      "  working     1.6s (80.5 %)",
      "  waiting     400ms",
      "  attempts    6: 5 succeeded, 1 failed",
      "  succeeded   83.3 % of the attempts that ended",
      "  retries     1",
      "  failures    none",
      "",
      "Critical path: 1.4s",
      "  build/top",
      "  build/right",
      "  build/bottom",
      "  ship/upload",
    ]);
  });
});

describe("of all runs", () => {
  const quick = plan([phase("a", ["a"])]);
  const completed = (): Story => given(quick).does("a/a", 1000);
  const failed = (): Story => given(quick).breaks("a/a", 500);
  const recovered = (): Story => failed().resumes().does("a/a", 500);
  const interrupted = (): Story =>
    given(quick).starts("a/a").resumes(true).after(100).succeeds("a/a");
  const running = (): Story => given(quick).starts("a/a");
  const aborted = (): Story => given(quick).aborts();
  const together = (...stories: Story[]) => allMetrics(stories.map((each) => of(each)));

  test("success is over executions, recovery over failures", () => {
    const all = together(completed(), failed(), recovered(), interrupted(), running(), aborted());
    expect(all).toMatchObject({
      executions: 6,
      successes: 3,
      successRate: 0.5,
      unfinished: 1,
      aborted: 1,
      failures: 3,
      recoveries: 2,
      recoveryRate: 0.6667,
      medianDurationMs: 1000,
    });
    expect(allMetricsText(all)).toEqual([
      "Executions      6: 3 completed, 1 failed, 1 aborted, 1 not finished",
      "Success rate    50 % (3 of 6)",
      "Recovery rate   66.7 % (2 of 3 that failed or were interrupted)",
      "Attempts        6, 1 retry; 60 % succeeded",
      "Time            2.6s in all: 2.6s working, 0ms waiting",
      "Median run      1.0s",
    ]);
  });

  test("where nothing failed, there is no recovery rate", () => {
    expect(together(completed()).recoveryRate).toBeNull();
    expect(formatRate(null)).toBe("none yet");
  });

  test("where nothing ran, there is no rate at all", () => {
    const none = together();
    expect(none).toMatchObject({ executions: 0, successRate: null, recoveryRate: null });
    expect(none.medianDurationMs).toBeNull();
  });

  test("in the documents' keys", () => {
    expect(seedMetrics(together(completed(), recovered()))).toEqual({
      success_rate: 1,
      recovery_rate: 1,
      total_duration_ms: 2000,
      average_duration_ms: 1000,
      total_executions: 2,
      successful_executions: 2,
      failures: 1,
      successful_recoveries: 1,
    });
    expect(seedRunMetrics(of(told()))).toEqual({
      session_id: "r-1",
      total_duration_ms: 2050,
      phases_completed: 2,
      success_rate: 1,
      average_phase_duration: 1025,
      current_phase: null,
      overall_status: "completed",
      context_efficiency: "high",
    });
  });
});
