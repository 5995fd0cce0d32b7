/* oxlint-disable vitest/expect-expect -- given, when, then asserts */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CONTEXT_DEFAULTS, estimateTokens, measure } from "../../src/core/context.ts";
import type { ContextPolicy } from "../../src/core/context.ts";
import { givenWindow, knownWindow } from "../../src/core/contextWindows.ts";
import type { Event } from "../../src/core/events.ts";
import { failure as failureOf, of, phase, plan, report, resume, retry, tries } from "./plans.ts";
import { agentTask, begin, begun, failed, phaseStarted, proceed } from "./plans.ts";
import { MEMORY } from "../../src/core/memory.ts";
import { REVIEW } from "../../src/core/pipeline.ts";
import type { Plan } from "../../src/core/plan.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import type { TaskState } from "../../src/core/run.ts";
import { lastOfSameWork, originOf } from "../../src/core/session.ts";
import { given } from "../../src/testing/given.ts";
import { Rig } from "./rig.ts";

const policy = (more: Partial<ContextPolicy> = {}): ContextPolicy => ({
  ...CONTEXT_DEFAULTS,
  windows: { m: 1_000 },
  ...more,
});

/** Two tasks that share a session, of a model that has room for 1,000 tokens. */
const sharing = (more: Partial<ContextPolicy> = {}, ids = ["x", "y"]): Plan => {
  const made = plan([], { context: policy(more) });
  const tasks = ids.map((id, at) => ({
    ...agentTask(id),
    retry: tries(3),
    dependsOn: at === 0 ? [] : [of(`p/${ids[at - 1]!}`).task],
  }));
  return {
    ...made,
    agents: { builder: BUILDER },
    phases: [phase("p", tasks, { context: "phase" })],
  };
};

const BUILDER = {
  id: "builder",
  use: "scripted",
  model: "m",
  permissions: "edit",
  stallMs: 0,
  attemptTools: true,
} as const;

const used = (session: string, contextTokens?: number, model = "m"): AttemptResult => ({
  type: "succeeded",
  account: {
    session,
    usage: {
      models: [{ model, inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 }],
      ...(contextTokens === undefined ? {} : { contextTokens }),
    },
  },
});

const memoryOf = (session: string, summary = `what ${session} did`): AttemptResult => ({
  type: "succeeded",
  artifacts: [{ name: MEMORY, sha256: `memory of ${session}`, bytes: 9, value: { summary } }],
  account: { session },
});

/** What happened up to the end of `x`, which has left its session with so many tokens. */
const xDone = (tokens?: number): Event[] => {
  const { type: _, ...gives } = used("s-1", tokens) as Extract<
    AttemptResult,
    { type: "succeeded" }
  >;
  return [
    phaseStarted("p"),
    begun("p/x"),
    { type: "attempt-succeeded", ...of("p/x"), attempt: 1, ...gives },
    { type: "task-completed", ...of("p/x") },
  ];
};

const measured = (action: "none" | "warned" | "paused" | "compacted", tokens: number): Event => ({
  type: "context-measured",
  ...of("p/y"),
  attempt: 1,
  agent: "builder",
  session: "s-1",
  tokens,
  model: "m",
  window: 1_000,
  share: tokens / 1_000,
  action,
});

const compacting = (attempt = 1): Event => ({
  type: "attempt-started",
  ...of("p/y"),
  attempt,
  stage: "compact",
  compacts: "s-1",
});

