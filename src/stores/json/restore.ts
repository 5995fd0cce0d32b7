import { closeSync, fdatasyncSync, linkSync, openSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { WholeJournal } from "../../journal/restore.ts";
import type { RunFiles } from "./files.ts";
import { makeFolder, syncFolder } from "./folders.ts";
import { HeadFile } from "./head.ts";

/**
 * Writes a journal beside its place and links it there: it appears whole or not at all, and only where none is.
 * Answers whether it did.
 */
export function restoreJournal(
  files: RunFiles,
  lines: readonly string[],
  { head, summary }: WholeJournal,
): boolean {
  const bytes = Buffer.from(`${lines.join("\n")}\n`);
  const beside = `${files.journal}.${process.pid}.restoring`;
  makeFolder(files.dir);
  try {
    writeDurably(beside, bytes);
    if (!linked(beside, files.journal)) return false;
  } finally {
    rmSync(beside, { force: true });
  }
  syncFolder(files.dir);
  syncFolder(dirname(files.dir));
  const record = new HeadFile(files.head);
  record.write({ ...head, size: bytes.length, summary });
  record.close();
  return true;
}

function writeDurably(path: string, bytes: Buffer): void {
  const fd = openSync(path, "w");
  try {
    writeFileSync(fd, bytes);
    fdatasyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
