import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RunBudget } from "../../src/core/budget.ts";
import { BUDGET_DEFAULTS } from "../../src/core/budget.ts";
import type { Plan, Task } from "../../src/core/plan.ts";
import { replay } from "../../src/core/replay.ts";
import { isRefusal } from "../../src/core/result.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import { hasEnded } from "../../src/core/run.ts";
import { spentOf } from "../../src/core/spend.ts";
import { plans } from "./arbitraries.ts";
import { canonical } from "./canonical.ts";
import { agentTask, ann, answer, phase, plan, resume, task } from "./plans.ts";
import { Rig } from "./rig.ts";

const used = (tokens: number, costUsd?: number): AttemptResult => ({
  type: "succeeded",
  account: {
    usage: {
      models: [
        {
          model: "m",
          inputTokens: tokens,
          cachedInputTokens: 0,
          outputTokens: 0,
          ...(costUsd === undefined ? {} : { costUsd }),
        },
      ],
    },
  },
});

const budget = (limits: Partial<RunBudget>): RunBudget => ({ ...BUDGET_DEFAULTS, ...limits });

/** Three agents' tasks, one after the other. */
const three = (limits: Partial<RunBudget>, more: Partial<Plan> = {}): Rig =>
  new Rig(
    plan(
      [
        phase(
          "p",
          ["a", "b", "c"].map((each) => agentTask(each)),
        ),
      ],
      {
        concurrency: 1,
        budget: budget(limits),
        ...more,
      },
    ),
  );

const types = (rig: Rig): string[] => rig.events.map((each) => each.type);
const raise = (given: Partial<RunBudget>) => ({ ...resume, options: { budget: given } });

describe("the tokens of a run", () => {
  test("that are used up stop it before the next attempt of an agent", () => {
    const rig = three({ tokens: 100 }).drive(() => used(60));
    expect(rig.run.status).toBe("budget-exceeded");
    expect(rig.order).toEqual(["p/a", "p/b"]);
    expect(rig.events.at(-1)).toEqual({
      type: "budget-exceeded",
      of: "tokens",
      spent: 120,
      limit: 100,
    });
  });

  test("are warned of once, and once more where they are raised", () => {
    const rig = three({ tokens: 100 }).drive(() => used(45));
    const warned = rig.events.filter((each) => each.type === "budget-warned");
    expect(warned).toEqual([{ type: "budget-warned", of: "tokens", spent: 90, limit: 100 }]);
    expect(rig.run.status).toBe("completed");
  });

  test("that are raised let it go on, and what was done is not done again", () => {
    const rig = three({ tokens: 100 }).drive(() => used(60));
    rig.must(raise({ tokens: 1_000 }));
    rig.drive(() => used(60));
    expect(rig.run.status).toBe("completed");
    expect(rig.order).toEqual(["p/a", "p/b", "p/c"]);
    expect(rig.run.budget?.tokens).toBe(1_000);
  });

  test("that are not raised enough: the resume is refused and changes nothing", () => {
    const rig = three({ tokens: 100 }).drive(() => used(60));
    const before = rig.journal.length;
    for (const options of [{}, { budget: { tokens: 120 } }, { budget: { usd: 9 } }]) {
      const refusal = rig.ask({ ...resume, options });
      expect(refusal).toMatchObject({ refused: true, code: "budget-exceeded" });
    }
    const refusal = rig.ask(resume);
    expect(isRefusal(refusal) && refusal.text).toBe(
      "run run-1 has used 120 of the 100 tokens that it may use: --budget tokens=N raises it",
    );
    expect(rig.journal).toHaveLength(before);
  });

  test("count over resumes", () => {
    const rig = three({ tokens: 100 });
    rig.turn(() => used(60));
    rig.crash();
    rig.must({ ...resume, interrupted: true });
    rig.drive(() => used(60));
    expect(rig.run.over).toMatchObject({ of: "tokens", spent: 120 });
  });

  test("that are used up by the last attempt are no matter", () => {
    const rig = three({ tokens: 100 }).drive(() => used(45));
    expect(types(rig)).not.toContain("budget-exceeded");
    const all = three({ tokens: 100 }).drive((address) => used(address === "p/c" ? 500 : 1));
    expect(all.run.status).toBe("completed");
  });

  test("keep commands from nothing: they use none", () => {
    const tasks: Task[] = [agentTask("a"), agentTask("b"), task("c")];
    const rig = new Rig(
      plan([phase("p", tasks)], { concurrency: 1, budget: budget({ tokens: 10 }) }),
    ).drive(() => used(60));
    expect(rig.order).toEqual(["p/a", "p/c"]);
    expect(rig.run.status).toBe("budget-exceeded");
  });

  test("keep a failed attempt from being tried again", () => {
    const failing: AttemptResult = {
      type: "failed",
      failure: { class: "transient", message: "exit status 1" },
      account: used(60).account!,
    };
    const retry = {
      maxAttempts: 9,
      backoff: "none",
      delayMs: 0,
      maxDelayMs: 0,
      jitter: 0,
    } as const;
    const rig = new Rig(
      plan([phase("p", [{ ...agentTask("a"), retry }])], { budget: budget({ tokens: 100 }) }),
    ).drive(() => failing);
    expect(rig.order).toHaveLength(2);
    expect(rig.run.status).toBe("budget-exceeded");
    rig.must(raise({ tokens: 1_000 }));
    rig.drive(() => used(1));
    expect(rig.run.status).toBe("completed");
  });
});

