import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { bootId, isAlive, startOf, thisProcess } from "../../src/processes/identity.ts";

const NO_PID = 0x7fff_fff0;

describe("the identity of a process", () => {
  it("names this process, and knows that it lives", () => {
    const own = thisProcess();
    expect(own).toEqual({
      host: hostname(),
      boot: bootId(),
      pid: process.pid,
      start: startOf(process.pid),
    });
    expect(own.start).not.toBe("");
    expect(own.boot).not.toBe("");
    expect(isAlive(own)).toBe(true);
  });

  it("takes a process with the same pid that started at another time for another", () => {
    expect(isAlive({ ...thisProcess(), start: "1" })).toBe(false);
  });

  it("takes processes of an earlier boot for dead", () => {
    expect(isAlive({ ...thisProcess(), boot: "another" })).toBe(false);
  });

  it("does not judge processes of another host", () => {
    expect(isAlive({ ...thisProcess(), host: "another.example", boot: "another" })).toBe("unknown");
  });

  it("knows of no start of a pid that is not there", () => {
    expect(startOf(NO_PID)).toBeUndefined();
    expect(isAlive({ ...thisProcess(), pid: NO_PID })).toBe(false);
  });

  it("does not judge by the pid alone", () => {
    expect(isAlive({ ...thisProcess(), start: "" })).toBe("unknown");
    expect(isAlive({ ...thisProcess(), pid: NO_PID, start: "" })).toBe(false);
  });

  it("takes a zombie for dead", async () => {
    // The shell becomes a sleep, which never waits for the child that the shell had.
    const parent = spawn("/bin/sh", ["-c", "true & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      const [line] = (await once(parent.stdout, "data")) as [Buffer];
      const pid = Number(line.toString());
      await expect.poll(() => startOf(pid)).toBeUndefined();
      expect(isAlive({ ...thisProcess(), pid })).toBe(false);
      expect(isAlive({ ...thisProcess(), pid, start: "" })).toBe(false);
    } finally {
      parent.kill("SIGKILL");
      await once(parent, "exit");
    }
  });

  it("reads the start of a program with spaces and parentheses in its name", async () => {
    const child = spawn(
      "/bin/sh",
      ["-c", "printf ') S 1 (x' > /proc/$$/comm; echo; exec 2>&-; read line"],
      {
        stdio: ["pipe", "pipe", "ignore"],
      },
    );
    try {
      const before = startOf(child.pid!);
      await once(child.stdout, "data");
      expect(startOf(child.pid!)).toBe(before);
      expect(before).toMatch(/^\d+$/);
    } finally {
      child.stdin.end();
      await once(child, "exit");
    }
  });
});
