import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Usage } from "../../src/core/usage.ts";
import { runMetrics } from "../../src/views/metrics.ts";
import { allMetrics } from "../../src/views/allMetrics.ts";
import { allMetricsText, runMetricsText } from "../../src/views/metricsText.ts";
import { statusView } from "../../src/views/status.ts";
import { sumFigures } from "../../src/views/tokenFigures.ts";
import type { Figures } from "../../src/views/tokenFigures.ts";
import { runTokens } from "../../src/views/tokens.ts";
import { tokenRows } from "../../src/views/tokensText.ts";
import { agentTask, phase, plan, tries } from "../core/plans.ts";
import { given } from "./given.ts";
import { problems } from "./problems.ts";
import type { Story } from "./given.ts";

const chain = plan([
  phase("build", [
    { ...agentTask("code"), retry: tries(2) },
    agentTask("review", "critic"),
    "compile",
  ]),
  phase("ship", [agentTask("notes")], { dependsOn: ["build"] }),
  phase("last", ["upload"], { dependsOn: ["ship"] }),
]);

/** Grows from 1,000 by 500 in three requests, unless said otherwise. */
const usage = (more: Partial<Usage> = {}, cost: number | undefined = 0.5): Usage => ({
  models: [
    {
      model: "big",
      inputTokens: 4000,
      cachedInputTokens: 1000,
      outputTokens: 100,
      ...(cost === undefined ? {} : { costUsd: cost }),
    },
  ],
  requests: 3,
  contextTokens: 1500,
  firstInputTokens: 1000,
  ...more,
});

const done = (): Story =>
  given(chain)
    .uses("build/code", usage())
    .uses("build/review", usage({ models: [{ ...usage().models[0]!, model: "small" }] }))
    .does("build/compile")
    .uses("ship/notes", usage())
    .does("last/upload");

const tokensOf = (story: Story) => runTokens(story.is)!;

test("tokens of all runs together, and of each; what is unknown of one makes the sum a lower bound", () => {
  const of = (story: Story) => runMetrics(story.events, story.now)!;
  const untold = given(chain).does("build/code");
  const all = allMetrics([
    of(done()),
    of(done()),
    of(untold),
    of(given(plan([phase("a", ["a"])]))),
  ]);
  expect(all.tokens).toEqual({
    inputTokens: 24_000,
    cachedInputTokens: 6000,
    outputTokens: 600,
    requests: 18,
    costUsd: 3,
    atLeast: ["tokens", "requests", "cost"],
  });
  expect(all.runs.map((each) => each.tokens?.inputTokens)).toEqual([
    12_000,
    12_000,
    null,
    undefined,
  ]);
  expect(allMetricsText(all).at(-1)).toBe(
    "Tokens          at least 24,000 in, 6,000 of them from a cache, at least 600 out, in at least 18 requests; cost at least $3.00",
  );
  expect(problems("metrics-all", all)).toEqual([]);
});