describe("before a session is gone on with", () => {
  test("nothing is said where it takes up little", () => {
    given(sharing(), xDone(700))
      .when(begin("p/y"))
      .then([begun("p/y")]);
  });

  test("nothing is said where the plan does not ask for it", () => {
    const { context: _, ...silent } = sharing();
    given(silent, xDone(999))
      .when(begin("p/y"))
      .then([begun("p/y")]);
  });

  test("above the checkpoint it is said, and it goes on", () => {
    given(sharing(), xDone(750))
      .when(begin("p/y"))
      .then([measured("warned", 750), begun("p/y")]);
  });

  test("above the other share it is made compact first, whatever is asked for else", () => {
    given(sharing(), xDone(801))
      .when(begin("p/y"))
      .then([measured("compacted", 801), compacting()]);
  });

  test("with `on: compact` that is so above the checkpoint", () => {
    given(sharing({ on: "compact" }), xDone(701))
      .when(begin("p/y"))
      .then([measured("compacted", 701), compacting()]);
  });

  test("with `on: pause` the run is paused once, and a resume goes on past it", () => {
    const past = [...xDone(750), measured("paused", 750)];
    given(sharing({ on: "pause" }), xDone(750))
      .when(begin("p/y"))
      .then([measured("paused", 750), { type: "run-paused", reason: "context" }]);
    const paused: Event[] = [...past, { type: "run-paused", reason: "context" }];
    const resumed: Event = { type: "run-resumed", by: resume.by, interrupted: false, options: {} };
    given(sharing({ on: "pause" }), [...paused, resumed])
      .when(begin("p/y"))
      .then([measured("warned", 750), begun("p/y")]);
  });

  test("with `on: pause` a resume makes compact what is above the other share", () => {
    const paused: Event[] = [
      ...xDone(900),
      measured("paused", 900),
      { type: "run-paused", reason: "context" },
      { type: "run-resumed", by: resume.by, interrupted: false, options: {} },
    ];
    given(sharing({ on: "pause" }), paused)
      .when(begin("p/y"))
      .then([measured("compacted", 900), compacting()]);
  });

  test("a journal that breaks off before the pause is paused all the same", () => {
    given(sharing({ on: "pause" }), [...xDone(750), measured("paused", 750)])
      .when(proceed)
      .then([{ type: "run-paused", reason: "context" }]);
  });

  test("how full it is, is said to be unknown once, and not guessed", () => {
    const {
      share: _,
      window: __,
      ...rest
    } = measured("none", 750) as Extract<Event, { type: "context-measured" }>;
    const unknown: Event = { ...rest };
    given(sharing({ windows: {} }), xDone(750))
      .when(begin("p/y"))
      .then([unknown, begun("p/y")]);
    given(sharing({ windows: {} }), [...xDone(750), unknown])
      .when(begin("p/y"))
      .then([begun("p/y")]);
  });

  test("an agent that does not tell how long its session is leaves it unknown", () => {
    const {
      share: _,
      tokens: __,
      ...rest
    } = measured("none", 0) as Extract<Event, { type: "context-measured" }>;
    given(sharing(), xDone())
      .when(begin("p/y"))
      .then([{ ...rest }, begun("p/y")]);
  });
});

describe("before a session is begun", () => {
  const alone = (more: Partial<ContextPolicy> = {}): Plan => ({
    ...sharing(more, ["x"]),
    phases: [phase("p", [agentTask("x")])],
  });
  const asks = (promptTokens: number) => ({ ...begin("p/x"), promptTokens });
  const said = (action: "warned" | "paused", tokens: number): Event => ({
    type: "context-measured",
    ...of("p/x"),
    attempt: 1,
    agent: "builder",
    tokens,
    model: "m",
    window: 1_000,
    share: tokens / 1_000,
    estimated: true,
    action,
  });

  test("its prompt is looked at, of which there is nothing to make compact", () => {
    given(alone(), [phaseStarted("p")])
      .when(asks(700))
      .then([begun("p/x")]);
    given(alone(), [phaseStarted("p")])
      .when(asks(950))
      .then([said("warned", 950), begun("p/x")]);
    given(alone({ on: "compact" }), [phaseStarted("p")])
      .when(asks(950))
      .then([said("warned", 950), begun("p/x")]);
    given(alone({ on: "pause" }), [phaseStarted("p")])
      .when(asks(950))
      .then([said("paused", 950), { type: "run-paused", reason: "context" }]);
  });
});

