import { setTimeout as rest } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until, Workspace } from "../cli/rig.ts";
import { RedisServer } from "../stores/redisServer.ts";

let server: RedisServer;
let place: Workspace;
beforeEach(async () => {
  server = await RedisServer.start();
  place = new Workspace();
  place.env["PAWL_STATE"] = server.url;
});
afterEach(async () => {
  place.remove();
  await server.stop();
});

/** It may be said that the server is away, and back. */
const AWAY = /^pawl: Redis at \S+ is (away|back).*\n/gm;

const COUNT = 60;
const ids = Array.from({ length: COUNT }, (_, at) => `t${String(at).padStart(2, "0")}`);

const PLAN = `
pawl: 1
name: restart
concurrency: 3
phases:
  - id: a
    tasks:
${ids.map((id) => `      - { id: ${id}, run: 'echo ${id} >> ran.log; sleep 0.05' }`).join("\n")}
`;

const linesOf = (name: string): string[] => {
  try {
    return place.read(name).trim().split("\n");
  } catch {
    return [];
  }
};

/** Types and addresses of the run's events. */
function events(run: string): string[] {
  const text = server.cli("XRANGE", `pawl:run:${run}:journal`, "-", "+");
  return text
    .split("\n")
    .filter((each) => each.startsWith('{"hash"'))
    .map((each) => (JSON.parse(each) as { event: { type: string; task?: string } }).event)
    .map(({ type, task }) => (task === undefined ? type : `${type} ${task}`));
}

test("a server that is killed again and again in the middle of a run: the run completes, nothing is lost or doubled", async () => {
  place.write("plan.yaml", PLAN);
  const driving = place.start("run", "plan.yaml", "--no-live");
  for (const share of [10, 25, 40]) {
    await until("some are done", () => linesOf("ran.log").length >= share);
    await server.kill();
    await rest(200 * Math.random());
    await server.restart();
  }
  const ended = await driving.ended;
  expect(ended.stderr.replace(AWAY, "")).toBe("");
  expect(ended.code).toBe(0);
  expect(linesOf("ran.log").sort()).toEqual(ids);

  const { runs } = JSON.parse((await place.pawl("runs", "--json")).stdout) as {
    runs: { run: string; status: string }[];
  };
  expect(runs).toMatchObject([{ status: "completed" }]);
  const all = events(runs[0]!.run);
  for (const type of ["attempt-started", "attempt-succeeded", "task-completed"]) {
    const of = all.filter((each) => each.startsWith(`${type} `)).sort();
    expect(of).toEqual(ids.map((id) => `${type} ${id}`));
  }
  expect(all.filter((each) => each === "run-completed")).toHaveLength(1);
  expect((await place.pawl("audit", "--verify")).code).toBe(0);
});

test("Pawl and the server are killed together: resume goes on with what was confirmed", async () => {
  place.write("plan.yaml", PLAN);
  const driving = place.start("run", "plan.yaml", "--no-live");
  await until("some are done", () => linesOf("ran.log").length >= 20);
  driving.kill("SIGKILL");
  await server.kill();
  await driving.ended;
  const none = await place.pawl("resume", "--no-live");
  expect([none.code, none.stderr]).toEqual([
    2,
    `pawl: no Redis answers at 127.0.0.1:${server.port}: connection refused. ` +
      "Start one (redis-server --appendonly yes --appendfsync always), or say where it is: --state redis://host:port/db\n",
  ]);
  await server.restart();
  const ended = await place.pawl("resume", "--no-live");
  expect([ended.code, ended.stderr]).toEqual([0, ""]);
  expect(linesOf("ran.log").sort()).toEqual(ids);
});
