import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { runId } from "../core/ids.ts";
import type { RunId } from "../core/ids.ts";
import type { Store } from "../journal/store.ts";
import { begun, beginRun, noted } from "./storeEvents.ts";
import type { StoreCase, StoreRig } from "./storeRig.ts";

const RUN = runId("contract-1");
const nth = (at: number): RunId => runId(`contract-${String(at).padStart(5, "0")}`);

/** Begins runs number `from` to `to`, a few hundred through each store object. */
async function beginMany(rig: StoreRig, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += 250) {
    const store = await rig.open();
    const some = Array.from({ length: Math.min(250, to - start) }, (_, at) => start + at);
    await Promise.all(some.map((at) => store.append(nth(at), 0, [begun(nth(at))], 1_000 + at)));
    await store.close();
  }
}

/** The quickest of several listings in milliseconds: what else the machine does only ever adds to it. */
async function costOfList(store: Store, count: number): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    strictEqual((await store.list()).length, count);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** What listing promises, and what is promised of damage. */
export const listCases: readonly StoreCase[] = [
  {
    name: "runs are listed, the newest first, as they are after the last event",
    run: async (rig) => {
      const store = await rig.open();
      deepStrictEqual(await store.list(), []);
      for (const at of [2, 1, 3]) await store.append(nth(at), 0, [begun(nth(at))], at);
      await store.append(nth(1), 1, [noted("a"), { type: "run-failed" }], 7);
      await store.append(nth(3), 1, [{ type: "run-completed" }], 8);
      await store.append(nth(3), 2, [noted("after")], 9);
      const row = { plan: "contract" };
      const expected = [
        { run: nth(3), ...row, status: "completed", startedAt: 3, updatedAt: 9 },
        { run: nth(2), ...row, status: "running", startedAt: 2, updatedAt: 2 },
        { run: nth(1), ...row, status: "failed", startedAt: 1, updatedAt: 7 },
      ];
      deepStrictEqual(await store.list(), expected);
      deepStrictEqual(await (await rig.open()).list(), expected);
    },
  },
  {
    name: "10,000 runs are listed, at ten times the cost of 1,000",
    run: async (rig) => {
      const store = await rig.open();
      await beginMany(rig, 0, 1_000);
      const few = await costOfList(store, 1_000);
      await beginMany(rig, 1_000, 10_000);
      const many = await costOfList(store, 10_000);
      const runs = (await store.list()).map((each) => each.run);
      deepStrictEqual([runs[0], runs[5_000], runs[9_999]], [nth(9_999), nth(4_999), nth(0)]);
      ok(many < 40 * Math.max(few, 1), `${many} ms after ${few} ms`);
    },
  },
  {
    name: "listing does not read journals: it costs the same when they have become large",
    run: async (rig) => {
      const store = await rig.open();
      for (let at = 0; at < 20; at++) await beginRun(store, nth(at));
      const small = await costOfList(store, 20);
      for (let at = 0; at < 20; at++)
        ok((await store.append(nth(at), 1, [noted("a", "x".repeat(500_000))], 1)).ok);
      const large = await costOfList(store, 20);
      ok(large < 5 * Math.max(small, 1), `${large} ms after ${small} ms`);
    },
  },
  {
    name: "an event that was changed is noticed by reading and appending, and does not disturb the list",
    needs: "damage",
    run: async (rig) => {
      const store = await rig.open();
      await beginRun(store, RUN, "a", "b", "c");
      await beginRun(store, nth(2));
      await store.close();
      await rig.damage(RUN, 3);
      const damaged = (error: Error & { code?: string }): boolean => {
        strictEqual(error.code, "journal-damaged");
        ok(error.message.startsWith(`the journal of run ${RUN} is damaged: `), error.message);
        ok(error.message.includes("Nothing was overwritten."), error.message);
        return true;
      };
      await rejects((await rig.open()).read(RUN), damaged);
      await rejects((await rig.open()).lines(RUN), damaged);
      await rejects((await rig.open()).append(RUN, 4, [noted("d")], 1), damaged);
      const again = await rig.open();
      await rejects(again.read(RUN), damaged);
      deepStrictEqual((await again.list()).map((each) => each.run).sort(), [nth(2), RUN].sort());
      ok((await again.append(nth(2), 1, [noted("a")], 1)).ok);
    },
  },
];
