import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Recorded } from "../../src/core/events.ts";
import type { RunId } from "../../src/core/ids.ts";
import { put, thisActor } from "../../src/engine/engine.ts";
import { jsonStore } from "../../src/stores/json/store.ts";
import { failed, names, planOf, rig, SOURCE } from "./rig.ts";
import type { Rig } from "./rig.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const each of folders.splice(0)) await rm(each, { recursive: true, force: true });
});

const eventsOf = async ({ store }: Rig, run: RunId): Promise<readonly Recorded[]> =>
  (await store.read(run)).events;
const typesOf = async (r: Rig, run: RunId): Promise<string[]> =>
  (await eventsOf(r, run)).map((each) => each.event.type);

test("phases in order, tasks side by side up to the concurrency", async () => {
  const r = rig();
  const plan = planOf(
    [
      { id: "a", tasks: [{ id: "x" }, { id: "y" }, { id: "z" }] },
      { id: "b", tasks: [{ id: "w" }] },
    ],
    { concurrency: 2 },
  );
  const driving = await r.engine.start(plan, { source: SOURCE });
  await r.executor.untilStarted(2);
  expect(names(r.executor.started)).toEqual(["a/x@1", "a/y@1"]);
  r.executor.end("a/y@1");
  await r.executor.untilStarted(3);
  r.executor.end("a/x@1");
  r.executor.end("a/z@1");
  await r.executor.untilStarted(4);
  expect(names(r.executor.started)).toEqual(["a/x@1", "a/y@1", "a/z@1", "b/w@1"]);
  r.executor.end("b/w@1");
  expect((await driving.finished).status).toBe("completed");
});

test("variables of the host that the plan passes on reach the attempt; the innermost value counts", async () => {
  const r = rig({ env: { TOKEN: "secret", OTHER: "x", HOME: "/home" } });
  r.executor.answer = () => ({ type: "succeeded" });
  const env = { TOKEN: { pass: "TOKEN" }, COPY: { pass: "OTHER" }, GONE: { pass: "GONE" } };
  const plan = planOf([{ id: "a", tasks: [{ id: "x", env: { GONE: "here" } }] }], { env });
  const driving = await r.engine.start(plan, { source: SOURCE });
  await driving.finished;
  expect(r.executor.started[0]!.env).toMatchObject({
    TOKEN: "secret",
    COPY: "x",
    GONE: "here",
    HOME: "/home",
  });
  expect(r.executor.started[0]!.env).not.toHaveProperty("OTHER");
  expect(JSON.stringify(await eventsOf(r, driving.run))).not.toContain("secret");
});

test("what is to be passed on and is not set fails the attempt, without another try", async () => {
  const r = rig();
  const retry = {
    maxAttempts: 3,
    backoff: "none",
    delayMs: 0,
    maxDelayMs: 0,
    jitter: 0,
  } as const;
  const env = { NPM_TOKEN: { pass: "NPM_TOKEN" } };
  const plan = planOf([{ id: "a", tasks: [{ id: "x", env, retry }] }]);
  const driving = await r.engine.start(plan, { source: SOURCE });
  expect((await driving.finished).status).toBe("failed");
  const failures = (await eventsOf(r, driving.run)).flatMap(({ event }) =>
    event.type === "attempt-failed" ? [event.failure] : [],
  );
  expect(failures).toEqual([
    { class: "fatal", message: "NPM_TOKEN is not set where Pawl runs, and the plan passes it on" },
  ]);
  expect(r.executor.started).toEqual([]);
});

test("a failed attempt is tried again, and told in the journal", async () => {
  const r = rig();
  r.executor.answer = (order) => (order.marker.endsWith("@1") ? failed() : { type: "succeeded" });
  const retry = {
    maxAttempts: 2,
    backoff: "constant",
    delayMs: 5,
    maxDelayMs: 5,
    jitter: 0,
  } as const;
  const driving = await r.engine.start(planOf([{ id: "a", tasks: [{ id: "x", retry }] }]), {
    source: SOURCE,
  });
  expect((await driving.finished).status).toBe("completed");
  expect(await typesOf(r, driving.run)).toEqual([
    "run-started",
    "checkpoint-recorded",
    "phase-started",
    "attempt-started",
    "attempt-failed",
    "attempt-started",
    "attempt-succeeded",
    "task-completed",
    "phase-completed",
    "run-completed",
  ]);
});

test("what another process asks is done by the driver: pause, then abort while something is under way", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pawl-driver-"));
  folders.push(folder);
  const r = rig({ store: jsonStore(folder) });
  const other = jsonStore(folder);
  const plan = planOf([
    { id: "a", tasks: [{ id: "x" }] },
    { id: "b", tasks: [{ id: "w" }] },
  ]);
  const driving = await r.engine.start(plan, { source: SOURCE });
  await r.executor.untilStarted(1);
  await put(other, driving.run, { type: "pause", by: thisActor() });
  r.executor.end("a/x@1");
  const paused = await driving.finished;
  expect(paused.status).toBe("paused");
  expect(names(r.executor.started)).toEqual(["a/x@1"]);

  const again = await r.engine.resume(driving.run);
  await r.executor.untilStarted(2);
  await put(other, driving.run, { type: "abort", by: thisActor() });
  const aborted = await again.finished;
  expect(aborted.status).toBe("aborted");
  expect(r.executor.cancelled.map((each) => each.split("/").slice(1).join("/"))).toEqual(["b/w@1"]);
  expect(await other.holder(driving.run)).toBeUndefined();
});

