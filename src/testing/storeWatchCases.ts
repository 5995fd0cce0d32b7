import { deepStrictEqual, ok } from "node:assert/strict";
import { setTimeout as rest } from "node:timers/promises";
import { runId } from "../core/ids.ts";
import type { Store } from "../journal/store.ts";
import { beginRun, noted, upTo } from "./storeEvents.ts";
import type { StoreCase, StoreRig } from "./storeRig.ts";

const RUN = runId("contract-1");

/** What a watcher has been told, and when. */
class Watching {
  readonly seen: number[] = [];
  readonly at = new Map<number, number>();
  readonly stop: () => void;
  readonly #waiting: { until: number; resolve: () => void }[] = [];

  constructor(store: Store, after: number) {
    this.stop = store.watch(RUN, after, (events) => {
      for (const { seq } of events) {
        this.seen.push(seq);
        this.at.set(seq, Date.now());
      }
      for (const each of this.#waiting) if (this.at.has(each.until)) each.resolve();
    });
  }

  until(seq: number): Promise<void> {
    if (this.at.has(seq)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ until: seq, resolve }));
  }
}

const SERIES = 5;
const IN_A_SERIES = 8;

/** The longest time until an append of another process is seen, in a series of several at odd moments. */
async function slowest(rig: StoreRig): Promise<number> {
  const store = await rig.open();
  const after = (await store.read(RUN)).events.length;
  const child = await rig.start();
  const watching = new Watching(store, after);
  let longest = 0;
  for (let each = 1; each <= IN_A_SERIES; each++) {
    const ms = Math.random() * rig.watchWithinMs;
    const { at, seq } = await child.ask({ do: "append-after", run: RUN, who: "child", ms });
    await watching.until(seq!);
    longest = Math.max(longest, watching.at.get(seq!)! - at);
  }
  watching.stop();
  await child.kill();
  deepStrictEqual(
    watching.seen,
    upTo(IN_A_SERIES).map((each) => after + each),
  );
  return longest;
}

/** What watching promises. */
export const watchCases: readonly StoreCase[] = [
  {
    name: "a watcher is told of what another connection appends, in order and once, and of what it had missed",
    run: async (rig) => {
      const other = await rig.open();
      await beginRun(other, RUN, "a", "b");
      const store = await rig.open();
      const watching = new Watching(store, 1);
      await watching.until(3);
      for (let seq = 3; seq < 40; seq += 2)
        ok((await other.append(RUN, seq, [noted("x"), noted("y")], 1)).ok);
      await watching.until(41);
      watching.stop();
      deepStrictEqual(watching.seen, upTo(41).slice(1));
    },
  },
  {
    name: "a watcher that appends itself misses nothing of the others and hears of nothing twice",
    run: async (rig) => {
      const store = await rig.open();
      const other = await rig.open();
      await beginRun(store, RUN);
      const watching = new Watching(store, 1);
      for (let seq = 1; seq < 30; seq++)
        ok((await (seq % 3 === 0 ? store : other).append(RUN, seq, [noted("x")], 1)).ok);
      ok((await other.append(RUN, 30, [noted("last")], 1)).ok);
      await watching.until(31);
      watching.stop();
      const byOthers = upTo(31).filter((seq) => seq > 1 && (seq - 1) % 3 !== 0);
      const told = new Set(watching.seen);
      deepStrictEqual(
        watching.seen,
        [...told].sort((a, b) => a - b),
      );
      deepStrictEqual(
        [...byOthers, 31].filter((seq) => !told.has(seq)),
        [],
      );
    },
  },
  {
    name: "a watcher that has stopped hears nothing more, and others of the same run go on",
    run: async (rig) => {
      const store = await rig.open();
      const other = await rig.open();
      await beginRun(store, RUN);
      const stopped = new Watching(store, 1);
      const going = new Watching(store, 1);
      ok((await other.append(RUN, 1, [noted("a")], 1)).ok);
      await Promise.all([stopped.until(2), going.until(2)]);
      stopped.stop();
      stopped.stop();
      ok((await other.append(RUN, 2, [noted("b")], 1)).ok);
      await going.until(3);
      // It would have been its turn by now.
      await rest(rig.watchWithinMs);
      going.stop();
      deepStrictEqual([stopped.seen, going.seen], [[2], [2, 3]]);
    },
  },
  {
    name: "a watcher is told within the time promised of what another process appends",
    needs: "elsewhere",
    run: async (rig) => {
      await beginRun(await rig.open(), RUN);
      // A machine that is busy elsewhere may make any one series late, but not all of them.
      const measured: number[] = [];
      for (let series = 0; series < SERIES; series++) {
        measured.push(await slowest(rig));
        if (measured.at(-1)! <= rig.watchWithinMs) return;
      }
      ok(false, `seen after ${measured.join(", ")} ms; promised ${rig.watchWithinMs}`);
    },
  },
];