describe("a session that is made compact", () => {
  const inCompaction = [...xDone(900), measured("compacted", 900), compacting()];

  test("becomes a memory; the task begins anew from it, and has used up no try", () => {
    const run = given(sharing(), inCompaction)
      .when(report("p/y", memoryOf("s-1")))
      .then([
        {
          type: "attempt-succeeded",
          ...of("p/y"),
          attempt: 1,
          account: { session: "s-1" },
          memory: {
            sha256: "memory of s-1",
            bytes: 9,
            value: { summary: "what s-1 did" },
          },
        },
      ]);
    expect(run.tasks[1]).toMatchObject({ status: "pending", ready: true, tries: 0 });
    expect([...run.artifacts]).toEqual([]);
    const rig = new Rig(sharing());
    rig.drive((address, attempt) => {
      if (address === "p/x") return used("s-1", 900);
      return attempt === 1 ? memoryOf("s-1") : used("s-2", 10);
    });
    const starts = rig.events.filter((each) => each.type === "attempt-started");
    expect(starts).toEqual([
      begun("p/x"),
      compacting(),
      { ...begun("p/y", 2), memory: "memory of s-1" },
    ]);
    expect(rig.run.status).toBe("completed");
  });

  test("that hands in no memory is asked again, and the task fails in the end; it is never begun without", () => {
    const rig = new Rig(sharing());
    rig.drive((address) => (address === "p/x" ? used("s-1", 900) : used("s-1", 900)));
    expect(rig.run.tasks[1]).toMatchObject({
      status: "failed",
      message: "its session could not be made compact: it handed in no memory (asked 3 times)",
    });
    const starts = rig.events.filter((each) => each.type === "attempt-started");
    expect(starts.map(({ compacts }) => compacts)).toEqual([undefined, "s-1", "s-1", "s-1"]);
    expect(rig.events.filter((each) => each.type === "context-measured")).toHaveLength(1);
    rig.must(retry("p/y"));
    rig.drive((_, attempt) => (attempt === 5 ? used("s-2", 1) : memoryOf("s-1")));
    expect(rig.run.status).toBe("completed");
  });

  test("is asked again though it has told nothing of its tokens", () => {
    const rig = new Rig(sharing());
    const silent: AttemptResult = { type: "succeeded", account: { session: "s-1" } };
    rig.drive((address, attempt) => {
      if (address === "p/x") return used("s-1", 900);
      return [silent, memoryOf("s-1"), used("s-2", 1)][attempt - 1] ?? null;
    });
    const turns = rig.run.tasks[1]!.attempts.map(({ stage }) => stage);
    expect(turns).toEqual(["compact", "compact", undefined]);
    expect(rig.events.filter((each) => each.type === "context-measured")).toHaveLength(1);
  });

  test("that fails for good fails the task at once", () => {
    const past = given(sharing(), inCompaction).when(
      report("p/y", { type: "failed", failure: failureOf("fatal", "it is read-only") }),
    );
    const message = "its session could not be made compact: it is read-only";
    expect(past.decided).toMatchObject([
      { type: "attempt-failed" },
      { type: "task-failed", message, tolerated: false },
    ]);
  });

  test("waits for a limit as other attempts do, and that counts for nothing", () => {
    const rig = new Rig(sharing());
    const limit: AttemptResult = { type: "failed", failure: failureOf("rate-limited", "later") };
    rig.drive((address, attempt) => {
      if (address === "p/x") return used("s-1", 900);
      if (attempt <= 5) return limit;
      return attempt === 6 ? memoryOf("s-1") : used("s-2", 1);
    });
    expect(rig.run.status).toBe("completed");
  });

  test("may ask a person, and is asked again once that is answered", () => {
    const rig = new Rig(sharing());
    const asks: AttemptResult = { type: "failed", failure: failureOf("blocked", "which?") };
    rig.drive((address) => (address === "p/x" ? used("s-1", 900) : asks));
    expect(rig.run.status).toBe("blocked");
    rig.must({ type: "answer", text: "that", by: resume.by });
    rig.must(resume);
    expect(rig.run.tasks[1]!.tries).toBe(0);
    rig.drive((_, attempt) => (attempt === 2 ? memoryOf("s-1") : used("s-2", 1)));
    expect(rig.run.status).toBe("completed");
  });

  test("of a task that was cut short gives its memory to the next try; what failed is told still", () => {
    const rig = new Rig(sharing({}, ["x"]));
    const cut: AttemptResult = {
      type: "failed",
      failure: failureOf("transient", "the model's service failed"),
      account: used("s-1", 900).account!,
    };
    rig.drive((_, attempt) => {
      if (attempt === 1) return cut;
      return attempt === 2 ? memoryOf("s-1") : used("s-2", 1);
    });
    const [task] = rig.run.tasks as [TaskState];
    expect(lastOfSameWork(task, 3)).toMatchObject({ number: 1, status: "failed" });
    expect(task.attempts.map(({ stage }) => stage)).toEqual([undefined, "compact", undefined]);
    expect(rig.run.status).toBe("completed");
  });
});

