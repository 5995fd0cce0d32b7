import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { setTimeout as rest } from "node:timers/promises";
import { runId } from "../core/ids.ts";
import type { RunId } from "../core/ids.ts";
import type { Store } from "../journal/store.ts";
import type { StoreChild } from "./storeChild.ts";
import { beginRun, labels, noted, numbers, upTo } from "./storeEvents.ts";
import type { StoreCase, StoreRig } from "./storeRig.ts";
import { sizeOfBatch } from "./storeWorker.ts";

const RUN = runId("contract-1");
const WRITERS = ["anna", "ben", "cleo", "dan"];
const EACH = 100;
const KILLS = 100;
/** Later kills begin a new run, so that what is read stays short. */
const KILLS_IN_A_RUN = 20;

/** What holds when processes of their own append, and when they are killed while they do. */
export const processCases: readonly StoreCase[] = [
  {
    name: "four processes append a hundred events each to one run: nothing is lost, and there is no gap",
    needs: "elsewhere",
    run: async (rig) => {
      const store = await rig.open();
      await beginRun(store, RUN);
      const children = await Promise.all(WRITERS.map(() => rig.start()));
      await Promise.all(
        children.map((each, at) =>
          each.ask({ do: "append", run: RUN, who: WRITERS[at]!, count: EACH }),
        ),
      );
      const { events, notes } = await (await rig.open()).read(RUN);
      deepStrictEqual(notes, []);
      deepStrictEqual(numbers(events), upTo(1 + WRITERS.length * EACH));
      for (const who of WRITERS) {
        const own = labels(events).filter((each) => each.startsWith(`${who}.`));
        deepStrictEqual(
          own,
          upTo(EACH).map((each) => `${who}.${each - 1}`),
        );
      }
      deepStrictEqual((await store.read(RUN)).events, events);
    },
  },
  {
    name: `killed ${KILLS} times while it appends: batches are whole, nothing acknowledged is lost, and the next append works`,
    needs: "elsewhere",
    run: async (rig) => {
      const store = await rig.open();
      let next = rig.start();
      for (let kill = 0; kill < KILLS; kill++) {
        const run = runId(`killed-${Math.floor(kill / KILLS_IN_A_RUN)}`);
        const last = (kill + 1) % KILLS_IN_A_RUN === 0;
        if (kill % KILLS_IN_A_RUN === 0) await beginRun(store, run);
        const child = await next;
        // The next process starts meanwhile; if this case fails first, nobody waits for it.
        if (kill + 1 < KILLS) (next = rig.start()).catch(() => {});
        await killWhileItAppends(child, run, `k${kill}`);
        await holds(store, run, `k${kill}`, child.acknowledged);
        if (last) await isWhole(rig, run);
      }
    },
  },
];

async function killWhileItAppends(child: StoreChild, run: RunId, who: string): Promise<void> {
  child.tell({ do: "flood", run, who });
  await rest(Math.random() * 25);
  await child.kill();
}

/** What the process left: whole batches in their order, all that it had acknowledged, and room for the next. */
async function holds(store: Store, run: RunId, who: string, acknowledged: number): Promise<void> {
  const { events } = await store.read(run);
  const seq = events.length;
  ok(seq >= acknowledged, `event ${acknowledged} had been acknowledged; ${seq} are there`);
  const own = labels(events).filter((each) => each.startsWith(`${who}.`));
  const whole: string[] = [];
  for (let batch = 0; whole.length < own.length; batch++)
    for (let at = 0; at < sizeOfBatch(batch); at++) whole.push(`${who}.${batch}.${at}`);
  deepStrictEqual(own, whole);
  strictEqual((await store.append(run, seq, [noted(`after ${who}`)], Date.now())).ok, true);
}

/** Read by somebody who has seen nothing of it before. */
async function isWhole(rig: StoreRig, run: RunId): Promise<void> {
  const fresh = await rig.open();
  const { events, notes } = await fresh.read(run);
  deepStrictEqual(notes, []);
  deepStrictEqual(numbers(events), upTo(events.length));
  const after = labels(events).filter((each) => each.startsWith("after "));
  strictEqual(after.length, KILLS_IN_A_RUN);
  await fresh.close();
}
