import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as rest } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { carrying, until, Workspace } from "../cli/rig.ts";
import type { Ended } from "../cli/rig.ts";
import { RedisServer } from "../stores/redisServer.ts";
import { mayIsolate, Network } from "./network.ts";
import type { Machine } from "./network.ts";

const PASSWORD = "s3cret";

/** A machine of one's own needs rights that not every machine gives. */
const network = mayIsolate() ? new Network() : undefined;
let server: RedisServer;
let shared: string;
beforeEach(async () => {
  server = await RedisServer.start({ host: network?.address ?? "127.0.0.1", password: PASSWORD });
  shared = mkdtempSync(join(tmpdir(), "pawl-shared-"));
});
afterEach(async () => {
  await network?.removeMachines();
  await server.stop();
  rmSync(shared, { recursive: true, force: true });
});
afterAll(() => network?.remove());

// oxlint-disable-next-line vitest/no-conditional-tests, vitest/valid-describe-callback -- not skipped: it cannot be here
if (network) describe("two machines and one Redis", machines);

const journalOf = (run: string): string =>
  server.cli("XRANGE", `pawl:run:${run}:journal`, "-", "+");

/** One that knows the server, and has the plan. */
async function machine(name: string, plan: string, folder?: string): Promise<Machine> {
  const made = await network!.machine(name, folder);
  made.env["PAWL_STATE"] = server.url;
  made.env["PAWL_REDIS_PASSWORD"] = PASSWORD;
  made.write("plan.yaml", plan);
  return made;
}

/** What ran where, a line each, in a folder that no machine knows to be shared. */
const ran = (): string[] => {
  try {
    return readFileSync(join(shared, "log"), "utf8").trim().split("\n").sort();
  } catch {
    return [];
  }
};

const task = (id: string, more = "", then = ""): string =>
  `      - { id: ${id}, run: 'echo "$(hostname) ${id}" >> ${shared}/log${then}'${more} }`;

const FOR_EVER_ON_ANNA = 'while [ "$(hostname)" = anna ]; do sleep 0.1; done';

/** One task in the middle takes long, and one depends on it; the side needs neither. */
const plan = (middle: string, side = "true"): string => `
pawl: 1
name: shared
concurrency: 2
phases:
  - id: begin
    tasks:
${task("one")}
${task("two")}
  - id: middle
    tasks:
${task("long", "", `; ${middle}`)}
${task("after", ", depends_on: long")}
  - id: side
    depends_on: [begin]
    tasks:
${task("left", "", `; ${side}`)}
${task("right", ", depends_on: left")}
  - id: end
    depends_on: [middle, side]
    tasks:
${task("last")}
${task("passed")}
`;

const idOf = (ended: Ended): string =>
  (JSON.parse(ended.stdout) as { runs: { run: string }[] }).runs[0]!.run;

/** Asked again for as long as the other machine's lease has not lapsed. */
async function onceItHasLapsed(ask: () => Promise<Ended>): Promise<Ended> {
  for (const end = Date.now() + 30_000; ;) {
    const ended = await ask();
    if (ended.code !== 6 || Date.now() > end) return ended;
    await rest(300);
  }
}

