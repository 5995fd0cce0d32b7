import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { runId } from "../../src/core/ids.ts";
import type { Store } from "../../src/journal/store.ts";
import { redisStore } from "../../src/stores/redis/store.ts";
import type { RedisOptions } from "../../src/stores/redis/store.ts";
import { started } from "../../src/testing/index.ts";
import { planOf } from "../engine/rig.ts";
import { RedisServer } from "./redisServer.ts";
import type { ServerOptions } from "./redisServer.ts";

const servers: RedisServer[] = [];
const stores: Store[] = [];
afterEach(async () => {
  for (const each of stores.splice(0)) await each.close();
  for (const each of servers.splice(0)) await each.stop();
});

async function serve(options: ServerOptions = {}): Promise<RedisServer> {
  const server = await RedisServer.start(options);
  servers.push(server);
  return server;
}

const RUN = runId("run-1");
const begun = started(planOf([]));

/** What a person is told, without the part that says where. */
async function saidAtOpening(
  server: Pick<RedisServer, "port" | "url">,
  options: RedisOptions = {},
  url = server.url,
): Promise<string> {
  const error = await redisStore(url, { env: {}, patienceMs: 500, ...options }).then(
    () => new Error("nothing"),
    (each: Error & { code: string; exit: number }) => each,
  );
  expect(error).toMatchObject({ code: "store-failed", exit: 2 });
  return error.message.replace(`Redis at 127.0.0.1:${server.port} `, "");
}

async function saidByAppend(
  server: RedisServer,
  env: Record<string, string> = {},
): Promise<string> {
  const store = await redisStore(server.url, { env, patienceMs: 500 });
  stores.push(store);
  const error = await store.append(RUN, 0, [begun], 1).then(
    () => new Error("nothing"),
    (each: Error) => each,
  );
  expect(error).toMatchObject({ code: "store-failed", exit: 2 });
  return error.message.replace(`Redis at 127.0.0.1:${server.port} `, "");
}

const START =
  "Start one (redis-server --appendonly yes --appendfsync always), or say where it is: --state redis://host:port/db";

describe("no server", () => {
  test("is told at once: where it was looked for, and what to do", async () => {
    const server = await serve();
    await server.kill();
    const before = Date.now();
    expect(await saidAtOpening(server, { patienceMs: 60_000 })).toBe(
      `no Redis answers at 127.0.0.1:${server.port}: connection refused. ${START}`,
    );
    expect(Date.now() - before).toBeLessThan(2_000);
  });

  test("as its name is not known", async () => {
    const server = { port: 6379, url: "redis://no-such-host.invalid" };
    expect(await saidAtOpening(server)).toBe(
      `no Redis answers at no-such-host.invalid:6379: the name no-such-host.invalid is not known. ${START}`,
    );
  });

  test("but something that says nothing", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port } = silent.address() as AddressInfo;
    const url = `redis://127.0.0.1:${port}`;
    expect(await saidAtOpening({ port, url }, { answerMs: 200 })).toBe(
      `no Redis answers at 127.0.0.1:${port}: no answer for 0.2 s. ${START}`,
    );
    silent.close();
  });
});

describe("a password", () => {
  test("that is right lets in, wherever it comes from", async () => {
    const server = await serve({ password: "s3cret word" });
    const url = server.url.replace("//", "//:s3cret%20word@");
    for (const [where, env] of [
      [server.url, { PAWL_REDIS_PASSWORD: "s3cret word" }],
      [url, {}],
    ] as const) {
      const store = await redisStore(where, { env });
      expect(store.location).toBe(server.url);
      expect(await store.list()).toEqual([]);
      await store.close();
    }
  });

  test("that is missing, wrong or not wanted is told with where it came from", async () => {
    const server = await serve({ password: "s3cret" });
    expect(await saidAtOpening(server)).toBe(
      "wants a password: give it in PAWL_REDIS_PASSWORD, or name its file in PAWL_REDIS_PASSWORD_FILE",
    );
    expect(await saidAtOpening(server, { env: { PAWL_REDIS_PASSWORD: "wr0ng" } })).toBe(
      "does not let us in with the password from PAWL_REDIS_PASSWORD: one of them is wrong",
    );
    const url = server.url.replace("//", "//ann:wr0ng@");
    expect(await saidAtOpening(server, {}, url)).toBe(
      "does not let user ann in with the password from the address: one of them is wrong",
    );
    const free = await serve();
    expect(await saidAtOpening(free, { env: { PAWL_REDIS_PASSWORD: "s3cret" } })).toBe(
      "wants no password, and one was given (from PAWL_REDIS_PASSWORD): leave it out",
    );
  });

  test("of a user who may not do what a store needs", async () => {
    const server = await serve();
    server.cli("ACL", "SETUSER", "ann", "on", ">s3cret", "~other:*", "+@all");
    const url = server.url.replace("//", "//ann:s3cret@");
    const store = await redisStore(url, { env: {} });
    stores.push(store);
    await expect(store.append(RUN, 0, [begun], 1)).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(
          `^Redis at 127.0.0.1:${server.port} does not let user ann do what a store needs: .*\\. docs/state-redis.md has the ACL rule$`,
        ),
      ),
    });
  });
});

