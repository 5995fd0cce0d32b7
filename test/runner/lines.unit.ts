import { PassThrough, Readable } from "node:stream";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf } from "../../src/runner/lines.ts";

async function read(chunks: readonly Uint8Array[]): Promise<string[]> {
  const lines: string[] = [];
  await linesOf(Readable.from(chunks), (line) => lines.push(line));
  return lines;
}

test("lines come out as they went in, however the bytes are cut", async () => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n]/g, ""));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat({ max: 40 })), async (lines, cuts) => {
      const bytes = Buffer.from(lines.map((each) => `${each}\n`).join(""));
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const cut of cuts) chunks.push(bytes.subarray(at, (at += cut)));
      chunks.push(bytes.subarray(at));
      expect(await read(chunks)).toEqual(lines);
    }),
  );
});

test("a last line without its newline counts, and a carriage return does not", async () => {
  expect(await read([Buffer.from("a\r\nb\n\nc")])).toEqual(["a", "b", "", "c"]);
});

test("a line is told as soon as it is whole", () => {
  const stream = new PassThrough();
  const lines: string[] = [];
  void linesOf(stream, (line) => lines.push(line));
  stream.emit("data", Buffer.from("a\nb"));
  expect(lines).toEqual(["a"]);
});

test("of a line without end only the beginning is kept", async () => {
  const chunk = Buffer.alloc(1024 * 1024, "x");
  const lines = await read([...Array.from({ length: 20 }, () => chunk), Buffer.from("\nb\n")]);
  expect(lines.map((each) => each.length)).toEqual([16 * 1024 * 1024, 1]);
});