test("a review in the session of the work begins from its memory where that had become too long", () => {
  const pipeline = { tdd: false, reviewSpec: "builder", review: "inline", rounds: 1 } as const;
  const staged = { ...agentTask("x"), pipeline };
  const rig = new Rig({ ...sharing({}, ["x"]), phases: [phase("p", [staged])] });
  rig.fits = false;
  const value = { verdict: "pass", findings: [] };
  const review: AttemptResult = {
    type: "succeeded",
    artifacts: [{ name: REVIEW, sha256: "", bytes: 1, value }],
  };
  rig.drive((_, attempt) => [used("s-1", 900), memoryOf("s-1"), review][attempt - 1] ?? null);
  const starts = rig.events.filter((each) => each.type === "attempt-started");
  expect(starts).toMatchObject([
    { stage: "implement" },
    { stage: "compact", compacts: "s-1" },
    { stage: "review-spec", memory: "memory of s-1" },
  ]);
  expect(rig.run.status).toBe("completed");
});

test("a try that died without a session begins from the same memory again", () => {
  const rig = new Rig(sharing());
  const lost: AttemptResult = { type: "failed", failure: failureOf("lost", "gone") };
  rig.drive((address, attempt) => {
    if (address === "p/x") return used("s-1", 900);
    return [memoryOf("s-1"), lost, used("s-2", 1)][attempt - 1] ?? null;
  });
  const starts = rig.events.filter((each) => each.type === "attempt-started");
  expect(starts.slice(2)).toMatchObject([{ memory: "memory of s-1" }, { memory: "memory of s-1" }]);
  expect(rig.run.status).toBe("completed");
});

/*
 * A world of agents whose sessions grow, fail and are asked for their memories, with a driver that dies anywhere: what
 * is not in the journal did not happen, but for what an agent did, which its folder tells again.
 */
describe("whatever happens", () => {
  const share = fc.integer({ min: 1, max: 20 }).map((each) => each / 20);
  const worlds = fc.record({
    on: fc.constantFrom("pause", "compact", "continue"),
    /** It works in a worktree, and Pawl commits what each task did. */
    housed: fc.boolean(),
    shares: fc.tuple(share, share).map((each) => each.sort((a, b) => a - b)),
    /** Tokens that an attempt adds to its session. */
    growths: fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 8 }),
    ends: fc.array(fc.constantFrom("ok", "transient", "lost", "rate-limited", "cancelled"), {
      minLength: 1,
      maxLength: 8,
    }),
    /** After how many turns the driver dies, and how many of the last events are lost with it. */
    deaths: fc.array(fc.record({ after: fc.nat(6), lose: fc.nat(4) }), { maxLength: 4 }),
  });

  test("no session is made compact twice, none that is too full is gone on with, and no try is used up", () => {
    fc.assert(
      fc.property(
        worlds,
        ({ on, housed, shares: [checkpoint, compact], growths, ends, deaths }) => {
          const made = sharing({ on, checkpoint, compact }, ["x", "y", "z"]);
          const rig = new Rig(housed ? { ...made, workspace: WORKTREE } : made);
          const world = new World(rig, growths, ends);
          for (const { after, lose } of deaths) {
            for (let turn = 0; turn < after; turn++) world.turn();
            rig.crash(Math.max(1, rig.journal.length - lose));
          }
          while (world.turn());
          expect(rig.run.status).toBe("completed");
          const ended = rig.events.filter(
            (each) => each.type === "attempt-succeeded" && each.memory,
          );
          expect(rig.run.context.memories.size).toBe(ended.length);
          expect(world.trespasses).toEqual([]);
        },
      ),
      { seed: 20_261_121, numRuns: 300 },
    );
  });
});

