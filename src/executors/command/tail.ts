import { open } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ATTEMPT_FILES } from "../../core/paths.ts";

/** How much of an output's end is shown: bytes that are read, and lines and characters of them at most. */
export interface TailBounds {
  readonly bytes: number;
  readonly lines: number;
  readonly length: number;
}

const SHOWN: TailBounds = { bytes: 16 * 1024, lines: 20, length: 2048 };

/** What tells how tests ended, for `readTestRun`: stacks of what failed may fill many lines. */
export const OF_TESTS: TailBounds = { bytes: 64 * 1024, lines: 2_000, length: 64 * 1024 };

/** Nothing in it moves a terminal's cursor, changes its colours or the direction of its text. */
export function printable(bytes: Uint8Array): string {
  return stripVTControlCharacters(new TextDecoder().decode(bytes))
    .split(/\r?\n/)
    .map((line) =>
      line
        // What a progress bar wrote over is gone from a screen too.
        .slice(line.lastIndexOf("\r") + 1)
        .replace(/[^\P{C}\t]|\p{Zl}|\p{Zp}/gu, "")
        .replace(/\uFFFD+/g, "\uFFFD")
        .trimEnd(),
    )
    .join("\n");
}

async function lastBytes(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path).catch(() => undefined);
  if (!file) return new Uint8Array();
  try {
    const { size } = await file.stat();
    const length = Math.min(size, most);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The last lines of an attempt's output, for a person; undefined if it wrote nothing that can be shown. */
export async function tailOf(folder: string, most = SHOWN): Promise<string | undefined> {
  const last = await lastBytes(join(folder, ATTEMPT_FILES.output), most.bytes);
  const before =
    last.length < most.bytes
      ? await lastBytes(join(folder, ATTEMPT_FILES.outputBefore), most.bytes - last.length)
      : new Uint8Array();
  const bytes = Buffer.concat([before, last]);
  // What is left of a character whose beginning was not read.
  const start = bytes.length < most.bytes ? 0 : bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  const lines = printable(bytes.subarray(Math.max(0, start)))
    .replace(/^\n+|\s+$/g, "")
    .split("\n");
  const text = Array.from(lines.slice(-most.lines).join("\n"));
  const tail = text.slice(-most.length).join("");
  return tail === "" ? undefined : tail;
}
