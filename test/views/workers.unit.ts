import { describe, expect, test } from "vitest";
import type { Agent } from "../../src/core/agent.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import { auditView } from "../../src/views/audit.ts";
import { runMetrics } from "../../src/views/metrics.ts";
import { statusView } from "../../src/views/status.ts";
import { whyView } from "../../src/views/why.ts";
import { workersAtWork } from "../../src/views/workers.ts";
import { agentTask, of, phase, plan } from "../core/plans.ts";
import { given } from "./given.ts";
import type { Story } from "./given.ts";
import { problems } from "./problems.ts";

const agent = (id: string, more: Partial<Agent> = {}): Agent => ({
  id,
  use: "scripted",
  permissions: "edit",
  stallMs: 0,
  attemptTools: true,
  ...more,
});

const workers = { agent: "reader", max: 9, parallel: 2, depth: 2, timeoutMs: 1_000 };

const PLAN = plan([phase("build", [agentTask("code", "lead")])], {
  agents: { lead: agent("lead", { workers }), reader: agent("reader") },
});

const CODE = { ...of("build/code"), attempt: 1 };

const usage = (inputTokens: number) => ({
  models: [{ model: "small", inputTokens, cachedInputTokens: 0, outputTokens: 1, costUsd: 0.5 }],
  requests: 1,
});

const asks = (story: Story, batch: string, ids: readonly string[], asker?: object): Story =>
  story.ask({
    type: "request-workers",
    ...CODE,
    batch,
    list: ids.map((id) => ({ id, prompt: "Look." })),
    ...(asker ? { asker: asker as { batch: string; worker: string } } : {}),
  });

const begins = (story: Story, batch: string, worker: string): Story =>
  story.ask({ type: "begin-worker", ...CODE, batch, worker, host: "box" });

const ends = (story: Story, batch: string, worker: string, result: AttemptResult): Story =>
  story.ask({ type: "report-worker", ...CODE, batch, worker, result, details: "attempts/x.md" });

const FOUND: AttemptResult = {
  type: "succeeded",
  account: { report: { status: "success", summary: "it is there", by: "tools" }, usage: usage(40) },
};

const NOT: AttemptResult = {
  type: "failed",
  failure: { class: "timed-out", message: "timed out after 1s" },
  account: { usage: usage(2) },
};

/** Two have ended, one is at work and has asked for one more. */
function told(): Story {
  const story = asks(given(PLAN).starts("build/code").after(1000), "b1", ["a", "b", "c"]);
  begins(begins(story, "b1", "a"), "b1", "b").after(2000);
  ends(story, "b1", "a", FOUND);
  begins(story, "b1", "c").after(500);
  ends(story, "b1", "b", NOT);
  return asks(story, "b2", ["deep"], { batch: "b1", worker: "c" }).after(100);
}

describe("workers", () => {
  test("stand under their task in the status document", () => {
    const story = told();
    const [task] = statusView(story.is, story.now).phases[0]!.tasks;
    expect(task!.workers).toEqual([
      {
        id: "a",
        batch: "b1",
        status: "succeeded",
        startedAt: "2026-03-01T12:00:01.000Z",
        endedAt: "2026-03-01T12:00:03.000Z",
        durationMs: 2000,
        summary: "it is there",
        details: "attempts/x.md",
      },
      expect.objectContaining({ id: "b", status: "failed", summary: "timed out after 1s" }),
      {
        id: "c",
        batch: "b1",
        status: "started",
        startedAt: "2026-03-01T12:00:03.000Z",
        durationMs: 600,
      },
      { id: "deep", batch: "b2", status: "waiting", askedBy: "c", durationMs: 0 },
    ]);
  });

  test("are told of while their task waits for them, and why tells who found nothing", () => {
    const story = told();
    expect(workersAtWork(story.is)).toEqual([
      "build/code has asked for 4 workers, 2 ended; at work: c",
    ]);
    const { notes } = whyView(story.is, { now: story.now, tails: new Map() });
    expect(notes).toEqual(
      expect.arrayContaining([
        "build/code has asked for 4 workers, 2 ended; at work: c.",
        "Worker b of build/code failed: timed out after 1s.",
      ]),
    );
  });

  test("count in metrics: in their task's figures, and by the agent that they are", () => {
    const story = told();
    ends(story, "b1", "c", { type: "cancelled", reason: "over" });
    story.ends("build/code", { type: "succeeded", account: { usage: usage(100) } });
    const { tokens } = runMetrics(story.events, story.now)!;
    expect(tokens).toMatchObject({
      inputTokens: 142,
      outputTokens: 3,
      atLeast: ["tokens", "requests", "cost"],
    });
    expect(tokens!.phases[0]!.tasks[0]!.inputTokens).toBe(142);
    expect(tokens!.agents.map(({ id, inputTokens }) => [id, inputTokens])).toEqual([
      ["lead", 100],
      ["reader", 42],
    ]);
  });

  test("are in the audit with who asked and what came of each", () => {
    const story = told();
    story.ask({ type: "workers-told", ...CODE, batch: "b1" });
    const lines = auditView(story.events)
      .filter(({ what }) => what.startsWith("worker"))
      .map(({ what, details }) => `${what}: ${details}`);
    expect(lines).toEqual([
      "workers-requested: 3 workers: a, b, c",
      "worker-started: a, on box",
      "worker-started: b, on box",
      "worker-ended: a succeeded: it is there",
      "worker-started: c, on box",
      "worker-ended: b failed: timed out after 1s",
      "workers-requested: 1 worker for worker c: deep",
      "workers-answered: batch b1",
    ]);
  });

  test("are as the published schemas say", () => {
    const story = told();
    const facts = { now: story.now, tails: new Map<string, string>() };
    expect(problems("status", statusView(story.is, story.now))).toEqual([]);
    expect(problems("why", whyView(story.is, facts))).toEqual([]);
    expect(problems("metrics", runMetrics(story.events, story.now)!)).toEqual([]);
    const events = auditView(story.events);
    expect(problems("audit", { run: "r-1", intact: true, notes: [], events })).toEqual([]);
  });
});
