import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchesOf, isAsking } from "../../src/core/askers.ts";
import { dueWorkers } from "../../src/core/dueWorkers.ts";
import type { WorkerEffect } from "../../src/core/dueWorkers.ts";
import { proceed as due } from "../../src/core/proceed.ts";
import { replay } from "../../src/core/replay.ts";
import { isRefusal } from "../../src/core/result.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import type { Agent } from "../../src/core/agent.ts";
import type { TaskState } from "../../src/core/run.ts";
import { answerFor, hasWorkerEnded, workersAsked } from "../../src/core/workers.ts";
import type { WorkerPlace, WorkerRules } from "../../src/core/workers.ts";
import { canonical } from "./canonical.ts";
import { abort, agentTask, of, pause, phase, plan, report, resume } from "./plans.ts";
import { Rig } from "./rig.ts";

const seeded = (numRuns: number) => ({ seed: 20_261_121, numRuns });

const RULES: WorkerRules = { agent: "reader", max: 6, parallel: 2, depth: 1, timeoutMs: 1_000 };

const agent = (id: string, more: Partial<Agent> = {}): Agent => ({
  id,
  use: "scripted",
  permissions: "edit",
  stallMs: 0,
  attemptTools: true,
  ...more,
});

const planWith = (rules: Partial<WorkerRules> = {}, concurrency = 1) =>
  plan([phase("p", [agentTask("lead"), agentTask("next")])], {
    concurrency,
    agents: {
      builder: agent("builder", { workers: { ...RULES, ...rules } }),
      reader: agent("reader", { permissions: "read-only" }),
    },
  });

const LEAD = { ...of("p/lead"), attempt: 1 };

const wanting = (...ids: readonly string[]) => ids.map((id) => ({ id, prompt: `Look for ${id}.` }));

/** With the lead's attempt under way. */
function begun(rules: Partial<WorkerRules> = {}): Rig {
  const rig = new Rig(planWith(rules));
  rig.advance();
  return rig;
}

const ask = (rig: Rig, batch: string, list: unknown, asker?: WorkerPlace) =>
  rig.ask({ type: "request-workers", ...LEAD, batch, list, asker });

const found = (summary: string, tokens = 0): AttemptResult => ({
  type: "succeeded",
  account: {
    report: { status: "success", summary, by: "tools" },
    usage: {
      models: [{ model: "m", inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0 }],
    },
  },
});

/** Starts what is due; gives what else is. */
function start(rig: Rig): readonly WorkerEffect[] {
  rig.advance();
  const effects = dueWorkers(rig.run);
  for (const each of effects)
    if (each.type === "start-worker") rig.must({ ...each, type: "begin-worker" });
  return effects;
}

const end = (rig: Rig, batch: string, worker: string, result = found(`found ${worker}`)) =>
  rig.must({ type: "report-worker", ...LEAD, batch, worker, result });

const shown = (effects: readonly WorkerEffect[]) =>
  effects.map((each) => `${each.type} ${"worker" in each ? each.worker : each.batch}`);

const lead = (rig: Rig): TaskState => rig.run.taskByAddress.get("p/lead" as never)!;
const workers = (rig: Rig) =>
  Object.fromEntries(
    batchesOf(lead(rig), 1).flatMap((batch) =>
      batch.workers.map(({ spec, status }) => [`${batch.id}/${spec.id}`, status]),
    ),
  );

