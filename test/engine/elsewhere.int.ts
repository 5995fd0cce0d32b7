import { hostname } from "node:os";
import { expect, test } from "vitest";
import type { Event, Recorded } from "../../src/core/events.ts";
import { phaseId, runId, taskId } from "../../src/core/ids.ts";
import type { RunId } from "../../src/core/ids.ts";
import type { Plan } from "../../src/core/plan.ts";
import { put, thisActor } from "../../src/engine/engine.ts";
import type { ResumeOptions } from "../../src/engine/engine.ts";
import { failed, names, planOf, rig, SOURCE } from "./rig.ts";
import type { Rig } from "./rig.ts";

const RUN = runId("test-20261121-abcd");
const HERE = hostname();
const AT = Date.UTC(2026, 10, 21, 9, 30);

const twoTasks = (more: Partial<Plan> = {}): Plan =>
  planOf(
    [
      {
        id: "a",
        tasks: [{ id: "x" }, { id: "y" }, { id: "after", dependsOn: ["x"] }],
      },
    ],
    { concurrency: 1, ...more },
  );

/** A run that a driver on another machine began, with an attempt of each task named under way there. */
async function begunOn(host: string, tasks: readonly string[], stateId?: string): Promise<Rig> {
  const r = rig({ stateId: () => "here" });
  const phase = phaseId("a");
  const events: Event[] = [
    {
      type: "run-started",
      run: RUN,
      plan: twoTasks(),
      source: SOURCE,
      params: {},
      options: {},
      by: { user: "ann", host, pid: 1 },
      version: "0",
    },
    { type: "phase-started", phase },
    ...tasks.map((task): Event => ({
      type: "attempt-started",
      phase,
      task: taskId(task),
      attempt: 1,
      host,
      ...(stateId ? { stateId } : {}),
    })),
  ];
  await r.store.append(RUN, 0, events, AT);
  return r;
}

const eventsOf = async ({ store }: Rig, run: RunId = RUN): Promise<readonly Recorded[]> =>
  (await store.read(run)).events;

const attempts = async (r: Rig): Promise<string[]> =>
  (await eventsOf(r)).flatMap(({ event }) =>
    "attempt" in event ? [`${event.type} ${event.task}@${event.attempt}`] : [],
  );

const resumed = async (r: Rig, options: ResumeOptions = {}): Promise<string> => {
  const driving = await r.engine.resume(RUN, options);
  return driving.finished.then(
    (run) => run.status,
    (error: Error & { code: string; exit: number }) =>
      `${error.code} ${error.exit}: ${error.message}`,
  );
};

const WAITS =
  `attempts-elsewhere 4: run ${RUN} waits for a/x (attempt 1, on desk since 2026-11-21T09:30:00Z); ` +
  `nothing else is left to do here. There, pawl resume ${RUN} takes it up. ` +
  `If desk will not come back: pawl resume ${RUN} --host-is-dead desk`;

test("what is under way on another host is left alone; all that does not depend on it is done, and then it is said", async () => {
  const r = await begunOn("desk", ["x"]);
  r.executor.answer = () => ({ type: "succeeded" });
  expect(await resumed(r)).toBe(WAITS);
  expect(r.executor.adopted).toEqual([]);
  expect(names(r.executor.started)).toEqual(["a/y@1"]);
  expect(await r.store.holder(RUN)).toBeUndefined();
  // Asked again, it says so at once.
  expect(await resumed(r)).toBe(WAITS);
  expect(names(r.executor.started)).toEqual(["a/y@1"]);
});

test("given up by its host's name, it is lost and tried again, and the run goes on to its end", async () => {
  const r = await begunOn("desk", ["x"]);
  r.executor.answer = () => ({ type: "succeeded" });
  expect(await resumed(r, { deadHosts: ["desk"] })).toBe("completed");
  expect((await attempts(r)).filter((each) => / x@/.test(each))).toEqual([
    "attempt-started x@1",
    "attempt-failed x@1",
    "attempt-started x@2",
    "attempt-succeeded x@2",
  ]);
  const lost = (await eventsOf(r)).find(({ event }) => event.type === "attempt-failed");
  expect(lost?.event).toMatchObject({
    failure: { class: "lost", message: "its host desk was given up" },
  });
  const again = (await eventsOf(r)).filter(({ event }) => event.type === "attempt-started").at(-1);
  expect(again?.event).toMatchObject({ host: HERE, stateId: "here" });
});

