import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { runId } from "../core/ids.ts";
import { MAX_EVENT_BYTES } from "../journal/codec.ts";
import { begun, beginRun, labels, noted, numbers, upTo } from "./storeEvents.ts";
import type { StoreCase } from "./storeRig.ts";

const RUN = runId("contract-1");

/** What appending and reading promise. */
export const appendCases: readonly StoreCase[] = [
  {
    name: "what was appended is read back, by another connection too",
    run: async (rig) => {
      const store = await rig.open();
      const other = await rig.open();
      const first = await store.append(RUN, 0, [begun(RUN)], 1_000);
      const second = await store.append(RUN, 1, [noted("a"), noted("b")], 2_000);
      const expected = [
        { seq: 1, at: 1_000, event: begun(RUN) },
        { seq: 2, at: 2_000, event: noted("a") },
        { seq: 3, at: 2_000, event: noted("b") },
      ];
      deepStrictEqual(first, { ok: true, recorded: expected.slice(0, 1) });
      deepStrictEqual(second, { ok: true, recorded: expected.slice(1) });
      deepStrictEqual(await store.read(RUN), { events: expected, notes: [] });
      deepStrictEqual(await other.read(RUN), { events: expected, notes: [] });
    },
  },
  {
    name: "reading after a number gives what follows it, and nothing after the last",
    run: async (rig) => {
      const store = await rig.open();
      await beginRun(store, RUN, "a", "b", "c");
      deepStrictEqual(numbers((await store.read(RUN, 2)).events), [3, 4]);
      deepStrictEqual(numbers((await (await rig.open()).read(RUN, 3)).events), [4]);
      deepStrictEqual((await store.read(RUN, 4)).events, []);
    },
  },
  {
    name: "a run that is not there is unknown, and asking for it does not make it",
    run: async (rig) => {
      const store = await rig.open();
      const unknown = { code: "run-unknown" };
      await rejects(store.read(RUN), unknown);
      await rejects(store.read(RUN, 3), unknown);
      await rejects(store.lines(RUN), unknown);
      await rejects(store.lease(RUN), unknown);
      await rejects(store.holder(RUN), unknown);
      deepStrictEqual(await store.list(), []);
    },
  },
  {
    name: "a run begins with 0 expected and no other number",
    run: async (rig) => {
      const store = await rig.open();
      deepStrictEqual(await store.append(RUN, 1, [noted("a")], 1), { ok: false, seq: 0 });
      await rejects(store.read(RUN), { code: "run-unknown" });
      await beginRun(store, RUN);
      deepStrictEqual(await store.append(RUN, 0, [begun(RUN)], 1), { ok: false, seq: 1 });
      const other = await rig.open();
      deepStrictEqual(await other.append(RUN, 0, [begun(RUN)], 1), { ok: false, seq: 1 });
      deepStrictEqual(numbers((await store.read(RUN)).events), [1]);
    },
  },
  {
    name: "an append that expects another number writes nothing and says which it is",
    run: async (rig) => {
      const store = await rig.open();
      const other = await rig.open();
      await beginRun(store, RUN, "a", "b");
      for (const expected of [1, 2, 4, 99]) {
        const conflict = { ok: false, seq: 3 };
        deepStrictEqual(await store.append(RUN, expected, [noted("late")], 1), conflict);
        deepStrictEqual(await other.append(RUN, expected, [noted("late")], 1), conflict);
      }
      deepStrictEqual(labels((await store.read(RUN)).events), ["run-started", "a", "b"]);
    },
  },
  {
    name: "of appends that are made at once with the same number one is written",
    run: async (rig) => {
      const stores = [await rig.open(), await rig.open(), await rig.open()];
      await beginRun(stores[0]!, RUN);
      const appended = await Promise.all(
        [...stores, ...stores].map((each, at) => each.append(RUN, 1, [noted(`${at}`)], 1)),
      );
      strictEqual(appended.filter((each) => each.ok).length, 1);
      const [, written] = (await stores[1]!.read(RUN)).events;
      const winner = appended.find((each) => each.ok)!;
      deepStrictEqual([written], "recorded" in winner && winner.recorded);
    },
  },
  {
    name: "two connections that take turns both append",
    run: async (rig) => {
      const stores = [await rig.open(), await rig.open()];
      await beginRun(stores[0]!, RUN);
      for (let seq = 1; seq <= 20; seq++)
        ok((await stores[seq % 2]!.append(RUN, seq, [noted(`${seq}`)], 1)).ok);
      const { events } = await (await rig.open()).read(RUN);
      deepStrictEqual(labels(events), ["run-started", ...upTo(20).map(String)]);
    },
  },
  {
    name: "a batch with an event above the bound is refused as a whole",
    run: async (rig) => {
      const store = await rig.open();
      await beginRun(store, RUN);
      const batch = [noted("fits"), noted("too large", "x".repeat(MAX_EVENT_BYTES + 1))];
      await rejects(store.append(RUN, 1, batch, 1), { code: "event-too-large" });
      deepStrictEqual(numbers((await store.read(RUN)).events), [1]);
      ok((await store.append(RUN, 1, [noted("next")], 1)).ok);
      deepStrictEqual(labels((await (await rig.open()).read(RUN)).events), ["run-started", "next"]);
    },
  },
  {
    name: "an event of 1 MB, and one of all sorts of characters, come back as they were",
    run: async (rig) => {
      const store = await rig.open();
      await beginRun(store, RUN);
      const large = noted("large", "0123456789abcdef".repeat(65_536));
      const odd = noted("odd", 'é 漢 😀 "\\ \n\r\t \u0000 \u2028 \u007f \ud800 \ufeff');
      ok((await store.append(RUN, 1, [large, odd], 1)).ok);
      const { events } = await (await rig.open()).read(RUN, 1);
      deepStrictEqual(events, [
        { seq: 2, at: 1, event: large },
        { seq: 3, at: 1, event: odd },
      ]);
    },
  },
  {
    name: "a store that was closed and opened again goes on where it was",
    run: async (rig) => {
      const before = await rig.open();
      await beginRun(before, RUN, "a");
      await before.close();
      const store = await rig.open();
      deepStrictEqual(labels((await store.read(RUN)).events), ["run-started", "a"]);
      ok((await store.append(RUN, 2, [noted("b")], 1)).ok);
      await store.close();
      deepStrictEqual(numbers((await (await rig.open()).read(RUN)).events), [1, 2, 3]);
    },
  },
];
