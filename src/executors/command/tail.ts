import { open } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ATTEMPT_FILES } from "../../core/paths.ts";

const READ_BYTES = 16 * 1024;
const TAIL_LINES = 20;
const TAIL_LENGTH = 2048;

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
export async function tailOf(folder: string): Promise<string | undefined> {
  const last = await lastBytes(join(folder, ATTEMPT_FILES.output), READ_BYTES);
  const before =
    last.length < READ_BYTES
      ? await lastBytes(join(folder, ATTEMPT_FILES.outputBefore), READ_BYTES - last.length)
      : new Uint8Array();
  const bytes = Buffer.concat([before, last]);
  // What is left of a character whose beginning was not read.
  const start = bytes.length < READ_BYTES ? 0 : bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  const lines = printable(bytes.subarray(Math.max(0, start)))
    .replace(/^\n+|\s+$/g, "")
    .split("\n");
  const text = Array.from(lines.slice(-TAIL_LINES).join("\n"));
  const tail = text.slice(-TAIL_LENGTH).join("");
  return tail === "" ? undefined : tail;
}