describe("tokens of a run", () => {
  test("by phase, task, attempt, agent and model", () => {
    const tokens = tokensOf(done());
    const each = {
      inputTokens: 4000,
      cachedInputTokens: 1000,
      outputTokens: 100,
      requests: 3,
      costUsd: 0.5,
      atLeast: [],
    };
    const times = (count: number) => ({
      inputTokens: 4000 * count,
      cachedInputTokens: 1000 * count,
      outputTokens: 100 * count,
      requests: 3 * count,
      costUsd: 0.5 * count,
      atLeast: [],
    });
    const attempt = { attempt: 1, status: "succeeded", ...each };
    expect(tokens).toMatchObject({
      ...times(3),
      phases: [
        {
          id: "build",
          ...times(2),
          tasks: [
            { id: "code", agent: "builder", ...each, attempts: [{ ...attempt, models: ["big"] }] },
            {
              id: "review",
              agent: "critic",
              ...each,
              attempts: [{ ...attempt, models: ["small"] }],
            },
          ],
        },
        { id: "ship", ...times(1), tasks: [{ id: "notes", agent: "builder" }] },
      ],
      agents: [
        { id: "builder", ...times(2) },
        { id: "critic", ...times(1) },
      ],
      models: [
        { id: "big", ...times(2), requests: null },
        { id: "small", ...times(1), requests: null },
      ],
    });
  });

  test("in words and in a table", () => {
    const story = done();
    const text = runMetricsText(runMetrics(story.events, story.now)!);
    expect(text.slice(text.indexOf("Tokens of agents"))).toEqual([
      "Tokens of agents",
      "  in          12,000, 3,000 of them from a cache",
      "  out         300",
      "  requests    9",
      "  cost        $1.50",
      "  one shared context would have taken about 16,500 in, 1.38 times the 12,000",
    ]);
    expect(tokenRows(tokensOf(story))).toEqual([
      ["build", "", "", "8,000", "200", "6", "$1.00"],
      ["  code", "builder", "", "4,000", "100", "3", "$0.5000"],
      ["    attempt 1", "", "big", "4,000", "100", "3", "$0.5000"],
      ["  review", "critic", "", "4,000", "100", "3", "$0.5000"],
      ["    attempt 1", "", "small", "4,000", "100", "3", "$0.5000"],
      ["ship", "", "", "4,000", "100", "3", "$0.5000"],
      ["  notes", "builder", "", "4,000", "100", "3", "$0.5000"],
      ["    attempt 1", "", "big", "4,000", "100", "3", "$0.5000"],
      ["all of", "builder", "", "8,000", "200", "6", "$1.00"],
      ["all of", "critic", "", "4,000", "100", "3", "$0.5000"],
      ["all of", "", "big", "8,000", "200", "unknown", "$1.00"],
      ["all of", "", "small", "4,000", "100", "unknown", "$0.5000"],
    ]);
  });

  test("of failed and cancelled attempts count, too", () => {
    const story = given(chain)
      .starts("build/code")
      .ends("build/code", {
        type: "failed",
        failure: { class: "transient", message: "500" },
        account: { usage: usage() },
      })
      .after(2000)
      .starts("build/code")
      .ends("build/code", { type: "cancelled", reason: "x", account: { usage: usage() } });
    expect(tokensOf(story).phases[0]!.tasks[0]).toMatchObject({
      inputTokens: 8000,
      attempts: [{ status: "failed" }, { status: "cancelled" }],
    });
  });

  test("there are none where no agent has had an attempt", () => {
    const story = given(chain).does("build/compile");
    expect(runTokens(story.is)).toBeUndefined();
    expect(runMetrics(story.events, story.now)).not.toHaveProperty("tokens");
  });

  test("a task's status tells its own", () => {
    const [build] = statusView(done().is, 0).phases;
    expect(build!.tasks[0]!.tokens).toMatchObject({ inputTokens: 4000, costUsd: 0.5, atLeast: [] });
    expect(build!.tasks[2]).not.toHaveProperty("tokens");
  });
});

describe("what is not known", () => {
  test("is unknown, never zero", () => {
    const story = given(chain).uses("build/code", undefined);
    expect(tokensOf(story)).toMatchObject({
      inputTokens: null,
      outputTokens: null,
      requests: null,
      costUsd: null,
      atLeast: [],
      models: [],
    });
    expect(tokenRows(tokensOf(story))[0]).toEqual([
      "build",
      "",
      "",
      "unknown",
      "unknown",
      "unknown",
      "unknown",
    ]);
  });

  test("makes sums lower bounds", () => {
    const story = given(chain).uses("build/code", usage()).starts("build/review");
    const tokens = tokensOf(story);
    expect(tokens).toMatchObject({
      inputTokens: 4000,
      atLeast: ["tokens", "requests", "cost"],
      models: [{ id: "big", atLeast: ["tokens", "cost"] }],
    });
    expect(tokenRows(tokens)[0]).toEqual([
      "build",
      "",
      "",
      "at least 4,000",
      "at least 100",
      "at least 3",
      "at least $0.5000",
    ]);
  });

  test("an attempt that broke off has used at least what it told", () => {
    const story = given(chain).uses("build/code", usage({ partial: true }));
    expect(tokensOf(story)).toMatchObject({ atLeast: ["tokens", "requests", "cost"] });
  });

  test("a cost that one model lacks is a lower bound, that all lack unknown", () => {
    const priced = usage().models[0]!;
    const { costUsd: _, ...unpriced } = priced;
    const mixed = usage({ models: [priced, { ...unpriced, model: "other" }] });
    expect(tokensOf(given(chain).uses("build/code", mixed))).toMatchObject({
      inputTokens: 8000,
      costUsd: 0.5,
      atLeast: ["cost"],
    });
    const none = tokensOf(given(chain).uses("build/code", usage({ models: [unpriced] })));
    expect(none).toMatchObject({ inputTokens: 4000, costUsd: null, atLeast: [] });
  });

  const amount = fc.option(fc.nat(), { nil: null });
  const figures: fc.Arbitrary<Figures> = fc
    .record({ tokens: amount, requests: amount, costUsd: amount })
    .map(({ tokens, requests, costUsd }) => ({
      inputTokens: tokens,
      cachedInputTokens: tokens,
      outputTokens: tokens,
      requests,
      costUsd,
      atLeast: [],
    }));

  test("a sum of sums is the sum of all", () => {
    fc.assert(
      fc.property(fc.array(figures), fc.array(figures), (some, others) => {
        fc.pre(some.length > 0 && others.length > 0);
        expect(sumFigures([sumFigures(some), sumFigures(others)])).toEqual(
          sumFigures([...some, ...others]),
        );
      }),
    );
  });
});