describe("TLS", () => {
  test("with the file of its authority, else it is not trusted", async () => {
    const server = await serve({ tls: true, password: "s3cret" });
    const env = { PAWL_REDIS_PASSWORD: "s3cret", PAWL_REDIS_CA_FILE: server.caFile };
    const store = await redisStore(server.url, { env });
    stores.push(store);
    expect((await store.append(RUN, 0, [begun], 1)).ok).toBe(true);
    expect(await saidAtOpening(server, { env: { PAWL_REDIS_PASSWORD: "s3cret" } })).toBe(
      `no Redis answers at 127.0.0.1:${server.port}: its certificate is not trusted ` +
        `(self-signed certificate in certificate chain); PAWL_REDIS_CA_FILE names the file of its CA. ${START}`,
    );
    const byName = server.url.replace("127.0.0.1", "localhost");
    const named = await redisStore(byName, { env });
    stores.push(named);
    expect(named.location).toBe(byName);
  });

  test("where the other side speaks none, or wants it", async () => {
    const plain = await serve();
    expect(await saidAtOpening(plain, {}, plain.url.replace("redis:", "rediss:"))).toBe(
      `no Redis answers at 127.0.0.1:${plain.port}: no answer for 5 s (does it speak TLS there? redis:// is without). ${START}`,
    );
    const secure = await serve({ tls: true });
    expect(await saidAtOpening(secure, {}, secure.url.replace("rediss:", "redis:"))).toBe(
      `no Redis answers at 127.0.0.1:${secure.port}: the connection was cut (a port for TLS wants rediss://). ${START}`,
    );
  });
});

describe("a server that does not do what is asked", () => {
  test("as it has no such database", async () => {
    const server = await serve();
    expect(await saidAtOpening(server, {}, server.url.replace(/0$/, "99"))).toBe(
      "has no database 99",
    );
  });

  test("as it is a replica", async () => {
    const server = await serve();
    server.cli("REPLICAOF", "127.0.0.1", "1");
    const before = Date.now();
    expect(await saidByAppend(server)).toBe(
      "is a replica, which takes no writes: name its primary. Nothing was written",
    );
    expect(Date.now() - before).toBeLessThan(400);
  });

  test("as it has become a replica: another may be the primary soon", async () => {
    const server = await serve();
    const store = await redisStore(server.url, { env: {}, patienceMs: 5_000 });
    stores.push(store);
    expect((await store.append(RUN, 0, [begun], 1)).ok).toBe(true);
    server.cli("REPLICAOF", "127.0.0.1", "1");
    setTimeout(() => server.cli("REPLICAOF", "NO", "ONE"), 200);
    expect((await store.append(RUN, 1, [{ type: "run-completed" }], 1)).ok).toBe(true);
  });

  test("as its memory is used up", async () => {
    const server = await serve({ config: { maxmemory: "1" } });
    expect(await saidByAppend(server)).toBe(
      "has used up its memory (maxmemory) and takes no writes. Nothing was written; what is under way goes on by itself. " +
        "Raise maxmemory or make room, then: pawl resume",
    );
  });

  test("as it cannot save to its disk", async () => {
    const server = await serve({
      config: { appendonly: "no", save: "3600 1", dbfilename: "dump.rdb" },
    });
    server.cli("SET", "other", "data");
    server.cli("CONFIG", "SET", "rdbcompression", "no");
    server.breakSnapshots();
    server.cli("BGSAVE");
    for (const end = Date.now() + 5_000; Date.now() < end;) {
      if (server.cli("INFO", "persistence").includes("rdb_last_bgsave_status:err")) break;
    }
    expect(await saidByAppend(server)).toBe(
      "cannot save to its disk and takes no writes; is the disk full? Nothing was written; what is under way goes on by itself. " +
        "Make room, then: pawl resume",
    );
  });

  test("as other data is under its keys", async () => {
    const server = await serve();
    server.cli("SET", "pawl:runs", "something");
    const store = await redisStore(server.url, { env: {} });
    stores.push(store);
    await expect(store.list()).rejects.toMatchObject({
      message: `Redis at 127.0.0.1:${server.port} has other data under the keys of this store: choose a prefix of your own with PAWL_REDIS_PREFIX`,
    });
    const mine = await redisStore(server.url, { env: { PAWL_REDIS_PREFIX: "mine:" } });
    stores.push(mine);
    expect((await mine.append(RUN, 0, [begun], 1)).ok).toBe(true);
    expect(server.cli("KEYS", "mine:*").split("\n").sort()).toEqual([
      "mine:run:run-1",
      "mine:run:run-1:journal",
      "mine:runs",
    ]);
  });

  test("as it is part of a cluster", async () => {
    const server = await serve({ config: { "cluster-enabled": "yes", appendonly: "no" } });
    expect(await saidByAppend(server)).toMatch(
      "is part of a cluster, in which a run's keys lie apart: name a Redis that is none",
    );
  });

  test("as it is still reading its data: it is waited for", async () => {
    const server = await serve({ config: { "enable-debug-command": "yes" } });
    for (let at = 0; at < 200; at++) server.cli("SET", `other:${at}`, "x");
    await server.kill();
    // Each key then takes it 5 ms.
    await server.restart(
      { "key-load-delay": "5000", "loading-process-events-interval-bytes": "1024" },
      false,
    );
    const store = await redisStore(server.url, { env: {} });
    stores.push(store);
    expect((await store.append(RUN, 0, [begun], 1)).ok).toBe(true);
  });
});
