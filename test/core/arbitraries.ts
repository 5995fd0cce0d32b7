import * as fc from "fast-check";
import type { Failure } from "../../src/core/failure.ts";
import type { ApproveTimeout, Gate } from "../../src/core/gate.ts";
import type { Pipeline } from "../../src/core/pipeline.ts";
import type { Workspace } from "../../src/core/workspace.ts";
import type { Phase, Plan, Task, When } from "../../src/core/plan.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import { phase, plan, task } from "./plans.ts";

/** For each of `size` nodes, the nodes it depends on: a graph without cycles whose order is not that of the list. */
const graphs = (size: number): fc.Arbitrary<number[][]> =>
  fc
    .tuple(
      fc.shuffledSubarray(
        Array.from({ length: size }, (_, index) => index),
        { minLength: size },
      ),
      fc.array(fc.nat({ max: 3 }), { minLength: size * size, maxLength: size * size }),
    )
    .map(([rank, dice]) =>
      rank.map((mine, node) =>
        rank.flatMap((other, index) =>
          other < mine && dice[node * size + index] === 0 ? [index] : [],
        ),
      ),
    );

const conditions: fc.Arbitrary<When | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  fc.constant({ type: "success" } as const),
  fc.constant({ type: "failure" } as const),
  fc.constant({ type: "always" } as const),
  fc.boolean().map((readsTasks) => ({ type: "expression", source: "?", readsTasks }) as const),
);

const retries = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  backoff: fc.constantFrom("none", "constant", "exponential"),
  delayMs: fc.constantFrom(0, 1_000),
  maxDelayMs: fc.constant(5_000),
  jitter: fc.constantFrom(0, 0.5),
});

const pipelines: fc.Arbitrary<Pipeline> = fc
  .record({
    tdd: fc.boolean(),
    tested: fc.boolean(),
    rounds: fc.integer({ min: 0, max: 2 }),
    spec: fc.boolean(),
    quality: fc.boolean(),
  })
  .map(({ tested, spec, quality, ...rest }) => ({
    ...rest,
    review: "fresh",
    ...(tested ? { test: { run: "npm test", timeoutMs: 1_000 } } : {}),
    ...(spec ? { reviewSpec: "a" } : {}),
    ...(quality ? { reviewQuality: "a" } : {}),
  }));

const settings = fc.record({
  pipeline: fc.option(pipelines, { nil: undefined, freq: 2 }),
  when: conditions,
  retry: retries,
  continueOnError: fc.nat({ max: 5 }).map((dice) => dice === 0),
  imported: fc.nat({ max: 7 }).map((dice) => dice === 0),
});

/** A task of an agent's that goes through stages. */
const staged = ({ id, dependsOn, ...rest }: Task, pipeline: Pipeline): Task => ({
  ...rest,
  id,
  dependsOn,
  kind: "agent",
  agent: "a",
  prompt: "do it",
  pipeline,
});

const tasksOf: fc.Arbitrary<Task[]> = fc.nat({ max: 4 }).chain((size) =>
  fc
    .tuple(graphs(size), fc.array(settings, { minLength: size, maxLength: size }))
    .map(([graph, given]) =>
      graph.map((dependsOn, index) => {
        const { when, pipeline, imported, ...others } = given[index]!;
        const rest = imported ? { ...others, imported: true as const } : others;
        const before = { dependsOn: dependsOn.map((each) => `t${each}`) };
        const made = task(`t${index}`, { ...rest, ...before, ...(when ? { when } : {}) });
        return pipeline ? staged(made, pipeline) : made;
      }),
    ),
);

const gates: fc.Arbitrary<Gate | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  fc.constant({ checks: [] }),
  fc
    .constantFrom<ApproveTimeout | undefined>(
      undefined,
      { afterMs: 1_000, then: "reject" },
      { afterMs: 1_000, then: "escalate" },
    )
    .map((timeout) => ({
      checks: [],
      approve: { phrase: "go on", checklist: [], ...(timeout ? { timeout } : {}) },
    })),
);