describe("workers that an agent asks for", () => {
  test("are started as many side by side as the plan allows, and do not count as attempts", () => {
    const rig = begun();
    ask(rig, "one", wanting("a", "b", "c"));
    expect(shown(start(rig))).toEqual(["start-worker a", "start-worker b"]);
    expect(shown(dueWorkers(rig.run))).toEqual([]);
    end(rig, "one", "a");
    expect(shown(start(rig))).toEqual(["start-worker c"]);
    // The one place that the plan has is the lead's.
    expect(rig.run.underway.size).toBe(1);
  });

  test("wait for those of an earlier batch", () => {
    const rig = begun();
    ask(rig, "one", wanting("a", "b", "c"));
    ask(rig, "two", wanting("d"));
    expect(shown(start(rig))).toEqual(["start-worker a", "start-worker b"]);
    end(rig, "one", "a");
    expect(shown(start(rig))).toEqual(["start-worker c"]);
    end(rig, "one", "b");
    expect(shown(start(rig))).toEqual(["start-worker d"]);
  });

  test("are told of when all have ended, once", () => {
    const rig = begun();
    ask(rig, "one", wanting("a", "b"));
    start(rig);
    end(rig, "one", "a");
    end(rig, "one", "b", {
      type: "failed",
      failure: { class: "timed-out", message: "timed out after 1 s" },
    });
    expect(shown(start(rig))).toEqual(["answer-workers one"]);
    const [batch] = batchesOf(lead(rig), 1);
    expect(answerFor(batch!)).toEqual({
      workers: [
        { id: "a", status: "succeeded", summary: "found a" },
        { id: "b", status: "failed", summary: "timed out after 1 s" },
      ],
    });
    rig.must({ type: "workers-told", ...LEAD, batch: "one" });
    expect(start(rig)).toEqual([]);
    expect(rig.run.batches.size).toBe(0);
    const again = rig.ask({ type: "workers-told", ...LEAD, batch: "one" });
    expect(again).toMatchObject({ refused: true });
  });

  test("are the same workers when the same batch is asked for twice", () => {
    const rig = begun();
    expect(ask(rig, "one", wanting("a"))).toHaveLength(1);
    expect(ask(rig, "one", wanting("a"))).toEqual([]);
    expect(workers(rig)).toEqual({ "one/a": "waiting" });
  });

  test("end once: a second word of one that has ended, or was not started, changes nothing", () => {
    const rig = begun({ parallel: 1 });
    ask(rig, "one", wanting("a", "b"));
    start(rig);
    end(rig, "one", "a");
    for (const [worker, result] of [
      ["a", found("another")],
      ["b", found("it never began")],
    ] as const)
      expect(
        rig.ask({ type: "report-worker", ...LEAD, batch: "one", worker, result }),
      ).toMatchObject({
        code: "stale-attempt",
        text: `the worker ${worker} of p/lead is not under way`,
      });
    expect(batchesOf(lead(rig), 1)[0]!.workers[0]!.summary).toBe("found a");
    const twice = rig.ask({ type: "begin-worker", ...LEAD, batch: "one", worker: "a" });
    expect(twice).toMatchObject({ text: "the worker a of p/lead does not wait to be started" });
  });

  test("go on while the run is paused, as whoever asked is waiting", () => {
    const rig = begun();
    ask(rig, "one", wanting("a"));
    rig.must(pause);
    expect(shown(dueWorkers(rig.run))).toEqual(["start-worker a"]);
  });

  test("are begun again where Pawl died before it started them", () => {
    const rig = begun();
    ask(rig, "one", wanting("a"));
    start(rig);
    const failure = { class: "lost", message: "never started", unstarted: true } as const;
    expect(end(rig, "one", "a", { type: "failed", failure })).toMatchObject([{ again: true }]);
    expect(shown(start(rig))).toEqual(["start-worker a"]);
    expect(batchesOf(lead(rig), 1)[0]!.workers[0]).toMatchObject({ status: "started", tries: 2 });
  });

  test("end with the attempt that asked: those at work are cancelled, the rest never start", () => {
    const rig = begun();
    ask(rig, "one", wanting("a", "b", "c"));
    start(rig);
    rig.must(report("p/lead", { type: "failed", failure: { class: "fatal", message: "no" } }));
    expect(shown(start(rig))).toEqual(["cancel-worker a", "cancel-worker b"]);
    expect(workers(rig)["one/c"]).toBe("cancelled");
    end(rig, "one", "a", { type: "cancelled", reason: "whoever asked has ended" });
    end(rig, "one", "b");
    expect(workers(rig)).toEqual({
      "one/a": "cancelled",
      "one/b": "succeeded",
      "one/c": "cancelled",
    });
    expect(start(rig)).toEqual([]);
    expect(rig.run.batches.size).toBe(0);
  });

  test("are cancelled by an abort, which waits for them", () => {
    const rig = begun();
    ask(rig, "one", wanting("a", "b", "c"));
    start(rig);
    rig.must(abort);
    rig.must(report("p/lead", { type: "cancelled", reason: "aborted" }));
    expect(shown(start(rig))).toEqual(["cancel-worker a", "cancel-worker b"]);
    expect(rig.run.status).toBe("running");
    end(rig, "one", "a", { type: "cancelled", reason: "aborted" });
    end(rig, "one", "b", { type: "cancelled", reason: "aborted" });
    rig.advance();
    expect(rig.run.status).toBe("aborted");
  });

  test("stop when their tokens are used up, and whoever asked is told", () => {
    const rig = begun({ parallel: 1, tokens: 100 });
    ask(rig, "one", wanting("a", "b", "c"));
    start(rig);
    end(rig, "one", "a", found("found a", 60));
    start(rig);
    end(rig, "one", "b", found("found b", 60));
    expect(shown(start(rig))).toEqual(["answer-workers one"]);
    expect(answerFor(batchesOf(lead(rig), 1)[0]!).workers[2]).toEqual({
      id: "c",
      status: "cancelled",
      summary:
        "not started: the tokens that the plan gives the workers of this attempt are used up",
    });
  });
});

