import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Event, Recorded } from "../../core/events.ts";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { encodeBatch } from "../../journal/codec.ts";
import { summarise } from "../../journal/summary.ts";
import type { Appended, RunSummary } from "../../journal/store.ts";
import { extendBackup } from "./backup.ts";
import { cannotWrite, making } from "../errors.ts";
import type { RunFiles } from "./files.ts";
import { makeFolder, syncFolder } from "./folders.ts";
import { HeadFile } from "./head.ts";
import { FileLock } from "./lock.ts";
import { lost, refuseLoss } from "./loss.ts";
import { JournalReader } from "./reader.ts";

const BACKUP_EVERY = 1_000;
const LOCK_PATIENCE_MS = 5_000;

/** One run's journal, as this process reads and appends to it. */
export class JournalFile {
  readonly #run: RunId;
  readonly #files: RunFiles;
  readonly #reader: JournalReader;
  readonly #lock: FileLock;
  readonly #head: HeadFile;
  #fd: number | undefined;
  /** Which file that is: another may take its name. */
  #inode = 0;
  #summary: RunSummary | undefined;
  #backedUp = 0;
  /** Number of the last event that this process learnt by reading, not by writing it. */
  #learnt = 0;

  constructor(run: RunId, files: RunFiles) {
    this.#run = run;
    this.#files = files;
    this.#reader = new JournalReader(files.journal, run);
    this.#lock = new FileLock(files.lock);
    this.#head = new HeadFile(files.head);
  }

  async append(expected: number, events: readonly Event[], at: number): Promise<Appended> {
    if (this.#fd === undefined) {
      refuseLoss(this.#files, this.#run);
      if (expected === 0) this.#create();
      else if (!existsSync(this.#files.journal)) return { ok: false, seq: 0 };
    }
    try {
      if (!this.#lock.tryAcquire().ok) await this.#acquire();
      try {
        return this.#appendLocked(expected, events, at);
      } finally {
        this.#lock.release();
      }
    } catch (cause) {
      // What the system refused, but not what is a fault of ours.
      if (cause instanceof Error && "syscall" in cause)
        throw cannotWrite(this.#files.journal, this.#run, cause);
      throw cause;
    }
  }

  /** Takes over what a reader has read and checked, so that an append need not read it again. */
  adopt(reader: JournalReader, recorded: readonly Recorded[]): void {
    if (reader.head.seq <= this.#reader.head.seq) return;
    this.#reader.moveTo(reader);
    this.#learnt = reader.head.seq;
    this.#summary = summarise(undefined, recorded);
  }

  /** Puts a fresh reader where this process stands, if that is not past what it wants to see. */
  startAt(reader: JournalReader, after: number): void {
    if (this.#reader.head.seq <= after) reader.moveTo(this.#reader);
  }

  /** Moves a reader on over what this process wrote itself, as far as nobody else wrote in between. */
  passOwn(reader: JournalReader): void {
    if (this.#learnt <= reader.head.seq && this.#reader.offset > reader.offset)
      reader.moveTo(this.#reader);
  }

  /** Keeps a verified copy of the journal as it is now. */
  backup(): void {
    this.#catchUp();
    extendBackup(this.#files, this.#reader.offset);
    this.#backedUp = this.#reader.head.seq;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    this.#head.close();
    this.#lock.close();
  }

  #create(): void {
    const { dir, journal } = this.#files;
    making(dir, () => {
      makeFolder(dir);
      closeSync(openSync(journal, "a"));
      syncFolder(dir);
      syncFolder(dirname(dir));
    });
  }

  async #acquire(): Promise<void> {
    const patience = Date.now() + LOCK_PATIENCE_MS;
    for (let wait = 1; ; wait = Math.min(20, wait * 2)) {
      const outcome = this.#lock.tryAcquire();
      if (outcome.ok) return;
      if (Date.now() > patience) {
        const { host, pid } = outcome.holder;
        throw new PawlError(
          "store-busy",
          `process ${pid} on ${host} has held ${this.#files.lock} for 5 s; nothing was written`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  #appendLocked(expected: number, events: readonly Event[], at: number): Appended {
    const size = this.#lookAgain();
    this.#fd ??= openSync(this.#files.journal, "a");
    if (size !== this.#reader.offset) this.#catchUp();
    this.#mendTail(this.#fd);
    if (this.#reader.head.seq !== expected) return { ok: false, seq: this.#reader.head.seq };
    const { text, recorded, head } = encodeBatch(this.#reader.head, events, at);
    const bytes = this.#write(this.#fd, text);
    this.#reader.advance(bytes, recorded.length, head);
    this.#noteHead(recorded);
    return { ok: true, recorded };
  }

  /** What is appended to an open file that was removed or replaced since goes nowhere. Gives the journal's size. */
  #lookAgain(): number {
    const known = this.#reader.head.seq;
    const there = statSync(this.#files.journal, { throwIfNoEntry: false });
    if (!there) throw lost(this.#files, this.#run, "missing", known);
    if (there.size === 0 && known > 0) throw lost(this.#files, this.#run, "empty", known);
    if (this.#fd !== undefined && this.#inode !== there.ino) {
      closeSync(this.#fd);
      this.#fd = undefined;
    }
    this.#inode = there.ino;
    return there.size;
  }

  #catchUp(): void {
    const fresh = this.#reader.readMore();
    this.#summary = summarise(this.#summary, fresh);
    if (fresh.length > 0) this.#learnt = this.#reader.head.seq;
  }

  /** Only the holder of the lock may do this: whoever wrote the torn rest is dead. */
  #mendTail(fd: number): void {
    const { tail } = this.#reader;
    if (tail.type === "torn") ftruncateSync(fd, this.#reader.offset);
    if (tail.type === "unended") writeSync(fd, "\n");
    if (tail.type !== "clean") this.#catchUp();
    if (tail.type === "torn") this.#reader.tail = { type: "clean" };
  }

  /** Gives the number of bytes. */
  #write(fd: number, text: string): number {
    const before = this.#reader.offset;
    try {
      const bytes = Buffer.byteLength(text);
      const done = writeSync(fd, text);
      if (done < bytes) writeRest(fd, Buffer.from(text), done);
      fdatasyncSync(fd);
      return bytes;
    } catch (cause) {
      ftruncateSync(fd, before);
      throw cause;
    }
  }

  #noteHead(recorded: readonly Recorded[]): void {
    const summary = (this.#summary = summarise(this.#summary, recorded));
    const { head, offset } = this.#reader;
    try {
      if (summary) this.#head.write({ ...head, size: offset, summary });
      if (head.seq - this.#backedUp < BACKUP_EVERY) return;
      extendBackup(this.#files, offset);
      this.#backedUp = head.seq;
    } catch {
      // The journal has the events; what stands beside it can be made anew and must not stop a run.
    }
  }
}

function writeRest(fd: number, bytes: Buffer, from: number): void {
  for (let done = from; done < bytes.length;) done += writeSync(fd, bytes, done);
}
