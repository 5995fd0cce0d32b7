import { setTimeout as rest } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Recorded } from "../../src/core/events.ts";
import type { Store } from "../../src/journal/store.ts";
import type { RedisOptions } from "../../src/stores/redis/store.ts";
import { redisStore } from "../../src/stores/redis/store.ts";
import { point, RUN, started as begun } from "./begun.ts";
import { Proxy } from "./proxy.ts";
import { RedisServer } from "./redisServer.ts";

const nameOf = ({ event }: Recorded): string =>
  event.type === "checkpoint-recorded" ? event.phase : event.type;

let server: RedisServer;
const open: Store[] = [];
const proxies: Proxy[] = [];
beforeEach(async () => void (server = await RedisServer.start()));
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  for (const each of proxies.splice(0)) await each.stop();
  await server.stop();
});

async function storeAt(url = server.url, options: RedisOptions = {}): Promise<Store> {
  const store = await redisStore(url, options);
  open.push(store);
  return store;
}

async function proxied(options: RedisOptions = {}): Promise<{ proxy: Proxy; store: Store }> {
  const proxy = await Proxy.start(server.port);
  proxies.push(proxy);
  return { proxy, store: await storeAt(proxy.url, options) };
}

const namesIn = async (store: Store): Promise<string[]> =>
  (await store.read(RUN)).events.map(nameOf);

const isAppend = (request: string): boolean => /EVAL/.test(request);

describe("an append whose answer is lost", () => {
  test("was done: it is found and not done again, however often the answer is lost", async () => {
    const { proxy, store } = await proxied();
    await store.append(RUN, 0, [begun], 1);
    for (const [at, times] of [1, 2, 5].entries()) {
      const before = proxy.swallowed;
      proxy.swallowAnswers(times, isAppend);
      const seq = 1 + 2 * at;
      const appended = await store.append(RUN, seq, [point(`p${at}`), point(`q${at}`)], 5);
      expect(appended).toMatchObject({ ok: true, recorded: [{ seq: seq + 1 }, { seq: seq + 2 }] });
      expect(proxy.swallowed - before).toBe(times);
    }
    const expected = ["run-started", "p0", "q0", "p1", "q1", "p2", "q2"];
    expect(await namesIn(store)).toEqual(expected);
    expect(await namesIn(await storeAt())).toEqual(expected);
  });

  test("is its own, though others appended after it, and though the lease is another's by now", async () => {
    const { proxy, store } = await proxied();
    const other = await storeAt();
    await store.append(RUN, 0, [begun], 1);
    const lease = await store.lease(RUN);
    if (!lease.ok) throw new Error("no lease");
    proxy.swallowAnswers(1, isAppend);
    // Meanwhile the connection is down: the other is quicker.
    const appending = store.append(RUN, 1, [point("mine")], 5, lease.lease.fence);
    for (let tries = 0; (await other.read(RUN)).events.length < 2; tries++) {
      expect(tries).toBeLessThan(100);
      await rest(1);
    }
    await other.append(RUN, 2, [point("theirs")], 6);
    server.cli("HINCRBY", `pawl:run:${RUN}`, "fence", "1");
    expect(await appending).toMatchObject({ ok: true, recorded: [{ seq: 2 }] });
    expect(await store.append(RUN, 3, [point("late")], 7, lease.lease.fence)).toEqual({
      ok: false,
      fenced: true,
    });
    expect(await namesIn(other)).toEqual(["run-started", "mine", "theirs"]);
  });

  test("was not done, as somebody was quicker: that is a conflict", async () => {
    const { proxy, store } = await proxied();
    const other = await storeAt();
    await store.append(RUN, 0, [begun], 1);
    await other.append(RUN, 1, [point("theirs")], 5);
    proxy.swallowAnswers(1, isAppend);
    expect(await store.append(RUN, 1, [point("mine")], 5)).toEqual({ ok: false, seq: 2 });
    expect(await namesIn(other)).toEqual(["run-started", "theirs"]);
  });

  test("the start of a run, a lease and its release are no different", async () => {
    const { proxy, store } = await proxied();
    proxy.swallowAnswers(1, isAppend);
    expect(await store.append(RUN, 0, [begun], 1)).toMatchObject({ ok: true });
    proxy.swallowAnswers(1, isAppend);
    const lease = await store.lease(RUN);
    expect(lease).toMatchObject({ ok: true, lease: { fence: 1 } });
    if (lease.ok) await lease.lease.release();
    expect(await store.holder(RUN)).toBeUndefined();
  });
});

