import { describe, expect, it } from "vitest";
import {
  decodeFrame,
  encodeFrame,
  orderOf,
  runFields,
} from "../../src/executors/command/frames.ts";
import { parseRecord } from "../../src/executors/command/record.ts";

const ORDER = {
  folder: "/runs/r/attempts/a@1",
  marker: "r/a@1",
  command: "echo\n'ü'",
  cwd: "/some where",
  env: { A: "1=2", B: "", C: "x\ny" },
  timeoutMs: 1000.5,
  graceMs: 5,
  maxOutputBytes: 10,
  promised: ["out"],
};

describe("the frame of an order", () => {
  it("brings back the order", () => {
    const { promised, ...rest } = ORDER;
    expect(orderOf(decodeFrame(encodeFrame(runFields("7", ORDER)))!)).toEqual({
      ...rest,
      timeoutMs: 1001,
    });
    expect(promised).toEqual(["out"]);
  });

  it("has 0 for no timeout", () => {
    expect(runFields("7", { ...ORDER, timeoutMs: Infinity })[6]).toBe("0");
  });

  it("is not read before it is whole", () => {
    const frame = encodeFrame(["run", "ü"]);
    for (let length = 0; length < frame.length; length++) {
      expect(decodeFrame(frame.subarray(0, length))).toBeUndefined();
    }
    expect(decodeFrame(Buffer.concat([frame, frame]))).toEqual(["run", "ü"]);
  });
});

describe("the record of an attempt", () => {
  const owner = { host: "h", boot: "b", pid: 1, start: "2" };
  const ended = { lost: "why" };
  const lines = (...all: unknown[]): string =>
    all.map((each) => `${JSON.stringify(each)}\n`).join("");

  it("is what its lines say", () => {
    expect(parseRecord("")).toEqual({});
    const text = lines({ claimed: owner }, { started: { pid: 3, start: "4" } }, { ended });
    expect(parseRecord(text)).toEqual({ claimed: owner, started: { pid: 3, start: "4" }, ended });
  });

  it("does not count a line without its end", () => {
    const text = lines({ claimed: owner }, { ended });
    expect(parseRecord(text.slice(0, -1))).toEqual({ claimed: owner });
  });

  it("is of the first who claimed it", () => {
    const later = { claimed: { ...owner, pid: 9 }, ended };
    expect(parseRecord(lines({ claimed: owner }, later))).toEqual({ claimed: owner });
    expect(parseRecord(lines(later, { claimed: owner }))).toEqual(later);
  });

  it("goes on after a torn line", () => {
    expect(parseRecord(`{"clai\n${lines({ claimed: owner })}\n${lines({ ended })}`)).toEqual({
      claimed: owner,
      ended,
    });
  });
});
