import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { runId } from "../core/ids.ts";
import type { Lease, LeaseOutcome, Store } from "../journal/store.ts";
import { thisProcess } from "../processes/identity.ts";
import { beginRun, labels, noted } from "./storeEvents.ts";
import type { StoreCase } from "./storeRig.ts";

const RUN = runId("contract-1");

function leaseOf(outcome: LeaseOutcome): Lease {
  ok(outcome.ok, "the lease was not given");
  return outcome.lease;
}

async function isFenced(store: Store, fence: number): Promise<void> {
  const before = await store.lines(RUN);
  const appended = await store.append(RUN, before.length, [noted("fenced")], 1, fence);
  deepStrictEqual(appended, { ok: false, fenced: true });
  deepStrictEqual(await store.lines(RUN), before);
}

/** What leases promise. */
export const leaseCases: readonly StoreCase[] = [
  {
    name: "a lease is given once, and again when it was released, with a higher fencing number",
    run: async (rig) => {
      const store = await rig.open();
      const other = await rig.open();
      await beginRun(store, RUN);
      strictEqual(await store.holder(RUN), undefined);
      const first = leaseOf(await store.lease(RUN));
      const taken = { ok: false, holder: thisProcess() };
      deepStrictEqual(await store.lease(RUN), taken);
      deepStrictEqual(await other.lease(RUN), taken);
      deepStrictEqual(await other.holder(RUN), thisProcess());
      await first.release();
      strictEqual(await other.holder(RUN), undefined);
      const second = leaseOf(await other.lease(RUN));
      ok(second.fence > first.fence, `${second.fence} after ${first.fence}`);
      await second.release();
    },
  },
  {
    name: "an append under an earlier lease is refused and writes nothing; under this one, and under none, it is made",
    run: async (rig) => {
      const store = await rig.open();
      const other = await rig.open();
      await beginRun(store, RUN);
      const first = leaseOf(await store.lease(RUN));
      ok((await store.append(RUN, 1, [noted("a")], 1, first.fence)).ok);
      await first.release();
      const second = leaseOf(await other.lease(RUN));
      await isFenced(store, first.fence);
      await isFenced(other, first.fence);
      ok((await other.append(RUN, 2, [noted("b")], 1, second.fence)).ok);
      ok((await store.append(RUN, 3, [noted("c")], 1)).ok);
      const conflict = await other.append(RUN, 2, [noted("late")], 1, second.fence);
      deepStrictEqual(conflict, { ok: false, seq: 4 });
      deepStrictEqual(labels((await store.read(RUN)).events), ["run-started", "a", "b", "c"]);
      await second.release();
    },
  },
  {
    name: "a lease that is released late does not end the one that came after it",
    run: async (rig) => {
      const store = await rig.open();
      await beginRun(store, RUN);
      const first = leaseOf(await store.lease(RUN));
      await first.release();
      const second = leaseOf(await store.lease(RUN));
      await first.release();
      deepStrictEqual(await store.holder(RUN), thisProcess());
      await second.release();
      await second.release();
      strictEqual(await store.holder(RUN), undefined);
    },
  },
  {
    name: "leases of different runs do not meet",
    run: async (rig) => {
      const store = await rig.open();
      const another = runId("contract-2");
      await beginRun(store, RUN);
      await beginRun(store, another);
      const lease = leaseOf(await store.lease(RUN));
      strictEqual(await store.holder(another), undefined);
      await leaseOf(await store.lease(another)).release();
      await lease.release();
    },
  },
  {
    name: "the lease of another process is its own while it lives, and taken over at once when it is dead",
    needs: "elsewhere",
    run: async (rig) => {
      const store = await rig.open();
      await beginRun(store, RUN);
      const child = await rig.start();
      const { fence } = await child.ask({ do: "lease", run: RUN });
      strictEqual((await store.holder(RUN))?.pid, child.pid);
      const refused = await store.lease(RUN);
      strictEqual(refused.ok, false);
      strictEqual("holder" in refused && refused.holder.pid, child.pid);
      await child.kill();
      strictEqual(await store.holder(RUN), undefined);
      const outcome = await store.lease(RUN);
      strictEqual(outcome.ok && outcome.takenFrom?.pid, child.pid);
      const lease = leaseOf(outcome);
      ok(lease.fence > fence!, `${lease.fence} after ${fence}`);
      await isFenced(store, fence!);
      await isFenced(await rig.open(), fence!);
      ok((await store.append(RUN, 1, [noted("a")], 1, lease.fence)).ok);
      await lease.release();
    },
  },
  {
    name: "of several processes that take over the lease of a dead one at once one gets it",
    needs: "elsewhere",
    run: async (rig) => {
      const store = await rig.open();
      await beginRun(store, RUN);
      const fences: number[] = [];
      let children = await Promise.all([1, 2, 3, 4].map(() => rig.start()));
      for (let round = 0; round < 5; round++) {
        const asked = children.map((each) => each.ask({ do: "lease", run: RUN }));
        const answers = await Promise.allSettled(asked);
        const winners = answers.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
        strictEqual(winners.length, 1, `round ${round}`);
        fences.push(winners[0]!.fence!);
        const winner = children[answers.findIndex((each) => each.status === "fulfilled")]!;
        strictEqual((await store.holder(RUN))?.pid, winner.pid);
        await winner.kill();
        children = [...children.filter((each) => each !== winner), await rig.start()];
      }
      deepStrictEqual(
        fences,
        [...new Set(fences)].sort((a, b) => a - b),
      );
    },
  },
];
