import { setTimeout as rest } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { runId } from "../../src/core/ids.ts";
import type { Lease, Store } from "../../src/journal/store.ts";
import { thisProcess } from "../../src/processes/identity.ts";
import { redisStore } from "../../src/stores/redis/store.ts";
import type { RedisOptions } from "../../src/stores/redis/store.ts";
import { started } from "../../src/testing/index.ts";
import { planOf } from "../engine/rig.ts";
import { RedisServer } from "./redisServer.ts";

const RUN = runId("run-1");
const KEY = `pawl:run:${RUN}`;

let server: RedisServer;
const stores: Store[] = [];
beforeAll(async () => void (server = await RedisServer.start()));
afterAll(() => server.stop());
beforeEach(async () => {
  server.cli("FLUSHALL");
  const store = await open();
  await store.append(RUN, 0, [started(planOf([]))], 1);
});
afterEach(async () => {
  for (const each of stores.splice(0)) await each.close();
});

async function open(options: RedisOptions = {}): Promise<Store> {
  const store = await redisStore(server.url, options);
  stores.push(store);
  return store;
}

async function taken(store: Store): Promise<Lease> {
  const outcome = await store.lease(RUN);
  if (!outcome.ok) throw new Error(`held by process ${outcome.holder.pid}`);
  return outcome.lease;
}

/** A lease of a process that cannot be looked at from here, unless what is given says otherwise. */
function heldBy(more: object, ms = 60_000): void {
  const holder = { ...thisProcess(), space: "pid:[1]", lease: "other", ...more };
  server.cli("SET", `${KEY}:lease`, JSON.stringify(holder), "PX", String(ms));
  server.cli("HSET", KEY, "owner", JSON.stringify(holder), "fence", "7");
}

test("a lease is renewed while its holder lives, and gone when it is released", async () => {
  const lease = await taken(await open({ leaseMs: 300 }));
  await rest(900);
  const other = await open();
  expect(await other.holder(RUN)).toEqual(thisProcess());
  expect(Number(server.cli("PTTL", `${KEY}:lease`))).toBeGreaterThan(150);
  await lease.release();
  expect(server.cli("EXISTS", `${KEY}:lease`)).toBe("0");
  await rest(400);
  expect(server.cli("EXISTS", `${KEY}:lease`)).toBe("0");
});

test("of a process on another host it is not taken before it has lapsed; then it is, and its holder is named", async () => {
  const store = await open();
  heldBy({ host: "desk", pid: 12 }, 400);
  expect(await store.lease(RUN)).toMatchObject({ ok: false, holder: { host: "desk", pid: 12 } });
  expect(await store.holder(RUN)).toMatchObject({ host: "desk", pid: 12 });
  await rest(500);
  expect(await store.holder(RUN)).toBeUndefined();
  const outcome = await store.lease(RUN);
  expect(outcome).toMatchObject({
    ok: true,
    lease: { fence: 8 },
    takenFrom: { host: "desk", pid: 12 },
  });
  if (outcome.ok) await outcome.lease.release();
});

test.each([
  ["of another boot, which may be another machine of the same name", { boot: "another" }],
  ["of another container, where its pid means nothing here", { pid: 2 ** 22 - 1 }],
])("of a process %s it is not taken either", async (_, more) => {
  heldBy(more);
  expect(await (await open()).lease(RUN)).toMatchObject({ ok: false });
});

test("its holder says no more of itself than any other store's", async () => {
  const lease = await taken(await open());
  expect(await (await open()).lease(RUN)).toEqual({ ok: false, holder: thisProcess() });
  await lease.release();
});

test("a driver that slept while another took over cannot append, cannot renew, and cannot release the other's", async () => {
  const sleeper = await open({ leaseMs: 300 });
  const lease = await taken(sleeper);
  heldBy({ host: "desk", pid: 12 });
  await rest(500);
  expect(await (await open()).holder(RUN)).toMatchObject({ host: "desk" });
  const event = { type: "checkpoint-recorded", phase: "a" } as never;
  expect(await sleeper.append(RUN, 1, [event], 1, lease.fence)).toEqual({
    ok: false,
    fenced: true,
  });
  await lease.release();
  expect(await (await open()).holder(RUN)).toMatchObject({ host: "desk", pid: 12 });
});

test("the fence outlives the lease, and the journal's end", async () => {
  const store = await open();
  for (let fence = 1; fence <= 3; fence++) {
    const lease = await taken(store);
    expect(lease.fence).toBe(fence);
    await lease.release();
  }
  await server.kill();
  await server.restart();
  const lease = await taken(await open());
  expect(lease.fence).toBe(4);
  await lease.release();
});
