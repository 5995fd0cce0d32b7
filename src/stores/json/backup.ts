import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import type { RunFiles } from "./files.ts";

const CHUNK = 1024 * 1024;

/**
 * Copies what the verified copy of a journal lacks, up to `upTo` bytes that the caller has checked.
 * A copy that is longer than the journal is left alone: it may be all that is left of the end.
 */
export function extendBackup(files: RunFiles, upTo: number): void {
  const to = openSync(files.backup, "a");
  const from = openSync(files.journal, "r");
  try {
    let at = fstatSync(to).size;
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(0, upTo - at)));
    while (at < upTo) {
      const read = readSync(from, chunk, 0, Math.min(chunk.length, upTo - at), at);
      if (read === 0) break;
      for (let done = 0; done < read;) done += writeSync(to, chunk, done, read - done);
      at += read;
    }
    fdatasyncSync(to);
  } finally {
    closeSync(from);
    closeSync(to);
  }
}