test("a conflict with another appender loses nothing and starts nothing twice", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pawl-driver-"));
  folders.push(folder);
  const r = rig({ store: jsonStore(folder) });
  const other = jsonStore(folder);
  const tasks = Array.from({ length: 40 }, (_, at) => ({ id: `t${at}` }));
  const driving = await r.engine.start(planOf([{ id: "a", tasks }]), { source: SOURCE });
  for (let at = 0; at < 40; at++) {
    await r.executor.untilStarted(Math.min(at + 1, 40));
    if (at % 4 === 0 && at < 36) {
      await put(other, driving.run, { type: "skip", target: `a/t${39 - at / 4}`, by: thisActor() });
    }
    const order = r.executor.started[at];
    if (!order || r.executor.started.length > 31) break;
    r.executor.end(order.marker);
  }
  r.executor.answer = () => ({ type: "succeeded" });
  for (const each of r.executor.started) {
    try {
      r.executor.end(each.marker);
    } catch {
      // It has ended already.
    }
  }
  const run = await driving.finished;
  expect(run.status).toBe("completed");
  expect(new Set(r.executor.started.map((each) => each.marker)).size).toBe(
    r.executor.started.length,
  );
  const seqs = (await eventsOf(r, driving.run)).map((each) => each.seq);
  expect(seqs).toEqual(seqs.map((_, at) => at + 1));
});

test("an attempt that was under way is adopted by the next driver", async () => {
  const r = rig();
  const driving = await r.engine.start(planOf([{ id: "a", tasks: [{ id: "x" }] }]), {
    source: SOURCE,
  });
  await r.executor.untilStarted(1);
  driving.detach();
  await driving.finished;
  const next = rig({ store: r.store });
  const again = await next.engine.resume(driving.run);
  await next.executor.untilAdopted();
  expect(next.executor.started).toEqual([]);
  next.executor.end("a/x@1");
  expect((await again.finished).status).toBe("completed");
  expect(
    (await eventsOf(next, driving.run))
      .map((each) => each.event)
      .find((each) => each.type === "run-resumed"),
  ).toMatchObject({ interrupted: true });
});

test("interrupted once: nothing new starts, and the run is left paused when what is under way has ended", async () => {
  const r = rig();
  const plan = planOf([{ id: "a", tasks: [{ id: "x" }, { id: "y" }] }], { concurrency: 1 });
  const driving = await r.engine.start(plan, { source: SOURCE });
  await r.executor.untilStarted(1);
  driving.drain();
  r.executor.end("a/x@1");
  expect((await driving.finished).status).toBe("paused");
  expect(names(r.executor.started)).toEqual(["a/x@1"]);
});

test("interrupted twice: what is under way is cancelled and done again by a resume", async () => {
  const r = rig();
  const driving = await r.engine.start(planOf([{ id: "a", tasks: [{ id: "x" }] }]), {
    source: SOURCE,
  });
  await r.executor.untilStarted(1);
  driving.drain();
  driving.cancel();
  expect((await driving.finished).status).toBe("paused");
  const again = await r.engine.resume(driving.run);
  await r.executor.untilStarted(2);
  r.executor.end("a/x@2");
  expect((await again.finished).status).toBe("completed");
});

test("one run is driven once: the second driver is told who drives", async () => {
  const r = rig();
  const driving = await r.engine.start(planOf([{ id: "a", tasks: [{ id: "x" }] }]), {
    source: SOURCE,
  });
  await r.executor.untilStarted(1);
  await expect(r.engine.resume(driving.run)).rejects.toMatchObject({
    code: "driven-elsewhere",
    exit: 6,
    message: expect.stringMatching(
      new RegExp(
        `^run ${driving.run} is driven by process ${process.pid} on .*; pawl status ${driving.run} --watch follows it$`,
      ),
    ),
  });
  r.executor.end("a/x@1");
  await driving.finished;
});

test("parameters that are not given have their defaults, for programs as for the command line", async () => {
  const r = rig();
  const params = { who: { type: "string", default: "world" }, loud: { type: "boolean" } } as const;
  const driving = await r.engine.start(planOf([{ id: "a", tasks: [{ id: "x" }] }], { params }), {
    source: SOURCE,
    params: { loud: true },
  });
  await r.executor.untilStarted(1);
  expect(r.executor.started[0]!.env).toMatchObject({
    PAWL_PARAM_WHO: "world",
    PAWL_PARAM_LOUD: "true",
  });
  r.executor.end("a/x@1");
  await driving.finished;
});
