import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Store } from "../../src/journal/store.ts";
import { redisStore } from "../../src/stores/redis/store.ts";
import type { RedisOptions } from "../../src/stores/redis/store.ts";
import { names, planOf, rig, SOURCE } from "../engine/rig.ts";
import { RedisServer } from "./redisServer.ts";

let server: RedisServer;
const stores: Store[] = [];
beforeEach(async () => void (server = await RedisServer.start()));
afterEach(async () => {
  for (const each of stores.splice(0)) await each.close();
  await server.stop();
});

async function open(options: RedisOptions = {}): Promise<Store> {
  const store = await redisStore(server.url, options);
  stores.push(store);
  return store;
}

const PLAN = planOf([{ id: "a", tasks: [{ id: "x" }, { id: "y", dependsOn: ["x"] }] }]);

test("a driver whose server stays away ends with what to do, cancels nothing, and a resume takes it all up", async () => {
  const r = rig({ store: await open({ patienceMs: 300, leaseMs: 300 }) });
  const driving = await r.engine.start(PLAN, { source: SOURCE });
  await r.executor.untilStarted(1);
  await server.kill();
  const before = Date.now();
  r.executor.end("a/x@1");
  await expect(driving.finished).rejects.toMatchObject({
    code: "store-failed",
    // How long, and whether the last try was refused or cut off, is up to the moment of the kill.
    message: expect.stringMatching(
      /^Redis at \S+ has been away for \d+ s: [^.]+\. .* When Redis is back: pawl resume$/,
    ),
  });
  // The lease is not given back by waiting once more.
  expect(Date.now() - before).toBeLessThan(1_500);
  expect(r.executor.cancelled).toEqual([]);

  await server.restart();
  const next = rig({ store: await open() });
  // The lease could not be given back, and lapses; a word on its way when the server died may have made it longer.
  const again = await vi.waitFor(() => next.engine.resume(driving.run), { timeout: 30_000 });
  await expect.poll(() => next.executor.adopted).toEqual([`${driving.run}/a/x@1`]);
  next.executor.answer = () => ({ type: "succeeded" });
  next.executor.end("a/x@1");
  expect((await again.finished).status).toBe("completed");
  expect(names(next.executor.started)).toEqual(["a/y@1"]);
});

test("a driver whose events the server has lost lets go, and starts nothing on what is left", async () => {
  const r = rig({ store: await open() });
  const driving = await r.engine.start(PLAN, { source: SOURCE });
  await r.executor.untilStarted(1);
  server.cli("FLUSHALL");
  r.executor.end("a/x@1");
  await expect(driving.finished).rejects.toMatchObject({
    code: "store-failed",
    message: expect.stringContaining(`has lost events of run ${driving.run} that it had confirmed`),
  });
  expect(names(r.executor.started)).toEqual(["a/x@1"]);
});
