import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { askingView } from "../../src/cli/answer/show.ts";
import { eventDocument } from "../../src/cli/logs/eventPrinter.ts";
import type { AgentEvent } from "../../src/core/agentEvent.ts";
import { runId } from "../../src/core/ids.ts";
import { artifactsView } from "../../src/views/artifacts.ts";
import { approveView } from "../../src/views/evidence.ts";
import { askingIn } from "../../src/views/asking.ts";
import { allMetrics } from "../../src/views/allMetrics.ts";
import { auditView } from "../../src/views/audit.ts";
import { runMetrics } from "../../src/views/metrics.ts";
import { runsView } from "../../src/views/runs.ts";
import { statusView } from "../../src/views/status.ts";
import { whyView } from "../../src/views/why.ts";
import { agentTask, phase, plan, task, tries } from "../core/plans.ts";
import { approves, atGate, gateFails, rejects, waitsForApproval } from "./gated.ts";
import { given } from "./given.ts";
import type { Story } from "./given.ts";
import { folder, problems, schemaOf } from "./problems.ts";

const release = plan([
  phase("build", [
    task("compile", { retry: tries(2) }),
    task("lint", { continueOnError: true }),
    task("bundle", { dependsOn: ["compile"] }),
  ]),
  phase("ship", ["upload"], { dependsOn: ["build"], title: "Ship it" }),
]);

const model = { model: "m", inputTokens: 2, cachedInputTokens: 1, outputTokens: 1, costUsd: 0.1 };

const ofAgents = plan([phase("build", [agentTask("code"), agentTask("review"), task("compile")])]);

const stories: readonly (readonly [string, () => Story])[] = [
  ["just started", () => given(release)],
  ["under way", () => given(release).starts("build/compile", "build/lint").after(500)],
  ["resting", () => given(release).breaks("build/compile", 100, { class: "timed-out", tail: "x" })],
  ["paused", () => given(release).starts("build/compile").pauses()],
  ["interrupted and resumed", () => given(release).starts("build/compile").resumes(true)],
  [
    "failed",
    () => given(release).breaks("build/lint").breaks("build/compile", 10, { class: "fatal" }),
  ],
  [
    "skipped and retried",
    () =>
      given(release)
        .breaks("build/compile", 1, { class: "fatal" })
        .does("build/lint")
        .retries("build")
        .skips("ship"),
  ],
  ["asking", () => given(ofAgents).asks("build/code", "Which?").starts("build/compile")],
  [
    "of agents that tell what they used",
    () =>
      given(ofAgents)
        .uses("build/code", { models: [model], requests: 2, contextTokens: 9, firstInputTokens: 3 })
        .uses("build/review", undefined),
  ],
  ["at a gate", () => atGate()],
  ["waiting for an approval", () => waitsForApproval()],
  ["failed at a gate", () => gateFails()],
  ["sent back", () => rejects(waitsForApproval())],
  ["approved", () => approves(waitsForApproval()).resumes()],
  ["limited", () => given(ofAgents).meetsLimit("build/code", 60_000)],
  ["aborted", () => given(release).starts("build/compile").aborts().cancels("build/compile")],
  [
    "completed",
    () =>
      given(release)
        .starts("build/compile")
        .succeeds("build/compile", { size: "12" })
        .does("build/lint")
        .does("build/bundle")
        .does("ship/upload"),
  ],
];

describe.each(stories)("a run that is %s", (_name, tell) => {
  const story = tell();
  const facts = {
    now: story.now,
    tails: new Map([["build/compile", "a line"]]),
    changedFiles: [{ path: "/plans/plan.yaml", state: "changed" as const }],
  };

  test.each([undefined, null, { host: "box", pid: 7 }])(
    "status and why, driven by %j",
    (driver) => {
      expect(problems("status", statusView(story.is, story.now, driver))).toEqual([]);
      const known = driver === undefined ? facts : { ...facts, driver };
      expect(problems("why", whyView(story.is, known))).toEqual([]);
    },
  );

  test("metrics and audit", () => {
    const metrics = runMetrics(story.events, story.now)!;
    expect(problems("metrics", metrics)).toEqual([]);
    expect(problems("metrics-all", allMetrics([metrics]))).toEqual([]);
    const events = auditView(story.events);
    expect(problems("audit", { run: "r-1", intact: true, notes: [], events })).toEqual([]);
  });
});

const EVENTS: readonly AgentEvent[] = [
  { type: "started", session: "s", model: "m" },
  { type: "text", text: "" },
  { type: "tool-call", tool: "t", input: "{}" },
  { type: "tool-result", tool: "t", ok: true, text: "" },
  { type: "file-change", path: "a", change: "add" },
  {
    type: "usage",
    usage: { models: [model], requests: 1, contextTokens: 3, firstInputTokens: 2, partial: true },
  },
  { type: "rate-limited", until: 5, text: "" },
  { type: "retrying", try: 1, of: 2, text: "" },
  { type: "question", text: "" },
  { type: "denied", tool: "t", text: "" },
  { type: "result", text: "", structured: { a: 1 } },
  { type: "error", text: "", class: "fatal", until: 5 },
];

test("lists, log lines and errors are as their schemas say", () => {
  const listed = { run: "r", plan: "p", status: "failed", startedAt: 0, updatedAt: 1 } as const;
  expect(problems("runs", runsView([listed]))).toEqual([]);
  expect(problems("metrics-all", allMetrics([]))).toEqual([]);
  const source = { run: "r", phase: "a", task: "b", attempt: 1 };
  expect(problems("log-line", { ...source, text: "" })).toEqual([]);
  expect(problems("log-line", { ...source, dropped: 9 })).toEqual([]);
  const [attempted] = given(plan([phase("a", ["b"])])).is.tasks;
  for (const event of EVENTS) {
    const document = eventDocument(
      { run: runId("r"), task: attempted!, attempt: 1 },
      { ...event, at: 0 },
    );
    expect(problems("agent-event", document)).toEqual([]);
  }
  const asking = given(ofAgents).asks("build/code", "Which?").is;
  expect(problems("answer", askingView(asking, askingIn(asking)))).toEqual([]);
  const { is } = waitsForApproval();
  expect(problems("artifacts", artifactsView(is))).toEqual([]);
  expect(problems("artifacts", artifactsView(is, "notes"))).toEqual([]);
  expect(problems("approve", approveView(waitsForApproval().is))).toEqual([]);
  expect(problems("error", { error: { code: "usage", message: "no such run" } })).toEqual([]);
});

test("a document that is not so is found out", () => {
  const story = given(release);
  const view = statusView(story.is, story.now);
  expect(problems("status", { ...view, status: "done" })).toHaveLength(1);
  expect(problems("status", { ...view, more: 1 })).toHaveLength(1);
});

test.each(readdirSync(folder))("%s has a title and says which command prints it", (file) => {
  const schema = schemaOf(file.replace(/\.json$/, ""));
  expect(schema["title"]).toBeTypeOf("string");
  expect(schema["description"]).toMatch(/`pawl |--json/);
});