describe("an attempt that does not tell what it used", () => {
  const silent: AttemptResult = { type: "succeeded" };
  const behave = (address: string) => (address === "p/b" ? silent : used(40));

  test("counts as much as the costliest one that did", () => {
    const rig = three({ tokens: 80 }).drive(behave);
    expect(rig.run.over).toEqual({ of: "tokens", spent: 80, limit: 80 });
    expect(spentOf(rig.run.spend, "tokens", 0)).toMatchObject({ estimated: 40, untold: 1 });
  });

  test("stops the run where nothing tells how much that may be", () => {
    const rig = three({ tokens: 80 }).drive(() => silent);
    expect(rig.order).toEqual(["p/a"]);
    expect(rig.events.at(-1)).toMatchObject({ type: "budget-exceeded", untold: 1 });
  });

  test("stops the run where the plan says so, and lets it go on where a person does", () => {
    const rig = three({ tokens: 800, unknown: "stop" }).drive(behave);
    expect(rig.run.over).toEqual({ of: "tokens", spent: 40, limit: 800, untold: 1 });
    rig.must(raise({ unknown: "allow" }));
    rig.drive(behave);
    expect(rig.run.status).toBe("completed");
  });

  test("is only said where the plan allows it", () => {
    const rig = three({ tokens: 90, unknown: "allow" }).drive(behave);
    expect(rig.run.status).toBe("completed");
    expect(spentOf(rig.run.spend, "tokens", 0)).toMatchObject({ untold: 1 });
  });

  test("has used nothing where its program could not be started", () => {
    const rig = three({ tokens: 80 }).drive((address) =>
      address === "p/c"
        ? { type: "failed", failure: { class: "fatal", message: "no such program" } }
        : used(10),
    );
    expect(rig.run.status).toBe("failed");
    expect(spentOf(rig.run.spend, "tokens", 0)).toMatchObject({ amount: 20, untold: 0 });
  });

  test("may tell its tokens and not its cost", () => {
    const rig = three({ usd: 10, unknown: "stop" }).drive(() => used(40));
    expect(rig.run.over).toMatchObject({ of: "usd", untold: 1 });
  });
});

test("launches are counted, and commands are none", () => {
  const rig = three({ launches: 2 }).drive(() => used(1));
  expect(rig.order).toEqual(["p/a", "p/b"]);
  expect(rig.run.over).toEqual({ of: "launches", spent: 2, limit: 2 });
});

test("US dollars are counted", () => {
  const rig = three({ usd: 1 }).drive(() => used(1, 0.6));
  expect(rig.order).toEqual(["p/a", "p/b"]);
  expect(rig.run.over?.spent).toBeCloseTo(1.2);
});

