import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import type { Head } from "../../journal/codec.ts";
import { filesOf } from "../json/files.ts";
import type { RunFiles } from "../json/files.ts";
import { makeFolder, syncFolder } from "../json/folders.ts";
import { JournalReader } from "../json/reader.ts";

/**
 * Where the copies of a file's journals are: a folder that the json store can read, so that they need neither
 * SQLite nor this store. A copy of the whole file would cost as much as all runs are large, at each stop of one.
 */
export const copiesOf = (path: string): string => `${path}.backup`;

interface Addition {
  readonly lines: readonly string[];
  readonly head: Head;
}

/** The copy of one run's journal. It only grows, and what was found whole once is not read again. */
export class Copy {
  readonly #run: RunId;
  readonly #files: RunFiles;
  readonly #reader: JournalReader;

  constructor(path: string, run: RunId) {
    this.#run = run;
    this.#files = filesOf(copiesOf(path), run);
    this.#reader = new JournalReader(this.#files.journal, run);
  }

  /**
   * Adds what the copy lacks. To be done while no other process does the same.
   * @param follow what follows an event in the journal, checked; `undefined` where it has no such event
   */
  extend(follow: (event: Head) => Addition | undefined): void {
    const fd = this.#open();
    try {
      this.#reader.readMore();
      this.#mendTail(fd);
      const addition = follow(this.#reader.head);
      if (!addition) throw this.#isAnother();
      const { lines, head } = addition;
      if (lines.length === 0) return;
      const bytes = Buffer.from(`${lines.join("\n")}\n`);
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
      fdatasyncSync(fd);
      this.#reader.advance(bytes.length, lines.length, head);
    } finally {
      closeSync(fd);
    }
  }

  #open(): number {
    const { dir, journal } = this.#files;
    if (existsSync(journal)) return openSync(journal, "a");
    makeFolder(dir);
    const fd = openSync(journal, "a");
    syncFolder(dir);
    return fd;
  }

  /** Cuts off what a process that died while it copied has left. */
  #mendTail(fd: number): void {
    const { tail } = this.#reader;
    if (tail.type === "torn") ftruncateSync(fd, this.#reader.offset);
    if (tail.type === "unended") writeSync(fd, "\n");
    this.#reader.readMore();
  }

  #isAnother(): PawlError {
    return new PawlError(
      "store-failed",
      `${this.#files.journal} is no copy of the journal of run ${this.#run}; it was left as it is, and no other was made`,
    );
  }
}
