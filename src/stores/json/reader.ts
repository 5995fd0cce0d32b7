import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Recorded } from "../../core/events.ts";
import { PawlError } from "../../core/error.ts";
import { journalNewer } from "../../journal/chain.ts";
import { decodeLine, EMPTY } from "../../journal/codec.ts";
import type { Head } from "../../journal/codec.ts";

/** What lies behind the last whole batch: nothing, a line without its newline, or a torn rest. */
export type Tail =
  | { readonly type: "clean" }
  | { readonly type: "unended" }
  | { readonly type: "torn"; readonly bytes: number };

const NEWLINE = 10;

/**
 * Reads a journal file forward and checks each line. It stands after the last whole batch that it has read:
 * what lies behind may be torn, or still being written.
 */
export class JournalReader {
  readonly #path: string;
  readonly #name: string;
  #lines = 0;
  offset = 0;
  head: Head = EMPTY;
  tail: Tail = { type: "clean" };

  constructor(path: string, run: string) {
    this.#path = path;
    this.#name = run;
  }

  /** The events that have come since the last reading. Throws `journal-damaged` and stays where it was. */
  readMore(): Recorded[] {
    const bytes = readFrom(this.#path, this.offset);
    if (bytes.length === 0) return [];
    if (this.tail.type === "unended" && bytes[0] === NEWLINE) {
      this.offset++;
      this.tail = { type: "clean" };
      return this.readMore();
    }
    return this.#take(bytes);
  }

  /** Stands where another reader of the same file stands. */
  moveTo(other: JournalReader): void {
    this.offset = other.offset;
    this.#lines = other.#lines;
    this.head = other.head;
    this.tail = other.tail;
  }

  /** Moves on over a batch that this process wrote itself. */
  advance(bytes: number, lines: number, head: Head): void {
    this.offset += bytes;
    this.#lines += lines;
    this.head = head;
    this.tail = { type: "clean" };
  }

  #take(bytes: Buffer): Recorded[] {
    const found: Recorded[] = [];
    let { head } = this;
    let batchEnd = 0;
    let whole = 0;
    this.tail = { type: "clean" };
    for (let at = 0; at < bytes.length;) {
      const newline = bytes.indexOf(NEWLINE, at);
      const end = newline === -1 ? bytes.length : newline;
      const decoded = decodeLine(bytes.toString("utf8", at, end), head);
      if ("newer" in decoded) throw journalNewer(this.#name, decoded.newer);
      if ("damage" in decoded) {
        if (newline === -1) break;
        throw this.#damaged(this.#lines + found.length + 1, decoded.damage);
      }
      found.push(decoded.recorded);
      head = decoded.head;
      at = end + 1;
      if (decoded.more) continue;
      batchEnd = Math.min(at, bytes.length);
      whole = found.length;
      this.head = head;
      if (newline === -1) this.tail = { type: "unended" };
    }
    this.offset += batchEnd;
    this.#lines += whole;
    if (batchEnd < bytes.length) this.tail = { type: "torn", bytes: bytes.length - batchEnd };
    return found.slice(0, whole);
  }

  #damaged(line: number, damage: string): PawlError {
    const backup = this.#path.replace(/\.jsonl$/, ".backup.jsonl");
    return new PawlError(
      "journal-damaged",
      `the journal of run ${this.#name} is damaged: ${this.#path}:${line} ${damage}. ` +
        `Nothing was overwritten. pawl audit ${this.#name} --verify shows how far it is whole; ` +
        `${backup} is a copy that was verified at the last clean stop.`,
    );
  }
}

function readFrom(path: string, offset: number): Buffer {
  const fd = openSync(path, "r");
  try {
    const size = fstatSync(fd).size;
    if (size < offset) throw shrunk(path, size, offset);
    const bytes = Buffer.allocUnsafe(size - offset);
    const read = bytes.length === 0 ? 0 : readSync(fd, bytes, 0, bytes.length, offset);
    return bytes.subarray(0, read);
  } finally {
    closeSync(fd);
  }
}

const shrunk = (path: string, size: number, offset: number): PawlError =>
  new PawlError(
    "journal-damaged",
    `${path} has become shorter (${size} bytes where ${offset} had been read): somebody cut it. Nothing was overwritten.`,
  );
