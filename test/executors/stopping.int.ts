import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SUPERVISORS, isRunning, until, useRig } from "./rig.ts";

/** Leaves processes of every kind; each writes its pid. */
const FAMILY = `
  note='echo $$ >> "$AT/pids"; exec sleep 1000'
  echo $$ >> pids
  sh -c "$note" &
  setsid sh -c "$note" &
  (setsid sh -c "$note" &)
  (setsid sh -c "(setsid sh -c 'echo \\$\\$ >> pids; exec sleep 1000' &)" &)
  env -i PATH="$PATH" AT="$AT" sh -c "$note" &
`;
const FAMILY_SIZE = 6;

/** One that carries no marker and has a session of its own: known by its parent only. */
const STRANGER = `env -i PATH="$PATH" AT="$AT" setsid sh -c "$note" &`;

/** Takes no notice of SIGTERM. */
const DEAF = `trap '' TERM; echo $$ >> pids; while :; do sleep 1; done`;

describe.each(SUPERVISORS)("ending an attempt supervised by %s", (supervisor) => {
  const rig = useRig(supervisor);

  it("ends all of it when its time is over", async () => {
    const { order, ended } = rig().start(`echo begun; ${FAMILY} ${STRANGER} wait`, {
      timeoutMs: 3_000,
    });
    const pids = await rig().pids("pids", FAMILY_SIZE + 1);
    expect(await ended).toEqual({
      type: "failed",
      failure: {
        class: "timed-out",
        message: "timed out after 3s",
        signal: "SIGTERM",
        tail: "begun",
      },
    });
    expect(pids.filter(isRunning)).toEqual([]);
    expect(rig().record(order).ended).toMatchObject({ timedOut: true, cancelled: null });
  });

  it("ends all of it when it is cancelled", async () => {
    const { order, ended, cancel } = rig().start(`${FAMILY} ${STRANGER} wait`);
    const pids = await rig().pids("pids", FAMILY_SIZE + 1);
    cancel("no longer wanted");
    cancel("for another reason");
    expect(await ended).toEqual({ type: "cancelled", reason: "no longer wanted" });
    expect(pids.filter(isRunning)).toEqual([]);
    expect(rig().record(order).ended).toMatchObject({
      timedOut: false,
      cancelled: "no longer wanted",
    });
  });

  it("ends what a failed attempt left", async () => {
    const { ended } = rig().start(
      `${FAMILY} while [ $(wc -l < pids) -lt ${FAMILY_SIZE} ]; do :; done; exit 1`,
    );
    expect(await ended).toMatchObject({ failure: { message: "exit 1" } });
    const pids = await rig().pids("pids", FAMILY_SIZE);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it("lets it end by itself within the grace period", async () => {
    const { order, ended, cancel } = rig().start(`
      trap 'echo cleaned up; exit 7' TERM
      echo $$ >> pids
      while :; do sleep 0.01; done`);
    await rig().pids("pids");
    cancel("enough");
    expect(await ended).toEqual({ type: "cancelled", reason: "enough" });
    expect(rig().output(order).toString()).toMatch(/cleaned up\n$/);
    expect(rig().record(order).ended).toMatchObject({ code: 7, cancelled: "enough" });
  });

  it("uses SIGKILL after the grace period", async () => {
    const first = rig().start(DEAF, { graceMs: 100 });
    const [pid] = await rig().pids("pids");
    first.cancel("enough");
    expect(await first.ended).toEqual({ type: "cancelled", reason: "enough" });
    expect(isRunning(pid!)).toBe(false);
    expect(rig().record(first.order).ended).toMatchObject({ signal: "SIGKILL" });

    const second = rig().start(DEAF, { graceMs: 100, timeoutMs: 500 });
    expect(await second.ended).toEqual({
      type: "failed",
      failure: { class: "timed-out", message: "timed out after 500ms", signal: "SIGKILL" },
    });
    expect(isRunning((await rig().pids("pids", 2))[1]!)).toBe(false);
  });

  it("does not wait out the grace period for nothing", async () => {
    const { ended, cancel } = rig().start("echo $$ >> pids; sleep 1000", { graceMs: 60_000 });
    await rig().pids("pids");
    cancel("enough");
    expect(await ended).toEqual({ type: "cancelled", reason: "enough" });
  });

  it("kills what has stopped itself", async () => {
    const { ended, cancel } = rig().start("echo $$ >> pids; kill -STOP $$", { graceMs: 100 });
    await rig().pids("pids");
    cancel("enough");
    expect(await ended).toEqual({ type: "cancelled", reason: "enough" });
  });

  it("ends what goes on to start others", async () => {
    const { ended, cancel } = rig().start(
      `spawn() { trap '' TERM; while :; do (setsid sleep 1000 &); sleep 0.02; done; }
       spawn & spawn & echo $$ >> pids; wait`,
      { graceMs: 200 },
    );
    await rig().pids("pids");
    cancel("enough");
    expect(await ended).toEqual({ type: "cancelled", reason: "enough" });
  });

  it("can be cancelled before it begins", async () => {
    const handles = Array.from({ length: 5 }, () => rig().start("echo $$ >> pids; sleep 1000"));
    for (const each of handles) each.cancel("never mind");
    for (const each of handles) {
      expect(await each.ended).toEqual({ type: "cancelled", reason: "never mind" });
    }
  });

  it("can be done by anyone who asks its supervisor", async () => {
    const { order, ended } = rig().start("echo $$ >> pids; sleep 1000");
    const [pid] = await rig().pids("pids");
    process.kill(await rig().supervisorOf(order), "SIGTERM");
    expect(await ended).toEqual({ type: "cancelled", reason: "its supervisor was told to end" });
    expect(isRunning(pid!)).toBe(false);
    for (let round = 0; round < 5; round++) {
      expect(await rig().run("true")).toEqual({ type: "succeeded" });
    }
  });

  it("ends a Pawl that runs in it, and the attempts of that", async () => {
    const inner = rig().order("echo $$ >> pids; sleep 1000");
    const [program, ...args] = rig().driverCommand([inner]);
    const env = Object.fromEntries(args.map((text, at) => [`ARG_${at}`, text]));
    const names = args.map((_, at) => `"$ARG_${at}"`).join(" ");
    const { ended, cancel } = rig().start(`"${program}" ${names}`, { env });
    const [pid] = await rig().pids("pids");
    cancel("enough");
    expect(await ended).toEqual({ type: "cancelled", reason: "enough" });
    expect(isRunning(pid!)).toBe(false);
    // Its work and its supervisor were told at the same time.
    const { type } = await rig().executor.adopt(inner).ended;
    expect(["cancelled", "failed"]).toContain(type);
  });

  it("takes no notice of a cancel that comes too late", async () => {
    const { ended, cancel } = rig().start("echo out=1 > $PAWL_OUTPUT");
    const result = await ended;
    cancel("too late");
    expect(result).toEqual({ type: "succeeded", outputs: { out: "1" } });
    expect(await ended).toBe(result);
    expect(await rig().run("true")).toEqual({ type: "succeeded" });
  });

  it("cancels no other attempt than the one meant", async () => {
    await rig().run("mkfifo go");
    const others = Array.from({ length: 3 }, () => rig().start("read line < go"));
    for (let round = 0; round < 10; round++) {
      const quick = rig().start("true");
      quick.cancel("perhaps too late");
      await quick.ended;
      expect(await rig().run("sleep 0.01")).toEqual({ type: "succeeded" });
    }
    for (const each of others) each.cancel("enough");
    for (const each of others) {
      expect(await each.ended).toEqual({ type: "cancelled", reason: "enough" });
    }
  });

  it("counts an end before the deadline", async () => {
    expect(await rig().run("sleep 0.1", { timeoutMs: 5_000 })).toEqual({ type: "succeeded" });
    expect(await rig().run("true", { timeoutMs: 0 })).toEqual({ type: "succeeded" });
    expect(await rig().run("true", { timeoutMs: 2 ** 40 })).toEqual({ type: "succeeded" });
  });

  it("leaves alone a daemon of an attempt that succeeded, and what it goes on to write", async () => {
    const { order, ended } = rig().start(`
      setsid sh -c 'echo $$ > daemon
        while [ ! -e go ]; do sleep 0.01; done
        head -c 500000 /dev/zero && touch written; exec sleep 1000' &
      while [ ! -s daemon ]; do :; done; echo done`);
    expect(await ended).toEqual({ type: "succeeded" });
    const [daemon] = await rig().pids("daemon");
    expect(isRunning(daemon!)).toBe(true);
    // A failure of another attempt is none of its business.
    expect(await rig().run("touch go; exit 1")).toMatchObject({ type: "failed" });
    await until("its writing", () => rig().has("written"));
    expect(isRunning(daemon!)).toBe(true);
    expect(readFileSync(`${order.folder}/output.log`, "utf8")).toBe("done\n");
    process.kill(daemon!, "SIGKILL");
    await until("its end", () => !isRunning(daemon!));
  });

  it("leaves alone a daemon that closed its output", async () => {
    const { ended } = rig().start(`
      setsid sh -c 'echo $$ > daemon; exec sleep 1000' > /dev/null 2>&1 &
      while [ ! -s daemon ]; do :; done`);
    expect(await ended).toEqual({ type: "succeeded" });
    const [daemon] = await rig().pids("daemon");
    expect(await rig().run("exit 1")).toMatchObject({ type: "failed" });
    expect(isRunning(daemon!)).toBe(true);
    process.kill(daemon!, "SIGKILL");
    await until("its end", () => !isRunning(daemon!));
  });

  it("ends a daemon of an attempt that turns out not to have succeeded", async () => {
    const { ended } = rig().start(
      `setsid sh -c 'echo $$ > daemon; exec sleep 1000' > /dev/null 2>&1 &
       while [ ! -s daemon ]; do :; done`,
      { promised: ["out"] },
    );
    expect(await ended).toMatchObject({ type: "failed" });
    const [daemon] = await rig().pids("daemon");
    expect(isRunning(daemon!)).toBe(false);
  });
});

describe("ending an attempt supervised by perl", () => {
  const rig = useRig("perl");

  it("ends what hides: no marker, a session of its own, and a parent that is gone", async () => {
    const { ended, cancel } = rig().start(`
      env -i PATH="$PATH" setsid sh -c '(setsid sh -c "echo \\$\\$ >> pids; exec sleep 1000" &)'
      echo $$ >> pids
      wait; sleep 1000`);
    const pids = await rig().pids("pids", 2);
    cancel("enough");
    expect(await ended).toEqual({ type: "cancelled", reason: "enough" });
    expect(pids.filter(isRunning)).toEqual([]);
  });
});