describe("what workers use up", () => {
  test("counts as the run's: tokens by their agent, and a launch each", () => {
    const rig = begun({ parallel: 1 });
    ask(rig, "one", wanting("a", "b"));
    start(rig);
    end(rig, "one", "a", found("found a", 60));
    start(rig);
    rig.must(abort);
    end(rig, "one", "b", { type: "cancelled", reason: "aborted" });
    expect(rig.run.spend.launches).toBe(3);
    expect(rig.run.spend.tokens.get("reader")).toEqual({ told: 60, most: 60, untold: 1 });
  });

  test("none are started when what the run may use is used up", () => {
    const budget = { tokens: 50, wrapUp: 0.8, unknown: "estimate" } as const;
    const rig = new Rig({ ...planWith({ parallel: 1 }), budget });
    rig.advance();
    ask(rig, "one", wanting("a", "b"));
    start(rig);
    end(rig, "one", "a", found("found a", 60));
    expect(shown(start(rig))).toEqual(["answer-workers one"]);
    expect(answerFor(batchesOf(lead(rig), 1)[0]!).workers[1]).toEqual({
      id: "b",
      status: "cancelled",
      summary: "not started: what the run may use is used up",
    });
  });
});

describe("a worker that asks for workers", () => {
  const asker = { batch: "one", worker: "a" };

  test("is refused unless the plan goes deeper", () => {
    const rig = begun();
    ask(rig, "one", wanting("a"));
    start(rig);
    expect(ask(rig, "two", wanting("x"), asker)).toMatchObject({
      text: "a worker may not ask for workers of its own (depth 1): do what was asked yourself",
    });
  });

  test("waits without taking the places of those that it asked for", () => {
    const rig = begun({ depth: 2, parallel: 1 });
    ask(rig, "one", wanting("a"));
    start(rig);
    ask(rig, "two", wanting("x"), asker);
    expect(shown(start(rig))).toEqual(["start-worker x"]);
    const deeper = ask(rig, "three", wanting("y"), { batch: "two", worker: "x" });
    expect(deeper).toMatchObject({
      text: "workers may be 2 deep, and these would be deeper: do what was asked yourself",
    });
    end(rig, "two", "x");
    expect(shown(start(rig))).toEqual(["answer-workers two"]);
  });

  test("takes them along when it ends", () => {
    const rig = begun({ depth: 2 });
    ask(rig, "one", wanting("a"));
    start(rig);
    ask(rig, "two", wanting("x", "y", "z"), asker);
    start(rig);
    end(rig, "one", "a");
    expect(shown(start(rig))).toEqual(["answer-workers one", "cancel-worker x", "cancel-worker y"]);
    expect(workers(rig)["two/z"]).toBe("cancelled");
  });
});

