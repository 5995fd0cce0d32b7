import { afterEach, describe, expect, test } from "vitest";
import type { Evidence, Tree } from "../../src/core/gate.ts";
import { phaseId } from "../../src/core/ids.ts";
import { thisActor } from "../../src/engine/engine.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { GateOrder, Gatekeeper } from "../../src/gates/port.ts";
import type { Store } from "../../src/journal/store.ts";
import type { RunId } from "../../src/core/ids.ts";
import { failed, names, planOf, rig, SOURCE } from "./rig.ts";

/** A gatekeeper of which the test says what it finds. */
class ToldKeeper implements Gatekeeper {
  tree = "tree-1";
  holds = true;
  readonly orders: GateOrder[] = [];
  /** Set, a check does not end before it is called, or ended. */
  held: (() => void) | undefined;
  hold = false;

  async check(order: GateOrder, signal: AbortSignal): Promise<Evidence> {
    this.orders.push(order);
    if (this.hold)
      await new Promise<void>((resolve) => {
        this.held = resolve;
        signal.addEventListener("abort", () => resolve());
      });
    const check = {
      id: "tests",
      type: "run",
      passed: this.holds,
      text: "exit 1",
      durationMs: 1,
    } as const;
    return {
      phase: phaseId(order.phase),
      round: order.round,
      tree: { tree: this.tree, base: "base-1" },
      checks: [check],
      artifacts: [],
      digest: `${order.phase}-${order.round}-${this.tree}`,
    };
  }

  /** Set, the files cannot be looked at. */
  trouble: string | undefined;

  treeOf = (): Promise<Tree> =>
    this.trouble === undefined
      ? Promise.resolve({ tree: this.tree })
      : Promise.reject(new Error(this.trouble));

  headOf = (): Promise<string> => Promise.resolve("base-1");

  startOf = (): Promise<string> => Promise.resolve("start-1");

  endLeft = (): Promise<void> => Promise.resolve();
}

const APPROVE = { phrase: "go on", checklist: [] };

const plan = (approve: boolean) =>
  planOf([
    {
      id: "one",
      gate: { checks: [], ...(approve ? { approve: APPROVE } : {}) },
      tasks: [{ id: "t" }],
    },
    { id: "two", tasks: [{ id: "u" }] },
  ]);

function made(keeper: ToldKeeper) {
  const made = rig({ gatekeeper: keeper });
  made.executor.answer = () => ({ type: "succeeded" });
  return made;
}

const typesOf = async (store: Store, run: RunId): Promise<string[]> =>
  (await store.read(run)).events.map((each) => each.event.type);

const approve = (engine: Engine, run: RunId, digest: string) =>
  engine.request(run, { type: "approve", approval: { digest, phrase: "Go on" }, by: thisActor() });

let open: { finished: Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.map((each) => each.finished));
  open = [];
});

describe("a gate", () => {
  test("that holds lets the run go on; it is told where, since when and in which round", async () => {
    const keeper = new ToldKeeper();
    const { engine, store } = made(keeper);
    const { run, finished } = await engine.start(plan(false), { source: SOURCE });
    expect((await finished).status).toBe("completed");
    expect(keeper.orders).toMatchObject([
      {
        phase: "one",
        round: 1,
        dir: "/nowhere",
        base: "base-1",
        folder: `/nowhere/${run}/gates/one@1`,
      },
    ]);
    expect(await typesOf(store, run)).toEqual(
      expect.arrayContaining(["gate-opened", "gate-checked", "phase-completed", "run-completed"]),
    );
  });

  test("that does not hold fails its phase; a resume checks it again, a retry does the phase again and says why", async () => {
    const keeper = new ToldKeeper();
    keeper.holds = false;
    const { engine, executor } = made(keeper);
    const first = await engine.start(plan(false), { source: SOURCE });
    const ended = await first.finished;
    expect(ended.status).toBe("failed");
    expect(ended.phases[0]).toMatchObject({ message: "its gate does not hold: tests: exit 1" });
    const again = await engine.resume(first.run);
    expect((await again.finished).status).toBe("failed");
    expect(names(executor.started)).toEqual(["one/t@1"]);
    keeper.holds = true;
    const retry = { type: "retry", target: "one", by: thisActor(), force: false } as const;
    const last = await engine.resume(first.run, {}, [retry]);
    const done = await last.finished;
    expect(done.status).toBe("completed");
    expect(done.phases[0]!.rejections).toEqual([
      "its gate does not hold: tests: exit 1\n\ntests: exit 1",
    ]);
    expect(names(executor.started)).toEqual(["one/t@1", "one/t@2", "two/u@1"]);
  });

  test("is checked again by the next driver when this one is gone", async () => {
    const keeper = new ToldKeeper();
    keeper.hold = true;
    const { engine, store } = made(keeper);
    const first = await engine.start(plan(false), { source: SOURCE });
    await expect.poll(() => keeper.orders).toHaveLength(1);
    first.detach();
    await first.finished;
    keeper.hold = false;
    expect((await (await engine.resume(first.run)).finished).status).toBe("completed");
    expect(keeper.orders.map((each) => each.round)).toEqual([1, 1]);
    expect(
      (await typesOf(store, first.run)).filter((each) => each === "gate-checked"),
    ).toHaveLength(1);
  });

  test("that is being checked is broken off by a cancel, and says nothing then", async () => {
    const keeper = new ToldKeeper();
    keeper.hold = true;
    const { engine, store } = made(keeper);
    const first = await engine.start(plan(false), { source: SOURCE });
    await expect.poll(() => keeper.orders).toHaveLength(1);
    first.cancel();
    expect((await first.finished).status).toBe("paused");
    expect(await typesOf(store, first.run)).not.toContain("gate-checked");
  });

  test("without anybody to check it does not hold", async () => {
    const { engine, executor } = rig();
    executor.answer = () => ({ type: "succeeded" });
    const { finished } = await engine.start(plan(false), { source: SOURCE });
    expect((await finished).phases[0]!.message).toBe(
      "its gate does not hold: gate: the gate could not be checked: this engine has nobody to check gates",
    );
  });
});

