import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { runId } from "../../src/core/ids.ts";
import { redisStore } from "../../src/stores/redis/store.ts";
import { started } from "../../src/testing/index.ts";
import { planOf } from "../engine/rig.ts";
import { RedisServer } from "./redisServer.ts";

const servers: RedisServer[] = [];
afterEach(async () => {
  for (const each of servers.splice(0)) await each.stop();
});

const RUN = runId("run-1");

/** What a person is told who reads a run there. */
async function notesOf(
  config: Record<string, string>,
  user?: { rules: string[]; name: string },
): Promise<readonly string[]> {
  const server = await RedisServer.start({ config });
  servers.push(server);
  if (user) server.cli("ACL", "SETUSER", user.name, "on", ">pw", ...user.rules);
  const url = user ? server.url.replace("//", `//${user.name}:pw@`) : server.url;
  const store = await redisStore(url, { env: {} });
  await store.append(RUN, 0, [started(planOf([]))], 1);
  const { notes } = await store.read(RUN);
  expect((await store.read(RUN, 1)).notes).toEqual([]);
  await store.close();
  return notes.map((each) => each.replace(server.url, "URL"));
}

const NO_LOG =
  "URL keeps no log (appendonly no): what it confirmed since its last snapshot is lost when it stops hard; set appendonly yes and appendfsync always";

test.each<[string, Record<string, string>, string[]]>([
  ["durable, as the tests' is", {}, []],
  ["without a log", { appendonly: "no" }, [NO_LOG]],
  [
    "that is synced each second, as is the default",
    { appendfsync: "everysec" },
    [
      "URL confirms before it is on disk (appendfsync everysec): the last second or more is lost when its machine stops hard; set appendfsync always",
    ],
  ],
  [
    "that throws away what was not used for long",
    { maxmemory: "100mb", "maxmemory-policy": "allkeys-lru" },
    [
      "URL throws away journals when its memory is full (maxmemory-policy allkeys-lru); set maxmemory-policy noeviction",
    ],
  ],
  ["that would, but has no bound", { "maxmemory-policy": "allkeys-lru" }, []],
  [
    "that throws away only what lapses anyway",
    { maxmemory: "100mb", "maxmemory-policy": "volatile-lru" },
    [],
  ],
])("a server %s", async (_, config, notes) => {
  expect(await notesOf(config)).toEqual(notes);
});

/** The rules of the user that the docs make, split as the command takes them. */
const RULES = /^ACL SETUSER pawl on >password (.*)$/m
  .exec(readFileSync(new URL("../../docs/state-redis.md", import.meta.url), "utf8"))![1]!
  .split(" ");
const BARE = RULES.filter((each) => each !== "+info" && each !== "+config|get");

test("the user of the docs may do all that a store does, and see the settings", async () => {
  const server = await RedisServer.start({ config: { appendonly: "no" } });
  servers.push(server);
  server.cli("ACL", "SETUSER", "ann", "on", ">pw", ...RULES);
  const store = await redisStore(server.url.replace("//", "//ann:pw@"), { env: {} });
  await store.append(RUN, 0, [started(planOf([]))], 1);
  const { notes } = await store.read(RUN);
  expect(notes).toHaveLength(1);
  const outcome = await store.lease(RUN);
  expect(outcome.ok).toBe(true);
  expect(await store.holder(RUN)).toBeDefined();
  const seen = new Promise<number>((resolve) => {
    store.watch(RUN, 0, (events) => resolve(events.length));
  });
  const other = await redisStore(server.url, { env: {} });
  await other.append(RUN, 1, [{ type: "run-completed" }], 2);
  expect(await seen).toBeGreaterThan(0);
  const lines = await store.lines(RUN);
  server.cli("DEL", `pawl:run:${RUN}`, `pawl:run:${RUN}:journal`);
  const fresh = await redisStore(server.url.replace("//", "//ann:pw@"), { env: {} });
  await fresh.restore(RUN, lines);
  expect(await fresh.check!()).toEqual([]);
  if (outcome.ok) await outcome.lease.release();
  for (const each of [store, other, fresh]) await each.close();
});

test("where its settings may not be asked for, what INFO tells is taken", async () => {
  const ann = { name: "ann", rules: [...BARE, "+info"] };
  expect(await notesOf({ appendonly: "no" }, ann)).toEqual([NO_LOG]);
  expect(await notesOf({ appendfsync: "everysec" }, ann)).toEqual([]);
});

test("where it tells nothing, nothing is said", async () => {
  expect(await notesOf({ appendonly: "no" }, { name: "ann", rules: BARE })).toEqual([]);
});