describe("what is refused", () => {
  const refusal = (rig: Rig, list: unknown): string => {
    const decided = ask(rig, "one", list);
    return isRefusal(decided) ? decided.text : "taken";
  };

  test.each([
    [undefined, '"workers": expected a list of { "id", "prompt" } with at least one'],
    [[], '"workers": expected a list of { "id", "prompt" } with at least one'],
    [
      Array.from({ length: 1_000 }, (_, at) => ({ id: `w${at}`, prompt: "Look." })),
      "1000 workers are asked for, and 6 more may be. Ask for fewer, each for more",
    ],
    [
      wanting("a", "b", "a"),
      '"workers"/2: the id "a" stands there twice; each worker needs its own',
    ],
    [
      [{ id: "../../etc/passwd", prompt: "Look." }],
      '"workers"/0: "id" is "../../etc/passwd"; expected a letter or "_", then letters, digits, ".", "-" or "_", at most 64 in all',
    ],
    [
      [{ id: 7, prompt: "Look." }],
      '"workers"/0: "id" is number; expected a letter or "_", then letters, digits, ".", "-" or "_", at most 64 in all',
    ],
    [[{ id: "a" }], '"workers"/0: "prompt" is undefined; expected text that says what to find out'],
    [
      [{ id: "a", prompt: " \n" }],
      '"workers"/0: "prompt" is empty; expected text that says what to find out',
    ],
    [
      [{ id: "a", prompt: "x".repeat(10 * 1024 * 1024) }],
      '"workers"/0: "prompt" has 10485760 characters; 32000 are allowed. Write what is long to a file and name it',
    ],
    [
      [null],
      '"workers"/0: "id" is undefined; expected a letter or "_", then letters, digits, ".", "-" or "_", at most 64 in all',
    ],
  ])("a list such as %#", (list, text) => {
    const rig = begun();
    expect(refusal(rig, list)).toBe(text);
    expect(batchesOf(lead(rig), 1)).toEqual([]);
  });

  test("prompts that are too long together", () => {
    const list = Array.from({ length: 17 }, (_, at) => ({
      id: `w${at}`,
      prompt: "x".repeat(31_000),
    }));
    expect(workersAsked(list, 100)).toEqual({
      wrong:
        "the prompts have 527000 characters together; 512000 are allowed. Write what is long to a file and name it",
    });
  });

  test("more than the plan allows in all, over several batches", () => {
    const rig = begun();
    ask(rig, "one", wanting("a", "b", "c", "d"));
    expect(ask(rig, "two", wanting("e", "f", "g"))).toMatchObject({
      text: "3 workers are asked for, and 2 more may be. Ask for fewer, each for more",
    });
    ask(rig, "three", wanting("e", "f"));
    expect(ask(rig, "four", wanting("g"))).toMatchObject({
      text: "1 workers are asked for, and no more may be. Ask for fewer, each for more",
    });
  });

  test("an agent to which the plan gives none, and one that has ended", () => {
    const none = new Rig(
      plan([phase("p", [agentTask("lead", "reader")])], {
        agents: { reader: agent("reader") },
      }),
    );
    none.advance();
    expect(ask(none, "one", wanting("a"))).toMatchObject({
      text: "the plan gives this agent no workers",
    });
    const rig = begun();
    rig.must(report("p/lead"));
    expect(ask(rig, "one", wanting("a"))).toMatchObject({
      text: "whoever asks for workers of p/lead has ended",
    });
  });
});

/**
 * The world outside of the driver, which no crash of it undoes: workers that were started, how they ended, and answers
 * that were written. A driver dies between any two of the events that it made durable, and before or after it did what
 * follows from them.
 */
class World {
  rig = begun({ depth: 2, max: 12 });
  /** How often each was started; a further try counts as one of its own. */
  readonly started = new Map<string, number>();
  readonly over = new Map<string, AttemptResult>();
  readonly answers = new Map<string, string>();
  readonly written: string[] = [];
  /** Workers whose end this driver would hear of. */
  readonly followed = new Set<string>();

  key = (place: WorkerPlace): string => `${place.batch}/${place.worker}`;

  request(batch: string, ids: readonly string[], asker?: WorkerPlace): void {
    ask(this.rig, batch, wanting(...ids), asker);
  }

  /** One turn. With `dies` the driver is killed after what it decided is durable and before it does any of it. */
  turn(dies: boolean): void {
    const effects = start(this.rig);
    if (dies) return this.crash();
    for (const each of effects) this.perform(each);
  }

  perform(effect: WorkerEffect): void {
    const { batch } = effect;
    if (effect.type === "answer-workers") {
      const [found] = batchesOf(lead(this.rig), 1).filter((each) => each.id === batch);
      if (!this.answers.has(batch)) {
        this.answers.set(batch, JSON.stringify(answerFor(found!)));
        this.written.push(batch);
      }
      this.rig.ask({ type: "workers-told", ...LEAD, batch });
      return;
    }
    const key = this.key(effect);
    if (effect.type === "start-worker") {
      this.started.set(key, (this.started.get(key) ?? 0) + 1);
      this.followed.add(key);
    } else if (this.followed.has(key)) this.finish(effect, { type: "cancelled", reason: "over" });
  }

  finish(place: WorkerPlace, result: AttemptResult): void {
    const key = this.key(place);
    if (!this.over.has(key)) this.over.set(key, result);
    if (!this.followed.delete(key)) return;
    const { batch, worker } = place;
    this.rig.ask({ type: "report-worker", ...LEAD, batch, worker, result: this.over.get(key)! });
  }

  /** Workers go on without a driver, and end. */
  finishUnseen(place: WorkerPlace): void {
    const key = this.key(place);
    if (this.started.has(key) && !this.over.has(key)) this.over.set(key, found(`unseen ${key}`));
  }

  crash(): void {
    this.followed.clear();
    this.rig.crash();
    // One that was aborted is not taken up.
    this.rig.ask({ ...resume, interrupted: true });
    for (const place of this.places("started")) {
      const key = this.key(place);
      const end = this.over.get(key);
      this.followed.add(key);
      if (end) this.finish(place, end);
      else if (!this.started.has(key)) {
        const failure = { class: "lost", message: "never started", unstarted: true } as const;
        this.followed.delete(key);
        this.rig.must({
          type: "report-worker",
          ...LEAD,
          ...place,
          result: { type: "failed", failure },
        });
      }
    }
  }