const WORKTREE = { mode: "worktree", isolate: "phase", setupTimeoutMs: 1, hooks: true } as const;

/** Agents, and a person who resumes what is paused. */
class World {
  readonly trespasses: string[] = [];
  readonly #rig: Rig;
  readonly #growths: readonly number[];
  readonly #ends: readonly string[];
  /** By session. It outlives the driver. */
  readonly #tokens = new Map<string, number>();
  /** What each attempt came to; told again where its end was not journaled. */
  readonly #done = new Map<string, AttemptResult>();
  /** Bad ends of each task, and of asking each session for its memory. */
  readonly #bad = new Map<string, number>();

  constructor(rig: Rig, growths: readonly number[], ends: readonly string[]) {
    this.#rig = rig;
    this.#growths = growths;
    this.#ends = ends;
  }

  turn(): boolean {
    const rig = this.#rig;
    if (rig.run.status === "paused") return rig.must(resume).length > 0;
    const moved = rig.turn((address, attempt) => this.#work(address, attempt));
    return moved || this.#rig.run.pausedBecause !== undefined;
  }

  #work(address: string, attempt: number): AttemptResult {
    const task = this.#rig.run.taskByAddress.get(address as never)!;
    const key = `${address}@${attempt} ${task.attempts.at(-1)!.compacts ?? ""}`;
    const known = this.#done.get(key) ?? this.#result(task, attempt);
    this.#done.set(key, known);
    return known;
  }

