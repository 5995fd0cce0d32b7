import { closeSync, constants, openSync, readFileSync, writeSync } from "node:fs";
import type { Head } from "../../journal/codec.ts";
import type { RunSummary } from "../../journal/store.ts";

/** What is kept beside a journal: where it ends, and its line of `pawl runs`. */
export interface HeadRecord extends Head {
  readonly size: number;
  readonly summary: RunSummary;
}

/**
 * The head record is written in place and never synced: the journal is the truth, and this only lets a reader
 * notice that the last line is missing, and list runs without reading journals.
 */
export class HeadFile {
  readonly #path: string;
  #fd: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  write(record: HeadRecord): void {
    this.#fd ??= openSync(this.#path, constants.O_RDWR | constants.O_CREAT);
    // Padded to a fixed width, so that a shorter record covers a longer one whole.
    writeSync(this.#fd, `${JSON.stringify(record).padEnd(1023)}\n`, 0);
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** The head record of a run, or `undefined` where there is none that can be read. */
export function readHead(path: string): HeadRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(path, "utf8")) as Partial<HeadRecord> | null;
    if (!record || !Number.isSafeInteger(record.seq) || !record.summary) return undefined;
    return record as HeadRecord;
  } catch {
    return undefined;
  }
}