function machines(): void {
  test("the second sees and answers what the first drives, and takes it over when that one dies", async () => {
    const text = plan(FOR_EVER_ON_ANNA, FOR_EVER_ON_ANNA);
    const anna = await machine("anna", text);
    const ben = await machine("ben", text);
    anna.start("run", "plan.yaml", "--no-live");
    await until("the long task runs", () => ran().includes("anna long"));
    await until("the side runs", () => ran().includes("anna left"));

    const run = idOf(await ben.pawl("runs", "--json"));
    const status = JSON.parse((await ben.pawl("status", run, "--json")).stdout);
    expect(status).toMatchObject({ run, status: "running", driver: { host: "anna" } });
    expect((await ben.pawl("skip", run, "end/passed")).code).toBe(0);
    const refused = await ben.pawl("resume", run, "--no-live");
    expect(refused.code).toBe(6);
    expect(refused.stderr).toMatch(
      new RegExp(
        `^pawl: run ${run} is driven by process \\d+ on anna; pawl status ${run} --watch follows it\n$`,
      ),
    );

    await anna.kill();
    const stopped = await onceItHasLapsed(() => ben.pawl("resume", run, "--no-live"));
    expect(stopped.code).toBe(4);
    const on = (address: string): string => `${address} \\(attempt 1, on anna since \\S+Z\\)`;
    expect(stopped.stderr).toMatch(
      new RegExp(
        `pawl: run ${run} waits for (${on("middle/long")}, ${on("side/left")}|${on("side/left")}, ${on("middle/long")}); ` +
          `nothing else is left to do here\\. There, pawl resume ${run} takes it up\\. ` +
          `If anna will not come back: pawl resume ${run} --host-is-dead anna\n$`,
      ),
    );
    expect(ran()).toEqual(["anna left", "anna long", "anna one", "anna two"]);

    const ended = await ben.pawl("resume", run, "--host-is-dead", "anna", "--no-live");
    expect(ended.stderr).toBe("");
    expect(ended.code).toBe(0);
    expect(ran()).toEqual([
      "anna left",
      "anna long",
      "anna one",
      "anna two",
      "ben after",
      "ben last",
      "ben left",
      "ben long",
      "ben right",
    ]);
    expect((await ben.pawl("audit", run, "--verify")).code).toBe(0);

    // The machine comes back, with the disk that it had: it finds the run done.
    const again = await machine("anna", text, anna.folder);
    const done = await again.pawl("resume", run, "--no-live");
    expect([done.code, done.stderr]).toEqual([
      2,
      `pawl: run ${run} is completed: there is nothing left to do\n`,
    ]);
  });

  test("a pause and an abort that the second asks for are done by the first", async () => {
    const text = plan(FOR_EVER_ON_ANNA);
    const anna = await machine("anna", text);
    const ben = await machine("ben", text);
    const driving = anna.start("run", "plan.yaml", "--no-live");
    await until("the long task runs", () => ran().includes("anna long"));
    const run = idOf(await ben.pawl("runs", "--json"));
    expect((await ben.pawl("pause", run)).code).toBe(0);
    expect((await ben.pawl("abort", run)).stdout).toBe(
      `run ${run} is aborted; nothing of it is left running\n`,
    );
    expect((await driving.ended).code).toBe(1);
  });

  test("a machine that was only cut off is fenced when it is back, and resumed there it takes what went on", async () => {
    const go = join(shared, "go");
    const text = plan(`while [ ! -e ${go} ]; do sleep 0.1; done`);
    const anna = await machine("anna", text);
    const ben = await machine("ben", text);
    const driving = anna.start("run", "plan.yaml", "--no-live");
    await until("only the long task is left", () => ran().includes("anna right"));
    const run = idOf(await ben.pawl("runs", "--json"));
    await until("that is known", () => journalOf(run).includes('"phase-completed","phase":"side"'));

    anna.unplug();
    const stopped = await onceItHasLapsed(() => ben.pawl("resume", run, "--no-live"));
    expect(stopped.code).toBe(4);
    expect(stopped.stderr).toContain("middle/long (attempt 1, on anna since ");
    writeFileSync(go, "");
    anna.plug();
    const fenced = await driving.ended;
    // It may be said, too, that the server is away, and back.
    expect([
      fenced.code,
      fenced.stderr.replace(/^pawl: Redis at \S+ is (away|back).*\n/gm, ""),
    ]).toEqual([
      6,
      `pawl: another process has taken over run ${run}; this one lets go, and what is under way goes on by itself. ` +
        `pawl status ${run} --watch follows it\n`,
    ]);
    const ended = await anna.pawl("resume", run, "--no-live");
    expect([ended.code, ended.stderr]).toEqual([0, ""]);
    const tasks = ["after", "last", "left", "long", "one", "passed", "right", "two"];
    expect(ran()).toEqual(tasks.map((each) => `anna ${each}`));
  });
}

describe("two state folders of one machine and one Redis", () => {
  test("are as two machines: what one has under way, the other leaves alone until it is given up", async () => {
    const [first, second] = [new Workspace(), new Workspace()];
    const host = hostname();
    for (const each of [first, second]) {
      Object.assign(each.env, { PAWL_STATE: server.url, PAWL_REDIS_PASSWORD: PASSWORD });
      each.write("plan.yaml", plan(`[ -e ${shared}/go ] || sleep 600`));
    }
    const driving = first.start("run", "plan.yaml", "--no-live");
    await until("only the long task is left", () => ran().includes(`${host} right`));
    const run = idOf(await second.pawl("runs", "--json"));
    await until("that is known", () => journalOf(run).includes('"phase-completed","phase":"side"'));
    driving.kill("SIGKILL");
    await driving.ended;
    const stopped = await second.pawl("resume", run, "--no-live");
    expect(stopped.code).toBe(4);
    expect(stopped.stderr).toContain(
      `middle/long (attempt 1, on ${host}, in another state folder since `,
    );

    // It is taken up where it is; and given up where it is not.
    const back = first.start("resume", run, "--no-live");
    await until("it is driven again", () => journalOf(run).split('"run-resumed"').length === 3);
    back.kill("SIGKILL");
    await back.ended;
    for (const pid of carrying("PAWL_RUN", run)) process.kill(pid, "SIGKILL");
    writeFileSync(join(shared, "go"), "");
    const ended = await second.pawl("resume", run, "--no-live", "--host-is-dead");
    expect([ended.code, ended.stderr]).toEqual([0, ""]);
    const tasks = ["after", "last", "left", "long", "long", "one", "passed", "right", "two"];
    expect(ran()).toEqual(tasks.map((each) => `${host} ${each}`));
    first.remove();
    second.remove();
  });
});