describe("time", () => {
  const tasks = () => [task("a"), task("b"), task("c")];
  const timed = () =>
    new Rig(plan([phase("p", tasks())], { concurrency: 1, budget: budget({ timeMs: 1_000 }) }));
  const takes = (rig: Rig, ms: number) => () => {
    rig.now += ms;
    return { type: "succeeded" } as const;
  };

  test("is counted while anything is under way, and holds commands too", () => {
    const rig = timed();
    rig.drive(takes(rig, 600));
    expect(rig.order).toEqual(["p/a", "p/b"]);
    expect(rig.run.over).toEqual({ of: "timeMs", spent: 1_200, limit: 1_000 });
  });

  test("between the last word of a driver that died and the resume is not counted", () => {
    const rig = timed();
    rig.advance();
    rig.now += 1_000_000;
    rig.must({ ...resume, interrupted: true });
    rig.drive(takes(rig, 100));
    expect(rig.run.status).toBe("completed");
    expect(spentOf(rig.run.spend, "timeMs", rig.now).amount).toBe(300);
  });
});

const amounts = fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined, freq: 4 });

const budgets: fc.Arbitrary<RunBudget> = fc
  .record({
    tokens: amounts,
    launches: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined, freq: 2 }),
    wrapUp: fc.constantFrom(0.5, 0.8, 1),
    unknown: fc.constantFrom("stop", "estimate", "allow"),
  })
  .map(({ tokens, launches, ...rest }) => ({
    ...rest,
    ...(tokens === undefined ? {} : { tokens }),
    ...(launches === undefined ? {} : { launches }),
  }));

/** Every task of an agent's. */
const byAgents = ({ phases, ...rest }: Plan): Plan => ({
  ...rest,
  phases: phases.map((each) => ({
    ...each,
    tasks: each.tasks.map((one) =>
      one.kind === "command" ? { ...one, ...agentTask(one.id), dependsOn: one.dependsOn } : one,
    ),
  })),
});

/** A person approves, answers and raises whatever is wanted; how often the budget was raised. */
function driveToEnd(rig: Rig, behave: (address: string, attempt: number) => AttemptResult): number {
  for (let turns = 0, raised = 0; turns < 2_000; turns++) {
    if (rig.turn(behave)) continue;
    if (rig.run.status === "budget-exceeded") {
      if (!isRefusal(rig.ask(resume))) throw new Error("a resume that raises nothing goes on");
      const limits = (["tokens", "launches"] as const).flatMap((of) => {
        const limit = rig.run.budget![of];
        const spent = Math.ceil(spentOf(rig.run.spend, of, rig.now).amount);
        return limit === undefined ? [] : [[of, Math.max(limit, spent) + 1] as const];
      });
      rig.must(raise({ unknown: "allow", ...Object.fromEntries(limits) }));
      raised++;
      continue;
    }
    if (rig.run.status !== "blocked" && rig.run.status !== "waiting") return raised;
    for (const each of rig.run.waiting)
      rig.must({
        type: "approve",
        phase: each.spec.id,
        approval: { digest: each.evidence!.digest, phrase: "go on" },
        by: ann,
      });
    for (const { address } of rig.run.blocked) rig.must(answer(address));
    rig.must(resume);
  }
  throw new Error("it goes on for ever");
}

test("whatever a run uses: nothing of an agent is begun beyond a limit, and a run that is raised ends", () => {
  const dice = fc.array(fc.integer({ min: -1, max: 80 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(plans.map(byAgents), budgets, dice, (any, given, tokens) => {
      const rig = new Rig({ ...any, budget: given });
      const behave = (address: string, attempt: number): AttemptResult => {
        const told = tokens[(address.length + attempt) % tokens.length]!;
        return told < 0 ? { type: "succeeded" } : used(told);
      };
      driveToEnd(rig, behave);
      expect(hasEnded(rig.run)).toBe(true);
      let run = replay(rig.journal.slice(0, 1))!;
      for (const recorded of rig.journal.slice(1)) {
        const stage = recorded.event.type === "attempt-started" ? recorded.event.stage : undefined;
        const ofAgent =
          recorded.event.type === "attempt-started" && stage !== "red" && stage !== "green";
        expect(ofAgent && run.over ? recorded : undefined).toBeUndefined();
        run = replay([recorded], run)!;
      }
      expect(canonical(run)).toEqual(canonical(rig.run));
    }),
    { seed: 20_261_121, numRuns: 300 },
  );
});
