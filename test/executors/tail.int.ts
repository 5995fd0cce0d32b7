import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { printable, tailOf } from "../../src/executors/command/tail.ts";

describe("the tail of an output", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pawl-tail-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, text: string | Uint8Array): void =>
    writeFileSync(join(folder, name), text);

  it("is nothing where there is nothing to show", async () => {
    expect(await tailOf(folder)).toBeUndefined();
    write("output.log", "\n \u001b[0m\n");
    expect(await tailOf(folder)).toBeUndefined();
  });

  it("is the last twenty lines, without empty ones around them", async () => {
    const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`);
    write("output.log", `${lines.join("\n")}\n\n\n`);
    expect(await tailOf(folder)).toBe(lines.slice(10).join("\n"));
  });

  it("goes back into the file before", async () => {
    write("output.1.log", `${"x".repeat(20_000)}\nbefore\nsplit in`);
    write("output.log", " two\nlast\n");
    expect(await tailOf(folder)).toMatch(/x\nbefore\nsplit in two\nlast$/);
  });

  it("is cut between characters", async () => {
    write("output.log", "😀".repeat(20_000));
    expect(await tailOf(folder)).toBe("😀".repeat(2048));
    write("output.log", `x${"ü".repeat(20_000)}`);
    expect(await tailOf(folder)).toBe("ü".repeat(2048));
  });
});

describe("printable text", () => {
  const print = (text: string): string => printable(Buffer.from(text));

  it("has no control sequences", () => {
    expect(print("\u001b[1;31mred\u001b[0m \u001b]0;title\u0007after")).toBe("red after");
    expect(print("a\u0000b\u0007c\u007fd\u0085e\tf")).toBe("abcde\tf");
    expect(print("\u202Eevil\u2066 \u2028")).toBe("evil");
  });

  it("has of each line what was written last", () => {
    expect(print("10%\r50%\r100%\r\nnext\rlast")).toBe("100%\nlast");
  });

  it("shows bytes that are no text as one mark", () => {
    expect(printable(Buffer.of(0x61, 0xff, 0xfe, 0x80, 0x62))).toBe("a\uFFFDb");
  });
});
