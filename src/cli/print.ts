import { once } from "node:events";
import { asCalled } from "./called.ts";
import { safeText } from "../views/safeText.ts";
import { colorsFor, wantsColor } from "../tui/terminal.ts";
import type { Colors } from "../tui/terminal.ts";

/** One JSON document on stdout: indented for a person, on one line for a program. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0)}\n`);
}

/** One of many JSON documents, each on a line of its own. */
export function printJsonLine(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Text for a person, on stdout. What comes from tasks or plans goes through `safeText` before. */
export function printLine(text = ""): void {
  process.stdout.write(`${asCalled(text)}\n`);
}

export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) printLine(lines.join("\n"));
}

/** What a person should know besides the answer; on stderr, so that no program that reads the answer is disturbed. */
export function printNote(text: string): void {
  process.stderr.write(`pawl: ${asCalled(text)}\n`);
}

/** Bytes as they are; waits where the reader is slow, so that a large file is not held in memory. */
export async function printBytes(bytes: Uint8Array): Promise<void> {
  if (!process.stdout.write(bytes)) await once(process.stdout, "drain");
}

/** Bytes on stderr: as they are, or without what a terminal would obey where it is one. */
export async function printErrorBytes(bytes: Buffer): Promise<void> {
  const shown = process.stderr.isTTY ? safeText(bytes.toString("utf8")) : bytes;
  if (!process.stderr.write(shown)) await once(process.stderr, "drain");
}

/** Colours for stdout, or none. */
export const colors = (): Colors => colorsFor(wantsColor(process.stdout));

/** Rows in columns, two spaces between them; the last column is not padded. */
export function columns(rows: readonly (readonly string[])[], indent = ""): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows.map((row) => {
    const cells = row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at]!)));
    return `${indent}${cells.join("  ")}`.trimEnd();
  });
}
