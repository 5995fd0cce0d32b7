import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { describe, expect, it } from "vitest";
import type { AttemptResult } from "../../src/core/result.ts";
import type { AttemptOrder } from "../../src/executors/port.ts";
import { SUPERVISORS, useRig } from "./rig.ts";

function sizes(order: AttemptOrder): number[] {
  return ["output.1.log", "output.log"].map(
    (name) => statSync(`${order.folder}/${name}`, { throwIfNoEntry: false })?.size ?? 0,
  );
}

describe.each(SUPERVISORS)("the output of an attempt supervised by %s", (supervisor) => {
  const rig = useRig(supervisor);

  it("is bounded on disk however much there is, and its end is kept", async () => {
    const { order, ended } = rig().start(
      "yes 'one line of very many' | head -c 1G; echo; echo the end; exit 1",
      {
        maxOutputBytes: 1_000_000,
      },
    );
    expect(await ended).toMatchObject({
      failure: {
        message: "exit 1",
        tail: expect.stringMatching(/one line of very many\n.*\nthe end$/),
      },
    });
    const [before, last] = sizes(order);
    expect(before).toBe(500_000);
    expect(last).toBeLessThanOrEqual(500_000);
    const all = 2 ** 30 + "\nthe end\n".length;
    expect(rig().record(order).ended).toMatchObject({ bytes: all, dropped: all - before! - last! });
    const line = "one line of very many\n";
    const kept = rig().output(order).toString();
    expect(kept.endsWith("\nthe end\n")).toBe(true);
    expect(kept.slice(0, 400_000)).toContain(line.repeat(1000));
  });

  it("is never more than is allowed while it grows", async () => {
    const { order, ended } = rig().start(
      `touch go
       i=0; while [ $i -lt 300 ]; do i=$((i + 1)); printf '%01000d' $i; sleep 0.001; done`,
      { maxOutputBytes: 10_000 },
    );
    let most = 0;
    while (!rig().record(order).ended) {
      const [before, last] = sizes(order);
      most = Math.max(most, before! + last!);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await ended).toEqual({ type: "succeeded" });
    expect(most).toBeGreaterThan(5_000);
    expect(most).toBeLessThanOrEqual(10_000);
    expect(rig().output(order).toString().endsWith(String(300).padStart(1000, "0"))).toBe(true);
  });

  it("may be bounded to next to nothing", async () => {
    const { order, ended } = rig().start("echo 123456789; echo abcdefghi", { maxOutputBytes: 8 });
    expect(await ended).toEqual({ type: "succeeded" });
    expect(rig().output(order).toString()).toMatch(/ghi\n$/);
    expect(rig().output(order).length).toBeLessThanOrEqual(8);
  });

  it("may be anything, and is told as text", async () => {
    const { order, ended } = rig().start(
      `printf '\\000\\001\\377\\376 \\033[31mred\\033[0m \\303\\274 \\342\\200\\256\\r\\nlast\\007\\n'; exit 1`,
    );
    expect(await ended).toMatchObject({ failure: { tail: "\uFFFD red ü\nlast" } });
    expect(rig().output(order).subarray(0, 4)).toEqual(Buffer.of(0, 1, 255, 254));

    const noise = await rig().run("head -c 300000 /dev/urandom; exit 1");
    const { tail } = (noise as Extract<AttemptResult, { type: "failed" }>).failure;
    expect(tail).not.toMatch(/[^\P{C}\t\n]/u);
    expect(tail!.length).toBeLessThanOrEqual(4096);
  });

  it("is complete when the attempt ends, also where a daemon keeps it open", async () => {
    const command = `
      (setsid sh -c 'while [ ! -e go ]; do sleep 0.01; done' &)
      head -c 60000 /dev/zero | tr '\\0' x; echo the end`;
    const { order, ended } = rig().start(command);
    expect(await ended).toEqual({ type: "succeeded" });
    expect(rig().output(order).toString()).toBe(`${"x".repeat(60000)}the end\n`);
    expect(await rig().run("touch go")).toEqual({ type: "succeeded" });
  });

  it("is dropped where the disk is full, and the attempt goes on", async () => {
    // A small disk of its own, seen by no other process.
    const full = `mount -t tmpfs -o size=64k none "$0" && exec "$@"`;
    const disk = rig().path("disk");
    execFileSync("mkdir", [disk]);
    const order = rig().order("head -c 1M /dev/zero | tr '\\0' x; echo; echo the end; exit 1", {
      folder: `${disk}/attempt`,
    });
    const map = userInfo().uid === 0 ? [] : ["--map-root-user"];
    const driver = rig().driver([order], ["unshare", "--mount", ...map, "sh", "-c", full, disk]);
    const [text] = (await once(driver.stdout!, "data")) as [Buffer];
    expect(JSON.parse(text.toString())).toEqual([
      {
        type: "failed",
        failure: {
          class: "transient",
          message: "exit 1",
          code: 1,
          tail: expect.stringMatching(
            /\(\d+ bytes of its output could not be kept: .*[Nn]o space left on device.*\)$/,
          ),
        },
      },
    ]);
  });

  it("and its record need a disk with room, and it says so", async () => {
    const full = `mount -t tmpfs -o size=64k none "$0" && { cat /dev/zero > "$0/filler" || :; } 2> /dev/null; exec "$@"`;
    const disk = rig().path("disk");
    execFileSync("mkdir", [disk]);
    const order = rig().order(`touch "$AT/ran"`, { folder: `${disk}/attempt` });
    const map = userInfo().uid === 0 ? [] : ["--map-root-user"];
    const driver = rig().driver([order], ["unshare", "--mount", ...map, "sh", "-c", full, disk]);
    const [text] = (await once(driver.stdout!, "data")) as [Buffer];
    expect(JSON.parse(text.toString())).toEqual([
      {
        type: "failed",
        failure: {
          class: "transient",
          message: expect.stringMatching(/attempt\/record.*[Nn]o space left on device/),
        },
      },
    ]);
    expect(rig().has("ran")).toBe(false);
  });

  it("may pass what the system allows a file, and the attempt goes on", async () => {
    const order = rig().order("head -c 1M /dev/zero; exit 3");
    const driver = rig().driver([order], ["sh", "-c", 'ulimit -f 16; exec "$@"', "sh"]);
    const [text] = (await once(driver.stdout!, "data")) as [Buffer];
    expect(JSON.parse(text.toString())).toMatchObject([
      {
        failure: {
          message: "exit 3",
          tail: expect.stringMatching(/could not be kept: .*[Ff]ile too large/),
        },
      },
    ]);
    expect(readFileSync(`${order.folder}/output.log`).length).toBeGreaterThan(0);
  });
});
