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

// The rule that docs/state-redis.md gives.
const RULES = "~pawl:* +@connection +@read +@write +@scripting +@stream +info -@dangerous".split(
  " ",
);

test("where its settings may not be asked for, what INFO tells is taken", async () => {
  const ann = { name: "ann", rules: [...RULES, "+info"] };
  expect(await notesOf({ appendonly: "no" }, ann)).toEqual([NO_LOG]);
  expect(await notesOf({ appendfsync: "everysec" }, ann)).toEqual([]);
});

test("where it tells nothing, nothing is said", async () => {
  const ann = { name: "ann", rules: [...RULES, "-info"] };
  expect(await notesOf({ appendonly: "no" }, ann)).toEqual([]);
});