describe("a server that is killed and comes back", () => {
  test("has lost nothing that it confirmed, and appends go on with nothing doubled", async () => {
    const store = await storeAt();
    await store.append(RUN, 0, [begun], 1);
    const expected = ["run-started"];
    const appending = (async () => {
      for (let seq = 1; seq <= 400; seq++) {
        const appended = await store.append(RUN, seq, [point(`p${seq}`)], seq);
        if (!appended.ok) throw new Error(`event ${seq + 1}: ${JSON.stringify(appended)}`);
        expected.push(`p${seq}`);
      }
    })();
    let kills = 0;
    for (; expected.length <= 400 && kills < 8; kills++) {
      await rest(20 + 30 * Math.random());
      await server.kill();
      await rest(50 * Math.random());
      await server.restart();
    }
    await appending;
    expect(kills).toBeGreaterThan(2);
    expect(await namesIn(store)).toEqual(expected);
    expect(await namesIn(await storeAt())).toEqual(expected);
  });

  test("is said to be away once, and to be back", async () => {
    const told: string[] = [];
    const store = await storeAt(server.url, { tell: (text) => told.push(text) });
    await store.append(RUN, 0, [begun], 1);
    await server.kill();
    const appending = store.append(RUN, 1, [point("p")], 2);
    await rest(300);
    await server.restart();
    expect(await appending).toMatchObject({ ok: true });
    const { url } = server;
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(
      new RegExp(
        `^Redis at ${url} is away \\((connection refused|the connection was cut)\\); trying for 60 s, and what is under way goes on$`,
      ),
    );
    expect(told[1]).toBe(`Redis at ${url} is back`);
  });

  test("does not lose watchers an event, nor tell them of one twice", async () => {
    const store = await storeAt();
    const other = await storeAt();
    await store.append(RUN, 0, [begun], 1);
    const seen: number[] = [];
    const stop = store.watch(RUN, 1, (events) => seen.push(...events.map((each) => each.seq)));
    for (let seq = 1; seq <= 60; seq++) {
      await other.append(RUN, seq, [point(`p${seq}`)], seq);
      if (seq % 20 !== 0) continue;
      await server.kill();
      await server.restart();
    }
    for (const end = Date.now() + 5_000; seen.length < 60 && Date.now() < end;) await rest(5);
    stop();
    expect(seen).toEqual(Array.from({ length: 60 }, (_, at) => at + 2));
  });

  test("finds the lease with who had it, unless another took it", async () => {
    const store = await storeAt(server.url, { leaseMs: 300 });
    await store.append(RUN, 0, [begun], 1);
    const lease = await store.lease(RUN);
    await server.kill();
    await rest(400);
    await server.restart();
    // It has lapsed, and nobody else asked: the next renewal makes it good.
    await rest(1_500);
    const other = await storeAt();
    expect(await other.lease(RUN)).toMatchObject({ ok: false, holder: { pid: process.pid } });
    if (lease.ok) await lease.lease.release();
  });
});

describe("a server that stays away", () => {
  test("for longer than the bound: the append fails, with what to do", async () => {
    const store = await storeAt(server.url, { patienceMs: 300 });
    await store.append(RUN, 0, [begun], 1);
    await server.kill();
    const started = Date.now();
    await expect(store.append(RUN, 1, [point("p")], 2)).rejects.toMatchObject({
      code: "store-failed",
      exit: 2,
      // Whether its last try was refused or cut off is up to the moment of the kill.
      message: expect.stringMatching(
        new RegExp(
          `^Redis at 127\\.0\\.0\\.1:${server.port} has been away for \\d+ s: (connection refused|the connection was cut)\\. ` +
            "Nothing is half-written; what is under way goes on by itself\\. When Redis is back: pawl resume$",
        ),
      ),
    });
    expect(Date.now() - started).toBeGreaterThanOrEqual(300);
  });

  test("does not hold up the release of a lease, which lapses", async () => {
    const store = await storeAt();
    await store.append(RUN, 0, [begun], 1);
    const lease = await store.lease(RUN);
    await server.kill();
    const started = Date.now();
    if (lease.ok) await lease.lease.release();
    expect(Date.now() - started).toBeLessThan(1_000);
  });
});

describe("a server that has lost what it confirmed", () => {
  const lost = (what: string): object => ({
    code: "store-failed",
    message:
      `Redis at ${server.url} has lost events of run ${RUN} that it had confirmed: event 3 was there, and now ${what}, ` +
      "or another one stands in its place. That happens where appendfsync is not always, or a replica took over " +
      `(docs/state-redis.md). This process lets go; look at what is under way before you go on with pawl resume ${RUN}`,
  });

  async function withThreeEvents(): Promise<Store> {
    const store = await storeAt();
    await store.append(RUN, 0, [begun], 1);
    await store.append(RUN, 1, [point("p"), point("q")], 1);
    return store;
  }

  test("all of it: appending and reading say so", async () => {
    const store = await withThreeEvents();
    server.cli("FLUSHALL");
    await expect(store.append(RUN, 3, [point("r")], 2)).rejects.toMatchObject(lost("nothing is"));
    await expect(store.read(RUN)).rejects.toMatchObject(lost("nothing is"));
  });

  test("its end: that is not taken for a conflict", async () => {
    const store = await withThreeEvents();
    server.cli("XDEL", `pawl:run:${RUN}:journal`, "2-0", "3-0");
    const [line] = server.cli("XRANGE", `pawl:run:${RUN}:journal`, "-", "+").split("\n").slice(2);
    server.cli("HSET", `pawl:run:${RUN}`, "seq", "1", "hash", line!.slice(9, 73));
    const expected = lost("event 1 is the last");
    await expect(store.append(RUN, 3, [point("r")], 2)).rejects.toMatchObject(expected);
    await expect(store.read(RUN)).rejects.toMatchObject(expected);
    // Who comes new to it can only know what is there.
    expect(await namesIn(await storeAt())).toEqual(["run-started"]);
  });

  test("and had another written in its place: nor is that", async () => {
    const store = await withThreeEvents();
    server.cli("HSET", `pawl:run:${RUN}`, "hash", "0".repeat(64));
    const expected = lost("event 3 is the last");
    await expect(store.append(RUN, 3, [point("r")], 2)).rejects.toMatchObject(expected);
  });
});

test("a server that does not answer counts as gone, and the append is done once when it does", async () => {
  const { store } = await proxied({ answerMs: 200 });
  await store.append(RUN, 0, [begun], 1);
  server.freeze();
  const appending = store.append(RUN, 1, [point("p")], 2);
  await rest(700);
  server.thaw();
  expect(await appending).toMatchObject({ ok: true });
  expect(await namesIn(await storeAt())).toEqual(["run-started", "p"]);
});