  #result(task: TaskState, attempt: number): AttemptResult {
    const { run } = this.#rig;
    const { compacts } = task.attempts.at(-1)!;
    if (compacts !== undefined) {
      if (run.context.memories.has(compacts)) this.trespasses.push(`${compacts} again`);
      return this.#ended(compacts, compacts, () => memoryOf(compacts));
    }
    const { session, memory } = originOf(run, task, lastOfSameWork(task, attempt));
    if (session !== undefined && this.#share(session) > run.plan.context!.compact)
      this.trespasses.push(`${session} at ${this.#share(session)}`);
    if (memory?.sha256 !== task.attempts.at(-1)!.memory) this.trespasses.push("another memory");
    const id = session ?? `s-${this.#tokens.size + 1}`;
    const growth = this.#growths[(attempt + task.index) % this.#growths.length]!;
    const tokens = (this.#tokens.get(id) ?? 0) + growth;
    this.#tokens.set(id, tokens);
    return this.#ended(task.address, id, () => used(id, tokens));
  }

  #share = (session: string): number => (this.#tokens.get(session) ?? 0) / 1_000;

  /** No more than two bad ends of each, for which three tries are enough if nothing else uses one up. */
  #ended(of: string, session: string, good: () => AttemptResult): AttemptResult {
    const bad = this.#bad.get(of) ?? 0;
    const end = this.#ends[(this.#tokens.size + bad) % this.#ends.length]!;
    if (end === "ok" || bad === 2) return good();
    this.#bad.set(of, bad + 1);
    const told = used(session, this.#tokens.get(session)).account!;
    // Whoever is asked for a memory and breaks off may have told nothing.
    const account = of === session ? { session } : told;
    if (end === "cancelled") return { type: "cancelled", reason: "interrupted", account };
    // Two of one kind in a row would be the end of it.
    const message = `${end} ${["first", "second"][bad]!}`;
    return {
      type: "failed",
      failure: failureOf(end as "transient" | "lost" | "rate-limited", message),
      account,
    };
  }
}

test("a failed task is no reason to say anything of its session", () => {
  given(sharing(), [phaseStarted("p"), ...failed("p/x")])
    .when(proceed)
    .then([{ type: "task-skipped", ...of("p/y"), reason: "deps_not_met" }]);
});

describe("the window of a model", () => {
  test.each([
    ["claude-opus-4-1-20250805", 200_000],
    ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", 200_000],
    ["anthropic/claude-sonnet-4.6", 1_000_000],
    ["claude-opus-4-6", 1_000_000],
    ["claude-sonnet-5", 1_000_000],
    ["claude-haiku-4-5@20251001", 200_000],
    ["claude-3-7-sonnet-20250219", 200_000],
    ["sonnet[1m]", 1_000_000],
    ["gpt-5.1-codex-max", 272_000],
    ["gpt-5", 272_000],
    ["gpt-4.1-mini", 1_047_576],
    ["models/gemini-2.5-pro", 1_048_576],
    ["gemini-3-flash-preview", 1_048_576],
    ["qwen3-coder-plus", 1_000_000],
    ["openrouter/qwen/qwen3-max", 262_144],
    ["kimi-k2-0905", 262_144],
  ])("%s has room for %i tokens", (name, tokens) => {
    expect(knownWindow(name)).toBe(tokens);
  });

  test.each(["sonnet", "gpt-6", "gpt-5.9", "llama-3", "claude-opus", "gemini-4-pro", "", "m"])(
    "%s is not known",
    (name) => expect(knownWindow(name)).toBeUndefined(),
  );

  test("is what the plan says of all others where nothing else is known, also where no model is named", () => {
    const all = policy({ windows: { "*": 7 } });
    expect(measure(all, 1, "claude-opus-4-6", undefined)).toMatchObject({ window: 1_000_000 });
    expect(measure(all, 7, "mystery", undefined)).toMatchObject({ model: "mystery", window: 7 });
    expect(measure(all, 7, undefined, undefined)).toEqual({ tokens: 7, window: 7, share: 1 });
  });

  test("is what the plan says first, by name before pattern, then what the agent says", () => {
    const windows = { "claude-*": 5, "claude-opus-4-6": 6 };
    expect(givenWindow(windows, "claude-opus-4-6")).toBe(6);
    expect(givenWindow(windows, "Claude-haiku-4-5")).toBe(5);
    expect(givenWindow({ "a.c": 1 }, "abc")).toBeUndefined();
    const told = { models: [], contextWindow: 50 };
    expect(measure(policy({ windows }), 1, "claude-opus-4-6", told)).toMatchObject({ window: 6 });
    expect(measure(policy(), 5, "claude-opus-4-6", told)).toEqual({
      tokens: 5,
      model: "claude-opus-4-6",
      window: 50,
      share: 0.1,
    });
  });
});

describe("the window that an agent has told", () => {
  const toldOf = (model: string) => ({
    models: [{ model, inputTokens: 9, cachedInputTokens: 0, outputTokens: 1 }],
    contextWindow: 50,
  });

  test.each([
    ["sonnet", "claude-sonnet-4-5-20250929"],
    ["anthropic/claude-opus-4-6", "claude-opus-4-6"],
    [undefined, "whatever"],
  ])("is that of %s where it told of %s", (planned, model) => {
    expect(measure(policy(), 5, planned, toldOf(model))).toMatchObject({ window: 50 });
  });

  test("is not that of another model which the next attempt is to have", () => {
    const told = toldOf("claude-opus-4-6");
    expect(measure(policy(), 5, "claude-haiku-4-5", told)).toMatchObject({ window: 200_000 });
    expect(measure(policy(), 5, "mystery", told)).toEqual({ tokens: 5, model: "mystery" });
  });
});

test("the tokens of a text are about a fourth of its characters, and one each beyond ASCII", () => {
  expect(estimateTokens("")).toBe(0);
  expect(estimateTokens("abcde")).toBe(2);
  expect(estimateTokens("日本語🙂")).toBe(4);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), (a, b) => {
      expect(estimateTokens(a + b)).toBeLessThanOrEqual(estimateTokens(a) + estimateTokens(b));
      expect(estimateTokens(a + b)).toBeGreaterThanOrEqual(estimateTokens(a));
    }),
  );
});
