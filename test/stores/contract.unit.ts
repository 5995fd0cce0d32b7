import { describe, expect, test } from "vitest";
import type { Recorded } from "../../src/core/events.ts";
import type { Store } from "../../src/journal/store.ts";
import { memoryStore } from "../../src/stores/memory/store.ts";
import * as testing from "../../src/testing/index.ts";

const { storeContract } = testing;

test("the public names of pawl/testing are these", () => {
  expect(Object.keys(testing).sort()).toEqual([
    "given",
    "record",
    "started",
    "storeContract",
    "testActor",
  ]);
});

test("cases for which the options have nothing are left out", () => {
  const open = async (): Promise<Store> => memoryStore();
  const reset = async (): Promise<void> => {};
  const count = (more: Partial<testing.StoreContractOptions>): number =>
    storeContract({ open, reset, ...more }).length;
  const elsewhere = { module: "file:///none.mjs", argument: "" };
  const damage = reset;
  const alone = count({});
  expect(count({ damage })).toBe(alone + 1);
  expect(count({ elsewhere })).toBe(alone + 5);
  expect(count({ elsewhere, damage })).toBe(alone + 6);
});

/** A store of which some members are others. */
const changed = (store: Store, change: (store: Store) => Partial<Store>): Store => {
  const own = change(store);
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const member = own[name] ?? target[name];
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
};

type Seen = (events: readonly Recorded[]) => void;

const faults: [string, string, (store: Store) => Partial<Store>][] = [
  [
    "ignores the expected number",
    "an append that expects another number writes nothing and says which it is",
    (store) => ({
      append: async (run, expected, events, at, fence) => {
        const first = await store.append(run, expected, events, at, fence);
        return "seq" in first ? store.append(run, first.seq, events, at, fence) : first;
      },
    }),
  ],
  [
    "writes a batch event by event",
    "a batch with an event above the bound is refused as a whole",
    (store) => ({
      append: async (run, expected, events, at, fence) => {
        const recorded: Recorded[] = [];
        for (const [place, event] of events.entries()) {
          const one = await store.append(run, expected + place, [event], at, fence);
          if (!one.ok) return one;
          recorded.push(...one.recorded);
        }
        return { ok: true, recorded };
      },
    }),
  ],
  [
    "loses the last event",
    "what was appended is read back, by another connection too",
    (store) => ({
      read: async (run, after) => {
        const { events, notes } = await store.read(run, after);
        return { events: events.slice(0, -1), notes };
      },
    }),
  ],
  [
    "takes no notice of fences",
    "an append under an earlier lease is refused and writes nothing; under this one, and under none, it is made",
    (store) => ({
      append: (run, expected, events, at) => store.append(run, expected, events, at),
    }),
  ],
  [
    "gives a lease twice",
    "a lease is given once, and again when it was released, with a higher fencing number",
    (store) => ({
      lease: async (run) => {
        const outcome = await store.lease(run);
        return outcome.ok ? outcome : { ok: true, lease: { fence: 99, release: async () => {} } };
      },
    }),
  ],
  [
    "tells a watcher twice",
    "a watcher is told of what another connection appends, in order and once, and of what it had missed",
    (store) => ({
      watch: (run, after, seen: Seen) =>
        store.watch(run, after, (events) => {
          seen(events);
          seen(events);
        }),
    }),
  ],
  [
    "tells a watcher after it has stopped",
    "a watcher that has stopped hears nothing more, and others of the same run go on",
    (store) => ({
      watch: (run, after, seen: Seen) => {
        store.watch(run, after, seen);
        return () => {};
      },
    }),
  ],
  [
    "lists the oldest first",
    "runs are listed, the newest first, as they are after the last event",
    (store) => ({ list: async () => (await store.list()).toReversed() }),
  ],
  [
    "restores over what is there",
    "a journal is not restored where there is one, not even the same",
    (store) => ({ restore: (run, lines) => store.restore(run, lines).catch(() => {}) }),
  ],
  [
    "gives lines of its own making",
    "the lines of a journal are the codec's, byte for byte: the chain of hashes is that of any other store",
    (store) => ({
      lines: async (run) => (await store.lines(run)).map((each) => JSON.stringify({ line: each })),
    }),
  ],
];

describe("the contract fails a store that", () => {
  test.each(faults)("%s", async (_, name, change) => {
    let store = memoryStore();
    const contract = storeContract({
      open: async () => changed(store, change),
      reset: async () => void (store = memoryStore()),
    });
    const found = contract.find((each) => each.name === name);
    await expect(found?.run()).rejects.toMatchObject({ code: "ERR_ASSERTION" });
  });
});