const phasesOf: fc.Arbitrary<Phase[]> = fc.integer({ min: 1, max: 5 }).chain((size) =>
  fc
    .tuple(
      graphs(size),
      fc.array(
        fc.record({
          tasks: tasksOf,
          when: fc.constantFrom("success", "success", "success", "failure", "always"),
          checkpoint: fc.boolean(),
          gate: gates,
        }),
        { minLength: size, maxLength: size },
      ),
    )
    .map(([graph, given]) =>
      graph.map((dependsOn, index) => {
        const { tasks, gate, ...rest } = given[index]!;
        return phase(`p${index}`, tasks, {
          ...rest,
          ...(gate ? { gate } : {}),
          dependsOn: dependsOn.map((each) => `p${each}`),
        });
      }),
    ),
);

const workspaces: fc.Arbitrary<Workspace | undefined> = fc.option(
  fc.constantFrom("phase", "task").map((isolate) => ({
    mode: "worktree",
    isolate,
    setupTimeoutMs: 1_000,
    hooks: true,
  })),
  { nil: undefined, freq: 2 },
);

/** Up to five phases of up to four tasks, with every kind of condition, retry and tolerance. */
export const plans: fc.Arbitrary<Plan> = fc
  .record({
    phases: phasesOf,
    concurrency: fc.integer({ min: 1, max: 4 }),
    onFailure: fc.constantFrom("stop", "continue"),
    format: fc.constantFrom("pawl", "seed-004"),
    workspace: workspaces,
  })
  .map(({ phases, workspace, ...more }) =>
    plan(phases, { ...more, ...(workspace ? { workspace } : {}) }),
  );

const failures: fc.Arbitrary<Failure> = fc.record({
  class: fc.constantFrom(
    "transient",
    "transient",
    "timed-out",
    "lost",
    "rate-limited",
    "invalid-artifact",
    "blocked",
    "fatal",
  ),
  message: fc.constantFrom("exit status 1", "no answer"),
});

export const results: fc.Arbitrary<AttemptResult> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ type: "succeeded" } as const) },
  { weight: 3, arbitrary: failures.map((failure) => ({ type: "failed", failure }) as const) },
  { weight: 1, arbitrary: fc.constant({ type: "cancelled", reason: "interrupted" } as const) },
);

/** What happens to a run; numbers choose among what is there. */
export type Step =
  | { readonly do: "advance" }
  | { readonly do: "report"; readonly which: number; readonly result: AttemptResult }
  | { readonly do: "wait" }
  | { readonly do: "pause" | "abort" }
  | {
      readonly do: "resume";
      readonly concurrency: number | undefined;
      readonly until: number | undefined;
    }
  | { readonly do: "skip"; readonly which: number }
  | { readonly do: "retry"; readonly which: number; readonly force: boolean }
  | { readonly do: "answer" | "approve" | "reject" | "void" | "rollback"; readonly which: number }
  | { readonly do: "check"; readonly holds: boolean }
  | { readonly do: "work"; readonly refuses: boolean }
  | { readonly do: "mend" | "rebuild"; readonly which: number }
  | { readonly do: "restart"; readonly which: number }
  | { readonly do: "crash"; readonly lose: number };

const which = fc.nat({ max: 30 });
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });

const stepOf: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("advance" as const) }) },
  {
    weight: 10,
    arbitrary: fc.record({ do: fc.constant("report" as const), which, result: results }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pause" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("resume" as const),
      concurrency: maybe(fc.integer({ min: 1, max: 4 })),
      until: fc.option(fc.nat({ max: 4 }), { nil: undefined, freq: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("skip" as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("retry" as const), which, force: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("answer", "approve", "reject", "void", "rollback"),
      which,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("check" as const), holds: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("work" as const), refuses: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("mend", "rebuild"), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("crash" as const), lose: fc.nat({ max: 3 }) }),
  },
);

export const steps: fc.Arbitrary<Step[]> = fc
  .tuple(fc.array(stepOf, { maxLength: 60, size: "max" }), fc.nat({ max: 9 }))
  .map(([given, dice]) => (dice === 0 ? [...given, { do: "abort" }] : given));
