import { afterAll, beforeAll, test } from "vitest";
import type { RunId } from "../../src/core/ids.ts";
import { redisStore } from "../../src/stores/redis/store.ts";
import { storeContract } from "../../src/testing/index.ts";
import { RedisServer } from "./redisServer.ts";

let server: RedisServer;
beforeAll(async () => void (server = await RedisServer.start()));
afterAll(() => server.stop());

/** Entries of a stream cannot be changed: it is written anew, with one that is another. */
async function damage(run: RunId, seq: number): Promise<void> {
  const key = `pawl:run:${run}:journal`;
  const lines = server.cli("XRANGE", key, "-", "+").split("\n");
  server.cli("DEL", key);
  for (let at = 0; at < lines.length; at += 3) {
    const [id, field, line] = lines.slice(at, at + 3) as [string, string, string];
    const written = id === `${seq}-0` ? line.replace('"label"', '"labal"') : line;
    server.cli("XADD", key, id, field, written);
  }
}

const contract = storeContract({
  open: () => redisStore(server.url),
  reset: async () => void server.cli("FLUSHALL"),
  elsewhere: {
    module: new URL("fixtures/redis.mjs", import.meta.url).href,
    get argument() {
      return server.url;
    },
  },
  watchWithinMs: 20,
  damage,
});

for (const { name, run } of contract) {
  // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- both are the contract's
  test(name, run, 300_000);
}
