import { afterAll, beforeAll, expect, test } from "vitest";
import { runId } from "../../src/core/ids.ts";
import { redisStore } from "../../src/stores/redis/store.ts";
import { started } from "../../src/testing/index.ts";
import { planOf } from "../engine/rig.ts";
import { RedisServer } from "./redisServer.ts";

let server: RedisServer;
beforeAll(async () => void (server = await RedisServer.start()));
afterAll(() => server.stop());

test("a look through everything finds what is broken, what is missing and what is nobody's", async () => {
  const store = await redisStore(server.url, { env: { PAWL_REDIS_PREFIX: "mine*:" } });
  const runs = ["whole", "cut", "gone", "unlisted"].map(runId);
  for (const run of runs) {
    await store.append(run, 0, [{ ...started(planOf([])), run }], 1);
    await store.append(run, 1, [{ type: "run-completed" }], 2);
  }
  expect(await store.check!()).toEqual([]);
  server.cli("XDEL", "mine*:run:cut:journal", "2-0");
  server.cli("DEL", "mine*:run:gone", "mine*:run:gone:journal");
  server.cli("HDEL", "mine*:runs", "unlisted");
  server.cli("XADD", "other:run:x:journal", "1-0", "e", "of another prefix");
  expect((await store.check!()).toSorted()).toEqual([
    "mine*:run:unlisted:journal is a journal of no run that is listed",
    "run gone is listed, and has no journal",
    `the journal of run cut is damaged: ${server.url} mine*:run:cut:journal ends with event 1, and event 2 had been recorded: ` +
      "its end is missing. Nothing was overwritten. pawl audit cut --verify shows how far it is whole.",
  ]);
  server.cli("HSET", "mine*:runs", "odd", "{no json");
  expect((await store.list()).map((each) => each.run).toSorted()).toEqual(["cut", "gone", "whole"]);
  await store.close();
});