  places(status: string): WorkerPlace[] {
    return batchesOf(lead(this.rig), 1).flatMap((batch) =>
      batch.workers
        .filter((each) => each.status === status)
        .map(({ spec }) => ({ batch: batch.id, worker: spec.id })),
    );
  }
}

type Move =
  | { readonly do: "ask"; readonly batch: number; readonly size: number; readonly nested: boolean }
  | { readonly do: "turn"; readonly dies: boolean }
  | { readonly do: "crash" }
  | {
      readonly do: "finish";
      readonly which: number;
      readonly seen: boolean;
      readonly well: boolean;
    }
  | { readonly do: "end"; readonly how: "succeeded" | "abort" };

const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("ask" as const),
        batch: fc.nat({ max: 5 }),
        size: fc.integer({ min: 1, max: 4 }),
        nested: fc.boolean(),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("turn" as const),
        dies: fc.nat({ max: 3 }).map((dice) => dice === 0),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ do: "crash" as const }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("finish" as const),
        which: fc.nat({ max: 9 }),
        seen: fc.boolean(),
        well: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("end" as const),
        how: fc.constantFrom("succeeded", "abort"),
      }),
    },
  ),
  { maxLength: 40 },
);

const IDS = ["a", "b", "c", "d"];

function make(world: World, move: Move): void {
  switch (move.do) {
    case "ask": {
      const [asker] = move.nested ? world.places("started") : [];
      const name = `${asker ? `of-${asker.batch}-${asker.worker}-` : ""}${move.batch}`;
      return world.request(name, IDS.slice(0, move.size), asker);
    }
    case "turn":
      return world.turn(move.dies);
    case "crash":
      return world.crash();
    case "finish": {
      const under = world.places("started");
      const place = under[move.which % Math.max(1, under.length)];
      if (!place) return;
      if (!move.seen) return world.finishUnseen(place);
      if (!world.followed.has(world.key(place))) return;
      const failure = { class: "transient", message: "exit 1" } as const;
      return world.finish(place, move.well ? found("it") : { type: "failed", failure });
    }
    case "end":
      if (move.how === "abort") world.rig.ask(abort);
      world.rig.ask(
        report("p/lead", move.how === "abort" ? { type: "cancelled", reason: "no" } : undefined),
      );
  }
}

describe("whatever happens to their driver", () => {
  test("nothing that was started is started again, nothing is lost, and each answer is given once", () => {
    fc.assert(
      fc.property(moves, (given) => {
        const world = new World();
        for (const move of given) {
          make(world, move);
          // Asking changes nothing, and what is folded is what the journal says.
          const before = canonical(world.rig.run);
          expect(dueWorkers(world.rig.run)).toEqual(dueWorkers(world.rig.run));
          due(world.rig.run, world.rig.now);
          expect(canonical(replay(world.rig.journal)!)).toEqual(before);
          const batches = batchesOf(lead(world.rig), 1);
          expect(batches.reduce((sum, each) => sum + each.workers.length, 0)).toBeLessThanOrEqual(
            12,
          );
        }
        const asking = isAsking({ task: lead(world.rig), attempt: 1, asker: undefined });
        for (let turn = 0; turn < 200; turn++) {
          world.turn(false);
          const [place] = world.places("started");
          if (place) world.finish(place, found("late"));
        }
        const batches = batchesOf(lead(world.rig), 1);
        expect(batches.flatMap((each) => each.workers).every(hasWorkerEnded)).toBe(true);
        expect(world.rig.run.batches.size).toBe(0);
        expect([...world.started.values()].filter((times) => times !== 1)).toEqual([]);
        expect(new Set(world.written).size).toBe(world.written.length);
        const told = batches.map((each) => [each.id, world.answers.get(each.id)]);
        expect(told).toEqual(
          batches.map((each) => [
            each.id,
            each.answered ? JSON.stringify(answerFor(each)) : undefined,
          ]),
        );
        const untold = batches.filter((each) => !each.answered && each.asker === undefined);
        expect(asking ? untold : []).toEqual([]);
        expect(workers(world.rig)).toEqual(
          Object.fromEntries(
            batches.flatMap((batch) =>
              batch.workers
                .map(({ spec }) => `${batch.id}/${spec.id}`)
                .map((key) => [key, world.over.get(key)?.type ?? "cancelled"]),
            ),
          ),
        );
      }),
      seeded(300),
    );
  });
});