describe("an approval", () => {
  async function waiting(keeper = new ToldKeeper()) {
    const parts = made(keeper);
    const { run, finished } = await parts.engine.start(plan(true), { source: SOURCE });
    expect((await finished).status).toBe("waiting");
    return { ...parts, run, keeper };
  }

  test("lets the run go on, once and for this evidence only", async () => {
    const { engine, run } = await waiting();
    await expect(approve(engine, run, "one-1-tree-0")).rejects.toThrow(
      "the evidence of one has changed: it is one-1-tree-1 now, and one-1-tree-0 was approved",
    );
    await approve(engine, run, "one-1-tree-1");
    await expect(approve(engine, run, "one-1-tree-1")).rejects.toThrow("waits for no approval");
    expect((await (await engine.resume(run)).finished).status).toBe("completed");
  });

  test("is asked afresh when the files have changed meanwhile", async () => {
    const { engine, run, keeper, store } = await waiting();
    keeper.tree = "tree-2";
    expect((await (await engine.resume(run)).finished).status).toBe("waiting");
    expect(await typesOf(store, run)).toContain("gate-voided");
    await expect(approve(engine, run, "one-1-tree-1")).rejects.toThrow("has changed");
    await approve(engine, run, "one-2-tree-2");
    expect((await (await engine.resume(run)).finished).status).toBe("completed");
  });

  test("is asked afresh when the files cannot be looked at any more", async () => {
    const { engine, run, keeper, store } = await waiting();
    keeper.trouble = "git add: fatal: unable to read a.txt";
    expect((await (await engine.resume(run)).finished).status).toBe("waiting");
    const events = (await store.read(run)).events.map((each) => each.event);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "gate-voided",
        reason:
          "the files that were checked cannot be looked at: git add: fatal: unable to read a.txt",
      }),
    );
  });

  test("is not asked again by a resume when nothing has changed", async () => {
    const { engine, run, keeper } = await waiting();
    expect((await (await engine.resume(run)).finished).status).toBe("waiting");
    expect(keeper.orders).toHaveLength(1);
  });

  test("that is refused sends the phase back with the reason, and the next gate asks afresh", async () => {
    const { engine, run, executor } = await waiting();
    await engine.request(run, { type: "reject", reason: "no tests", by: thisActor() });
    const again = await (await engine.resume(run)).finished;
    expect(again.status).toBe("waiting");
    expect(names(executor.started)).toEqual(["one/t@1", "one/t@2"]);
    expect(again.phases[0]).toMatchObject({ round: 2, rejections: ["no tests"] });
    await approve(engine, run, "one-2-tree-1");
    expect((await (await engine.resume(run)).finished).status).toBe("completed");
  });
});

test("a rollback keeps the phase and asks its gate again; what came after it is done afresh", async () => {
  const keeper = new ToldKeeper();
  const { engine, executor } = made(keeper);
  const { run, finished } = await engine.start(plan(true), { source: SOURCE });
  await finished;
  await approve(engine, run, "one-1-tree-1");
  await (
    await engine.resume(run)
  ).finished;
  await expect(
    engine.request(run, { type: "rollback", to: "three", by: thisActor() }),
  ).rejects.toThrow(`run ${run} has no phase "three"; its phases are one, two`);
  const back = await engine.request(run, { type: "rollback", to: "one", by: thisActor() });
  expect(back.phases.map((each) => each.status)).toEqual(["gate", "pending"]);
  expect((await (await engine.resume(run)).finished).status).toBe("waiting");
  await approve(engine, run, "one-2-tree-1");
  expect((await (await engine.resume(run)).finished).status).toBe("completed");
  expect(names(executor.started)).toEqual(["one/t@1", "two/u@1", "two/u@2"]);
});

test("a phase's time bounds its tasks, and what is not begun in time fails with it", async () => {
  const { engine, executor } = rig();
  const plan = planOf([
    {
      id: "one",
      timeoutMs: 50,
      tasks: [{ id: "t" }, { id: "u", dependsOn: ["t"], when: { type: "always" } }],
    },
  ]);
  const { finished } = await engine.start(plan, { source: SOURCE });
  await expect.poll(() => executor.started).toHaveLength(1);
  expect(executor.started[0]!.timeoutMs).toBeLessThanOrEqual(50);
  const passed = Date.now() + 60;
  await expect.poll(() => Date.now()).toBeGreaterThan(passed);
  executor.end("one/t@1", failed("timed out"));
  const run = await finished;
  expect(run.tasks[1]!.message).toBe("the time of phase one, 50ms, is over");
});
