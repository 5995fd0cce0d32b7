import { appendFileSync, existsSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OutputReader } from "../../../src/cli/logs/outputReader.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "pawl-output-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes as a supervisor does: a file that has grown to its half of the bytes takes the place of the one before. */
class Writer {
  readonly #in: string;
  readonly #half: number;
  written = "";
  dropped = 0;

  constructor(folder: string, half: number) {
    this.#in = folder;
    this.#half = half;
  }

  write(text: string): void {
    const [now, before] = [join(this.#in, "output.log"), join(this.#in, "output.1.log")];
    for (const letter of text) {
      if (existsSync(now) && statSync(now).size >= this.#half) {
        if (existsSync(before)) this.dropped += statSync(before).size;
        renameSync(now, before);
      }
      appendFileSync(now, letter);
    }
    this.written += text;
  }
}

async function read(reader: OutputReader): Promise<string> {
  let text = "";
  for await (const bytes of reader.more()) text += bytes.toString("latin1");
  return text;
}

describe("the output of an attempt", () => {
  test("that has not written anything is empty, and what comes later is read", async () => {
    const reader = new OutputReader(folder);
    expect(await read(reader)).toBe("");
    new Writer(folder, 10).write("abc");
    expect(await read(reader)).toBe("abc");
    expect(await read(reader)).toBe("");
    await reader.close();
  });

  test("is read from its oldest kept byte", async () => {
    const writer = new Writer(folder, 4);
    writer.write("abcdefghijk");
    const reader = new OutputReader(folder);
    expect(await read(reader)).toBe("efghijk");
    expect(writer.dropped + reader.given).toBe(11);
    await reader.close();
  });

  test("is followed across a change of files without loss or doubles", async () => {
    const writer = new Writer(folder, 4);
    const reader = new OutputReader(folder);
    let text = "";
    for (const piece of ["ab", "cdef", "gh", "ijkl", "m", "nopq"]) {
      writer.write(piece);
      text += await read(reader);
    }
    expect(text).toBe("abcdefghijklmnopq");
    await reader.close();
  });

  test("that was replaced more than once between two looks goes on with the oldest that is kept", async () => {
    const writer = new Writer(folder, 4);
    const reader = new OutputReader(folder);
    writer.write("ab");
    expect(await read(reader)).toBe("ab");
    writer.write("cdefghijklmn");
    // The file that it held open is still read to its end; of those since, two are kept.
    expect(await read(reader)).toBe("cdijklmn");
    await reader.close();
  });

  test("is never doubled or put out of order, however writer and reader take turns", async () => {
    const turns = fc.array(fc.tuple(fc.nat(9), fc.boolean()), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 1, max: 8 }), async (turns, half) => {
        const at = mkdtempSync(join(folder, "p-"));
        const writer = new Writer(at, half);
        const reader = new OutputReader(at);
        let count = 0;
        let text = "";
        for (const [length, look] of turns) {
          const letters = Array.from({ length }, () => String.fromCodePoint(33 + (count++ % 90)));
          writer.write(letters.join(""));
          if (look) text += await read(reader);
        }
        text += await read(reader);
        await reader.close();
        expect(isSubsequence(text, writer.written)).toBe(true);
        // What is still on disk was given.
        expect(text.endsWith(writer.written.slice(-half))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

/** Whether all of `part` comes in `whole` in the same order. */
function isSubsequence(part: string, whole: string): boolean {
  let at = -1;
  return part.split("").every((each) => (at = whole.indexOf(each, at + 1)) !== -1);
}
