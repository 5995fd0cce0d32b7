import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ATTEMPT_FILES } from "../../src/core/paths.ts";
import type { AttemptOrder } from "../../src/executors/port.ts";
import { startOf, thisProcess } from "../../src/processes/identity.ts";
import { SUPERVISORS, helpersOf, isRunning, until, useRig } from "./rig.ts";

const lost = (message: string, more: object = {}): object => ({
  type: "failed",
  failure: { class: "lost", message, ...more },
});
const NEVER_STARTED = lost("it was never started", { unstarted: true });
const SUPERVISOR_GONE = lost("its supervisor is gone and left no result");

/** Goes on when the file is there. */
const WAITING =
  "echo $$ >> pids; while [ ! -e go ]; do sleep 0.01; done; echo out=1 > $PAWL_OUTPUT";

describe.each(SUPERVISORS)("attempts supervised by %s", (supervisor) => {
  const rig = useRig(supervisor);

  it("go on when Pawl is killed, and another takes them up", async () => {
    const orders = [rig().order(WAITING), rig().order(`${WAITING}; exit 3`), rig().order(WAITING)];
    const driver = rig().driver(orders);
    await rig().pids("pids", 3);
    driver.kill("SIGKILL");
    await once(driver, "exit");
    const handles = orders.map((order) => rig().executor.adopt(order));
    handles[2]!.cancel("enough");
    expect(await handles[2]!.ended).toEqual({ type: "cancelled", reason: "enough" });
    await rig().run("touch go");
    expect(await handles[0]!.ended).toEqual({ type: "succeeded", outputs: { out: "1" } });
    expect(await handles[1]!.ended).toMatchObject({ failure: { message: "exit 3", code: 3 } });
  });

  it("are finished when Pawl is killed, and another takes their results", async () => {
    const orders = [
      rig().order("echo a=b > $PAWL_OUTPUT", { promised: ["a"] }),
      rig().order("echo oh; exit 1"),
      rig().order("true", { promised: ["a"] }),
      rig().order(WAITING),
    ];
    const driver = rig().driver(orders);
    await until("three ends", () => orders.filter((each) => rig().record(each).ended).length === 3);
    await rig().pids("pids");
    driver.kill("SIGKILL");
    await once(driver, "exit");
    const [first, second, third] = orders.map((order) => rig().executor.adopt(order).ended);
    expect(await first).toEqual({ type: "succeeded", outputs: { a: "b" } });
    expect(await second).toMatchObject({ failure: { message: "exit 1", tail: "oh" } });
    expect(await third).toMatchObject({ failure: { class: "fatal" } });
    await rig().run("touch go");
    await until("the last", () => rig().record(orders[3]!).ended);
  });

  it("keep their deadline while nobody lives who started them", async () => {
    const order = rig().order("echo $$ >> pids; sleep 1000", { timeoutMs: 1_000 });
    const driver = rig().driver([order]);
    const [pid] = await rig().pids("pids");
    const helpers = helpersOf(driver.pid!, rig().token);
    expect(helpers).toHaveLength(supervisor === "node" ? 0 : 1);
    for (const each of [driver.pid!, ...helpers]) process.kill(each, "SIGKILL");
    await once(driver, "exit");
    const ended = await until("the end", () => rig().record(order).ended);
    expect(ended).toMatchObject({ timedOut: true, signal: "SIGTERM" });
    expect(isRunning(pid!)).toBe(false);
    expect(await rig().executor.adopt(order).ended).toMatchObject({
      failure: { class: "timed-out", message: "timed out after 1s" },
    });
  });

  it("remember why they were cancelled when Pawl dies over it", async () => {
    const order = rig().order(
      "trap 'echo $$ >> leaving; while [ ! -e go ]; do sleep 0.01; done; exit' TERM; echo $$ >> pids; while :; do sleep 0.01; done",
      { graceMs: 30_000 },
    );
    const driver = rig().driver([order]);
    await rig().pids("pids");
    driver.kill("SIGKILL");
    await once(driver, "exit");
    const dying = rig().another();
    dying.adopt(order).cancel("the first reason");
    await rig().pids("leaving");
    await dying.close();
    const { ended } = rig().executor.adopt(order);
    await rig().run("touch go");
    expect(await ended).toEqual({ type: "cancelled", reason: "the first reason" });
  });

  it("are lost when their supervisor is killed, and nothing of them is left", async () => {
    const { order, ended } = rig().start(
      "(setsid sh -c 'echo $$ >> pids; sleep 1000' &) ; echo $$ >> pids; sleep 1000",
    );
    const pids = await rig().pids("pids", 2);
    process.kill(await rig().supervisorOf(order), "SIGKILL");
    expect(await ended).toEqual(SUPERVISOR_GONE);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(await rig().run("true")).toEqual({ type: "succeeded" });
  });

  it("are lost when Pawl and their supervisor are killed, and nothing of them is left", async () => {
    const order = rig().order(
      "(setsid sh -c 'echo $$ >> pids; sleep 1000' &) ; env -i sh -c 'exec sleep 1000' & echo $! >> pids; echo $$ >> pids; wait",
    );
    const driver = rig().driver([order]);
    const pids = await rig().pids("pids", 3);
    driver.kill("SIGKILL");
    process.kill(await rig().supervisorOf(order), "SIGKILL");
    await once(driver, "exit");
    expect(await rig().executor.adopt(order).ended).toEqual(SUPERVISOR_GONE);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it("that were not started when they are taken up are never started", async () => {
    const order = rig().order("touch ran");
    expect(await rig().executor.adopt(order).ended).toEqual(NEVER_STARTED);
    expect(await rig().executor.start(order).ended).toEqual(NEVER_STARTED);
    expect(await rig().another().adopt(order).ended).toEqual(NEVER_STARTED);
    expect(rig().has("ran")).toBe(false);
  });

  it("are started once, however often they are ordered", async () => {
    const order = rig().order("echo $$ >> ran; sleep 0.05");
    const executors = [rig().executor, rig().another(), rig().executor];
    const results = await Promise.all(executors.map((each) => each.start(order).ended));
    expect(results).toEqual(executors.map(() => ({ type: "succeeded" })));
    expect(await rig().pids("ran")).toHaveLength(1);
  });

  it("are started or taken for lost, never both", async () => {
    const adopting = rig().another();
    for (let round = 0; round < 30; round++) {
      const order = rig().order(`touch ran-${round}`);
      const started = rig().executor.start(order);
      if (round % 3) await new Promise((resolve) => setTimeout(resolve, round / 10));
      const adopted = adopting.adopt(order);
      const result = await started.ended;
      expect(await adopted.ended).toEqual(result);
      expect(rig().has(`ran-${round}`)).toBe(result.type === "succeeded");
    }
  });

  it("end by themselves when the executor is closed", async () => {
    const executor = rig().another();
    const order = rig().order(WAITING);
    executor.start(order);
    await rig().pids("pids");
    await executor.close();
    expect(() => executor.start(order)).toThrow("the executor is closed");
    await rig().run("touch go");
    expect(await rig().executor.adopt(order).ended).toMatchObject({ type: "succeeded" });
  });
});

describe("attempts supervised by perl", () => {
  const rig = useRig("perl");

  it("go on when the helper is killed, and so does the executor", async () => {
    const started = Array.from({ length: 3 }, () => rig().start(WAITING));
    await rig().pids("pids", 3);
    const [helper] = helpersOf(process.pid, rig().token);
    process.kill(helper!, "SIGKILL");
    await until("the helper's end", () => !isRunning(helper!));
    started[2]!.cancel("enough");
    expect(await started[2]!.ended).toEqual({ type: "cancelled", reason: "enough" });
    expect(await rig().run("touch go")).toEqual({ type: "succeeded" });
    for (const { ended } of started.slice(0, 2)) {
      expect(await ended).toEqual({ type: "succeeded", outputs: { out: "1" } });
    }
    expect(await rig().pids("pids", 3)).toHaveLength(3);
  });

  it("find the helper that was begun for them, also where that one has died", async () => {
    for (const kill of [false, true]) {
      rig().executor.prepare!();
      rig().executor.prepare!();
      const helpers = await until("a helper", () => {
        const found = helpersOf(process.pid, rig().token);
        return found.length > 0 && found;
      });
      expect(helpers).toHaveLength(1);
      if (kill) process.kill(helpers[0]!, "SIGKILL");
      expect(await rig().run("true")).toEqual({ type: "succeeded" });
      expect(helpersOf(process.pid, rig().token)).toHaveLength(1);
    }
  });

  it("are lost to no helper's death, whenever it comes", async () => {
    for (let round = 0; round < 30; round++) {
      const names = Array.from({ length: 4 }, (_, at) => `ran-${round}-${at}`);
      const started = names.map((name) => rig().start(`echo $$ >> ${name}`));
      const [helper] = await until("a helper", () => {
        const helpers = helpersOf(process.pid, rig().token);
        return helpers.length > 0 && helpers;
      });
      await new Promise((resolve) => setTimeout(resolve, round / 5));
      process.kill(helper!, "SIGKILL");
      const results = await Promise.all(started.map((each) => each.ended));
      expect(results).toEqual(names.map(() => ({ type: "succeeded" })));
      for (const name of names) expect(await rig().pids(name)).toHaveLength(1);
    }
  });

  it("are left to supervisors in Node where perl cannot run the helper", async () => {
    const bin = rig().path("bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "perl"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const path = process.env["PATH"]!;
    try {
      process.env["PATH"] = `${bin}:${path}`;
      const { PAWL_SUPERVISOR } = process.env;
      delete process.env["PAWL_SUPERVISOR"];
      const { commandExecutor } = await import("../../src/executors/command/executor.ts");
      const executor = commandExecutor();
      if (PAWL_SUPERVISOR !== undefined) process.env["PAWL_SUPERVISOR"] = PAWL_SUPERVISOR;
      const handles = Array.from({ length: 3 }, () => executor.start(rig().order("exit 3")));
      for (const { ended } of handles) expect(await ended).toMatchObject({ failure: { code: 3 } });
      expect(await executor.start(rig().order("exit 4")).ended).toMatchObject({
        failure: { code: 4 },
      });
      const waiting = executor.start(rig().order(WAITING));
      await rig().pids("pids");
      waiting.cancel("enough");
      expect(await waiting.ended).toEqual({ type: "cancelled", reason: "enough" });
      await executor.close();
      expect(await rig().run("true")).toMatchObject({
        failure: {
          class: "fatal",
          message: expect.stringMatching(/bin\/perl cannot run .*supervisor\.pl$/),
        },
      });
    } finally {
      process.env["PATH"] = path;
    }
  });
});

describe("the record of an attempt", () => {
  const rig = useRig("perl");

  function recorded(
    lines: readonly (object | string)[],
    order = rig().order("touch ran"),
  ): AttemptOrder {
    mkdirSync(order.folder, { recursive: true });
    const text = lines.map((line) =>
      typeof line === "string" ? line : `${JSON.stringify(line)}\n`,
    );
    writeFileSync(join(order.folder, ATTEMPT_FILES.record), text.join(""));
    return order;
  }

  it("is of a supervisor that is gone if another process has its pid", async () => {
    const order = recorded([{ claimed: { ...thisProcess(), start: "1" } }]);
    expect(await rig().executor.adopt(order).ended).toEqual(SUPERVISOR_GONE);
  });

  it("does not let another process be killed that has the pid of the work", async () => {
    const bystander = spawn("sleep", ["1000"], { detached: true, stdio: "ignore" });
    try {
      const order = recorded([
        { claimed: { ...thisProcess(), start: "1" } },
        { started: { pid: bystander.pid, start: "1" } },
      ]);
      expect(await rig().executor.adopt(order).ended).toEqual(SUPERVISOR_GONE);
      expect(startOf(bystander.pid!)).toBeDefined();
    } finally {
      bystander.kill("SIGKILL");
      await once(bystander, "exit");
    }
  });

  it("is of nobody who lives after a restart of the machine", async () => {
    const order = recorded([{ claimed: { ...thisProcess(), boot: "another" } }]);
    expect(await rig().executor.adopt(order).ended).toEqual(lost("the machine was restarted"));
  });

  it("is waited for if another host claimed it, until that host is given up", async () => {
    const claim = { claimed: { ...thisProcess(), host: "another.example", boot: "another" } };
    const first = recorded([claim]);
    const { ended } = rig().executor.adopt(first);
    const gone = rig().another({ hostIsDead: (host) => host === "another.example" });
    expect(await gone.adopt(recorded([claim])).ended).toEqual(
      lost("its host another.example was given up"),
    );
    const end = {
      code: 0,
      signal: null,
      timedOut: false,
      cancelled: null,
      at: 0,
      bytes: 0,
      dropped: 0,
    };
    appendFileSync(join(first.folder, ATTEMPT_FILES.record), `${JSON.stringify({ ended: end })}\n`);
    expect(await ended).toEqual({ type: "succeeded" });
    expect(hostname()).not.toBe("another.example");
  });

  it("that is empty or torn is taken over when its claimer has had its time", async () => {
    const orders = [recorded([]), recorded(['{"claimed":{"host":"a']), recorded(["\n"])];
    const handles = orders.map((order) => rig().executor.adopt(order));
    for (const { ended } of handles) expect(await ended).toEqual(NEVER_STARTED);
    expect(await rig().executor.start(orders[1]!).ended).toEqual(NEVER_STARTED);
    expect(rig().has("ran")).toBe(false);
  });

  it("counts when its claim comes a little later", async () => {
    const order = recorded(['{"claimed":']);
    const { ended } = rig().executor.adopt(order);
    const claim = JSON.stringify({ claimed: thisProcess() }).slice('{"claimed":'.length);
    appendFileSync(join(order.folder, ATTEMPT_FILES.record), `${claim}\n`);
    const end = {
      code: 0,
      signal: null,
      timedOut: false,
      cancelled: null,
      at: 0,
      bytes: 0,
      dropped: 0,
    };
    appendFileSync(join(order.folder, ATTEMPT_FILES.record), `${JSON.stringify({ ended: end })}\n`);
    expect(await ended).toEqual({ type: "succeeded" });
  });

  it("that cannot be read makes the attempt lost", async () => {
    const order = rig().order("true");
    mkdirSync(join(order.folder, ATTEMPT_FILES.record), { recursive: true });
    expect(await rig().executor.adopt(order).ended).toMatchObject({
      failure: {
        class: "lost",
        message: expect.stringMatching(/^what became of it cannot be read: EISDIR/),
      },
    });
  });
});