describe("one shared context", () => {
  const shared = (story: Story) => tokensOf(story).sharedContext;

  test("each request would have carried what the attempts before it had left", () => {
    // Nothing carried by the first; 500 by each of three requests of the second; 1,000 by those of the third.
    expect(shared(done())).toEqual({
      known: true,
      isolatedInputTokens: 12_000,
      sharedInputTokens: 12_000 + 3 * 500 + 3 * 1000,
      ratio: 1.38,
      leftOut: 0,
    });
  });

  test("is what a single attempt has", () => {
    expect(shared(given(chain).uses("build/code", usage()))).toMatchObject({ ratio: 1 });
  });

  test("what a session was gone on with is not counted twice", () => {
    const story = given(chain)
      .uses("build/code", usage(), "s-1")
      .uses("build/review", usage({ contextTokens: 2500, firstInputTokens: 1600 }), "s-1")
      .does("build/compile")
      .uses("ship/notes", usage(), "s-2");
    // The second goes on in the session of the first, which has grown by 1,500 when the third begins.
    expect(shared(story)).toMatchObject({ sharedInputTokens: 12_000 + 3 * 1500 });
  });

  test("a context that was made smaller leaves nothing", () => {
    const story = given(chain)
      .uses("build/code", usage({ contextTokens: 400 }))
      .uses("build/review", usage());
    expect(shared(story)).toMatchObject({ ratio: 1 });
  });

  test("attempts of which nothing is known are left out, and that is said", () => {
    const story = given(chain)
      .uses("build/code", undefined)
      .uses("build/review", usage())
      .does("build/compile")
      .uses("ship/notes", usage());
    expect(shared(story)).toMatchObject({ ratio: 1.19, leftOut: 1 });
    const text = runMetricsText(runMetrics(story.events, story.now)!);
    expect(text.at(-1)).toBe(
      "  one shared context would have taken about 9,500 in, 1.19 times the 8,000; 1 attempt of which nothing is known left out",
    );
  });

  test.each([
    [
      "contexts are not told",
      () => {
        const { contextTokens: _, ...silent } = usage();
        return given(chain).uses("build/code", silent).uses("build/review", usage());
      },
      "agent builder did not tell, for attempt 1 of build/code, how large its context became",
    ],
    [
      "requests are not told",
      () => {
        const { requests: _, ...silent } = usage();
        return given(chain).uses("build/code", usage()).uses("build/review", silent);
      },
      "agent critic did not tell, for attempt 1 of build/review, how many requests it made",
    ],
    [
      "nothing is told",
      () => given(chain).uses("build/code", undefined),
      "no attempt has told what it used",
    ],
    [
      "nothing was taken",
      () =>
        given(chain).uses(
          "build/code",
          usage({ models: [{ ...usage().models[0]!, inputTokens: 0 }] }),
        ),
      "no attempt took any tokens",
    ],
  ])("is unknown where %s", (_where, story, because) => {
    const told = story();
    expect(shared(told)).toEqual({ known: false, because });
    const text = runMetricsText(runMetrics(told.events, told.now)!);
    expect(text.at(-1)).toBe(`  one shared context would have taken: unknown, as ${because}`);
  });

  test("is never smaller than isolated ones, and the same for one attempt", () => {
    const usages = fc.record({
      requests: fc.nat(50),
      contextTokens: fc.nat(200_000),
      firstInputTokens: fc.nat(200_000),
    });
    fc.assert(
      fc.property(usages, usages, (a, b) => {
        const story = given(chain).uses("build/code", usage(a)).uses("build/review", usage(b));
        const left = Math.max(0, a.contextTokens - a.firstInputTokens);
        expect(shared(story)).toMatchObject({
          isolatedInputTokens: 8000,
          sharedInputTokens: 8000 + b.requests * left,
        });
      }),
    );
  });
});
