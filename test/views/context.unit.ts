import { describe, expect, test } from "vitest";
import { CONTEXT_DEFAULTS } from "../../src/core/context.ts";
import type { ContextPolicy } from "../../src/core/context.ts";
import { MEMORY } from "../../src/core/memory.ts";
import type { Plan } from "../../src/core/plan.ts";
import { lineOf } from "../../src/tui/line.ts";
import { auditView } from "../../src/views/audit.ts";
import { runMetrics } from "../../src/views/metrics.ts";
import { statusView } from "../../src/views/status.ts";
import { whyView } from "../../src/views/why.ts";
import { whyText } from "../../src/views/whyText.ts";
import { agentTask, of, phase, plan, resume, tries } from "../core/plans.ts";
import { given } from "./given.ts";
import type { Story } from "./given.ts";

const sharing = (more: Partial<ContextPolicy> = {}): Plan => ({
  ...plan([], { context: { ...CONTEXT_DEFAULTS, windows: { big: 1_000 }, ...more } }),
  agents: {
    builder: {
      id: "builder",
      use: "claude",
      model: "big",
      permissions: "edit",
      stallMs: 0,
      attemptTools: true,
    },
  },
  phases: [
    phase(
      "build",
      [
        agentTask("look"),
        { ...agentTask("write"), retry: tries(3), dependsOn: [of("build/look").task] },
      ],
      { context: "phase" },
    ),
  ],
});

const usage = (contextTokens: number) => ({
  models: [{ model: "big", inputTokens: 9, cachedInputTokens: 0, outputTokens: 1 }],
  requests: 1,
  contextTokens,
});

const looked = (tokens: number, more: Partial<ContextPolicy> = {}): Story =>
  given(sharing(more)).uses("build/look", usage(tokens), "s-1");

const why = (story: Story): string[] =>
  whyText(whyView(story.is, { now: story.now, driver: null }));

const MEMORY_OF_S1 = {
  type: "succeeded",
  artifacts: [{ name: MEMORY, sha256: "cd".repeat(32), bytes: 27, value: { summary: "looked" } }],
  account: { session: "s-1", usage: usage(950) },
} as const;

describe("a run that is paused as a session is long", () => {
  test("says which, how full it is and what a resume does", () => {
    const story = looked(756, { on: "pause" }).starts("build/write");
    expect(statusView(story.is, story.now)).toMatchObject({
      status: "paused",
      pausedBecause: "context",
      waitingFor: [{ type: "person", reason: "context", command: "pawl resume r-1" }],
    });
    const text = why(story);
    expect(text[0]).toBe(
      'Run r-1 of "a plan" is paused before build/write goes on: its session with agent builder takes up 756 of 1,000 tokens of big (75.6 %).',
    );
    expect(text).toContain("  pawl resume r-1  goes on in that session");
  });

  test("says that it will be made compact first where it is fuller", () => {
    const text = why(looked(900, { on: "pause" }).starts("build/write"));
    expect(text).toContain("  pawl resume r-1  goes on: the session is made compact first");
  });
});

test("the lines and the audit of a session that is made compact", () => {
  const story = looked(900).starts("build/write");
  const begun = whyView(story.is, { now: story.now });
  expect(begun.underway).toMatchObject([{ attempt: "attempt 1", stage: "compact" }]);
  story.ends("build/write", MEMORY_OF_S1).starts("build/write");
  const told = story.events.flatMap((each) => lineOf(each, story.is)?.text ?? []);
  expect(told.slice(-4)).toEqual([
    "its session with agent builder takes up 900 of 1,000 tokens of big (90 %); the session is made compact first",
    "its session is asked for a memory",
    "its session is a memory of 27 bytes now: memory/build/write@1.md",
    "started (attempt 2), in a fresh session with the memory",
  ]);
  const audit = auditView(story.events).slice(-4);
  expect(audit.map(({ what, subject, details }) => [what, subject, details])).toEqual([
    ["context-measured", "build/write@1", told.at(-4)],
    ["attempt-started", "build/write@1", "compact"],
    ["attempt-succeeded", "build/write@1", "a memory of 27 bytes, sha256 cdcdcdcdcdcd"],
    ["attempt-started", "build/write@2", "from memory cdcdcdcdcdcd"],
  ]);
  // It is no try of the task's that had to be made again.
  const metrics = runMetrics(story.events, story.now);
  expect(metrics).toMatchObject({ retries: 0, attempts: { total: 3 } });
});

test.each([
  [{}, 900, 'the window of big is not known; "context: { windows: { big: TOKENS } }" says it'],
  [{ big: 1_000 }, undefined, "the agent does not tell how many tokens it holds"],
  [
    {},
    undefined,
    'the agent does not tell how many tokens it holds, and the window of big is not known; "context: { windows: { big: TOKENS } }" says it',
  ],
])("with windows %j and %s tokens it is said why nobody knows", (windows, tokens, because) => {
  const { contextTokens: _, ...silent } = usage(0);
  const told = tokens === undefined ? silent : usage(tokens);
  const story = given(sharing({ windows })).uses("build/look", told, "s-1").starts("build/write");
  const said = story.events.flatMap((each) => lineOf(each, story.is)?.text ?? []);
  expect(said).toContain(
    `how full its session with agent builder is, is not known: ${because}; it goes on`,
  );
});

test("a prompt is told as what it is about", () => {
  const story = given({ ...sharing(), phases: [phase("build", [agentTask("look")])] });
  story.ask({
    type: "begin-attempt",
    ...of("build/look"),
    attempt: 1,
    promptTokens: 1_234,
  });
  const said = story.events.flatMap((each) => lineOf(each, story.is)?.text ?? []);
  expect(said).toContain(
    "its prompt for agent builder takes up about 1,234 of 1,000 tokens of big (123.4 %); it goes on",
  );
});

test("a person who resumes hears of it once more, and it goes on", () => {
  const story = looked(750, { on: "pause" })
    .starts("build/write")
    .ask(resume)
    .starts("build/write");
  expect(story.is.status).toBe("running");
  expect(story.is.underway.size).toBe(1);
});
