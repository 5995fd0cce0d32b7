import { deepStrictEqual, ok, rejects } from "node:assert/strict";
import { runId } from "../core/ids.ts";
import { EMPTY, encodeBatch } from "../journal/codec.ts";
import type { Store } from "../journal/store.ts";
import { begun, beginRun, labels, noted } from "./storeEvents.ts";
import type { StoreCase } from "./storeRig.ts";

const RUN = runId("contract-1");

/** A journal of two batches as the codec makes it: what every store has to keep, byte for byte. */
function encoded(): string[] {
  const first = encodeBatch(EMPTY, [begun(RUN)], 1_000);
  const second = encodeBatch(first.head, [noted("a", "é\n😀"), noted("b")], 2_000);
  return (first.text + second.text).trimEnd().split("\n");
}

async function written(store: Store): Promise<void> {
  await store.append(RUN, 0, [begun(RUN)], 1_000);
  await store.append(RUN, 1, [noted("a", "é\n😀"), noted("b")], 2_000);
}

/** What leaving a store as lines, and entering it so, promises. */
export const copyCases: readonly StoreCase[] = [
  {
    name: "the lines of a journal are the codec's, byte for byte: the chain of hashes is that of any other store",
    run: async (rig) => {
      const store = await rig.open();
      await written(store);
      deepStrictEqual(await store.lines(RUN), encoded());
      deepStrictEqual(await (await rig.open()).lines(RUN), encoded());
    },
  },
  {
    name: "a journal that is restored is the same, is listed, and goes on",
    run: async (rig) => {
      const store = await rig.open();
      await store.restore(RUN, encoded());
      const other = await rig.open();
      deepStrictEqual(await store.lines(RUN), encoded());
      deepStrictEqual(await other.lines(RUN), encoded());
      deepStrictEqual(await other.list(), [
        { run: RUN, plan: "contract", status: "running", startedAt: 1_000, updatedAt: 2_000 },
      ]);
      ok((await other.append(RUN, 3, [noted("c")], 1)).ok);
      const { events, notes } = await store.read(RUN);
      deepStrictEqual(labels(events), ["run-started", "a", "b", "c"]);
      deepStrictEqual(notes, []);
      ok((await other.lease(RUN)).ok);
    },
  },
  {
    name: "a journal is not restored where there is one, not even the same",
    run: async (rig) => {
      const store = await rig.open();
      await beginRun(store, RUN);
      const refused = {
        code: "refused",
        message: `run ${RUN} is in ${store.location} already; nothing was written`,
      };
      await rejects(store.restore(RUN, encoded()), refused);
      await rejects((await rig.open()).restore(RUN, await store.lines(RUN)), refused);
      deepStrictEqual(labels((await store.read(RUN)).events), ["run-started"]);
    },
  },
  {
    name: "lines that are no whole journal of the run are not restored",
    run: async (rig) => {
      const store = await rig.open();
      const lines = encoded();
      const unfit: readonly (readonly string[])[] = [
        [],
        lines.slice(1),
        lines.slice(0, 2),
        lines.with(1, lines[1]!.replace('"a"', '"x"')),
        [lines[0]!, lines[2]!, lines[1]!],
        [...lines, ""],
      ];
      for (const each of unfit)
        await rejects(store.restore(RUN, each), { code: "journal-damaged" });
      await rejects(store.restore(runId("another"), lines), { code: "journal-damaged" });
      deepStrictEqual(await store.list(), []);
      await rejects(store.read(RUN), { code: "run-unknown" });
    },
  },
  {
    name: "a backup leaves the journal as it is",
    run: async (rig) => {
      const store = await rig.open();
      await written(store);
      await store.backup(RUN);
      ok((await store.append(RUN, 3, [noted("c")], 1)).ok);
      await store.backup(RUN);
      deepStrictEqual((await store.lines(RUN)).slice(0, 3), encoded());
    },
  },
];