test("all other hosts may be given up at once", async () => {
  const r = await begunOn("desk", ["x", "y"]);
  r.executor.answer = () => ({ type: "succeeded" });
  expect(await resumed(r, { deadHosts: "all" })).toBe("completed");
  expect(names(r.executor.started)).toEqual(["a/x@2", "a/y@2", "a/after@1"]);
});

test("a host that the run was never on is a slip, and nothing is done", async () => {
  const r = await begunOn("desk", ["x"]);
  await expect(r.engine.resume(RUN, { deadHosts: ["dsek"] })).rejects.toMatchObject({
    code: "refused",
    message: `run ${RUN} has had no attempt on a host "dsek"; it has had some on desk`,
  });
  expect(await eventsOf(r)).toHaveLength(3);
  expect(await r.store.holder(RUN)).toBeUndefined();
});

test("on this machine, in another state folder: left alone, too", async () => {
  const r = await begunOn(HERE, ["x"], "there");
  r.executor.answer = () => ({ type: "succeeded" });
  expect(await resumed(r)).toContain(
    `waits for a/x (attempt 1, on ${HERE}, in another state folder since 2026-11-21T09:30:00Z)`,
  );
  expect(r.executor.adopted).toEqual([]);
});

test("in this state folder, or where a journal does not say in which: adopted as ever", async () => {
  for (const stateId of ["here", undefined]) {
    const r = await begunOn(HERE, ["x"], stateId);
    r.executor.answer = () => ({ type: "succeeded" });
    expect(await resumed(r)).toBe("completed");
    expect(r.executor.adopted).toEqual([`${RUN}/a/x@1`]);
    expect(names(r.executor.started)).toEqual(["a/y@1", "a/after@1"]);
  }
});

test("in a folder that both machines share: given up, its folder is asked first what became of it", async () => {
  const r = await begunOn("desk", ["x"], "here");
  r.executor.answer = () => ({ type: "succeeded" });
  expect(await resumed(r)).toBe(WAITS);
  expect(r.executor.adopted).toEqual([]);
  expect(await resumed(r, { deadHosts: ["desk"] })).toBe("completed");
  expect(r.executor.adopted).toEqual([`${RUN}/a/x@1`]);
  expect(await attempts(r)).not.toContain("attempt-failed x@1");
});

test("a pause or an interruption does not wait for what is elsewhere", async () => {
  const r = await begunOn("desk", ["x"]);
  const driving = await r.engine.resume(RUN);
  await r.executor.untilStarted(1);
  await put(r.store, RUN, { type: "pause", by: thisActor() });
  r.executor.end("a/y@1", failed());
  expect((await driving.finished).status).toBe("paused");

  const again = await r.engine.resume(RUN, {}, [
    { type: "retry", target: "a/y", by: thisActor(), force: false },
  ]);
  await r.executor.untilStarted(2);
  again.drain();
  r.executor.end("a/y@2");
  const run = await again.finished;
  expect([run.status, run.underway.size]).toEqual(["running", 1]);
});

test("an abort cancels what is here, and says who can cancel the rest", async () => {
  const r = await begunOn("desk", ["x"]);
  const driving = await r.engine.resume(RUN);
  await r.executor.untilStarted(1);
  await put(r.store, RUN, { type: "abort", by: thisActor() });
  await expect(driving.finished).rejects.toMatchObject({
    code: "attempts-elsewhere",
    message:
      `run ${RUN} has still to cancel a/x (attempt 1, on desk since 2026-11-21T09:30:00Z); ` +
      `nothing else is left to do here. There, pawl abort ${RUN} takes it up. ` +
      `If desk will not come back: pawl resume ${RUN} --host-is-dead desk`,
  });
  expect(r.executor.cancelled).toEqual([`${RUN}/a/y@1`]);
  expect(await resumed(r, { deadHosts: ["desk"] })).toBe("aborted");
  expect(names(r.executor.started)).toEqual(["a/y@1"]);
});

test("of many, a few are named", async () => {
  const r = rig({ stateId: () => "here" });
  const ids = Array.from({ length: 8 }, (_, at) => `t${at}`);
  const driving = await r.engine.start(
    planOf([{ id: "a", tasks: ids.map((id) => ({ id })) }], { concurrency: 8 }),
    { source: SOURCE },
  );
  await r.executor.untilStarted(8);
  driving.detach();
  await driving.finished;
  const there = rig({ store: r.store, stateId: () => "there" });
  const again = await there.engine.resume(driving.run);
  await expect(again.finished).rejects.toMatchObject({
    message: expect.stringMatching(/ a\/t4 \([^)]*\), 3 more; nothing else is left to do here\./),
  });
});
