import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Event, Recorded } from "../../core/events.ts";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { runId } from "../../core/ids.ts";
import { alreadyThere, wholeJournal } from "../../journal/restore.ts";
import { newestFirst, summarise } from "../../journal/summary.ts";
import type { Appended, LeaseOutcome, Reading, RunSummary, Store } from "../../journal/store.ts";
import type { Owner } from "../../processes/identity.ts";
import { making } from "../errors.ts";
import { filesOf } from "./files.ts";
import { readHead } from "./head.ts";
import { JournalFile } from "./journalFile.ts";
import { FileLock, holderOf } from "./lock.ts";
import { isRun, refuseLoss } from "./loss.ts";
import { JournalReader } from "./reader.ts";
import { restoreJournal } from "./restore.ts";
import { watchJournal } from "./watch.ts";

/** Each has two files open; the oldest is closed first, and opened again when it is needed. */
const MAX_OPEN = 100;

/**
 * Runs as files: `<folder>/runs/<run>/journal.jsonl`, append-only, one JSON line for each event.
 * @param folder the state folder (`.pawl`), made when the first run starts
 */
export function jsonStore(folder: string): Store {
  return new JsonStore(folder);
}

class JsonStore implements Store {
  readonly location: string;
  readonly #open = new Map<RunId, JournalFile>();
  /** Fences of the leases that this object holds: nobody takes a lease from a process that lives. */
  readonly #held = new Map<RunId, number>();

  constructor(folder: string) {
    this.location = folder;
  }

  async append(
    run: RunId,
    expected: number,
    events: readonly Event[],
    at: number,
    fence?: number,
  ): Promise<Appended> {
    if (fence !== undefined && this.#isFenced(run, fence)) return { ok: false, fenced: true };
    return this.#journal(run).append(expected, events, at);
  }

  async read(run: RunId, after = 0): Promise<Reading> {
    const files = this.#known(run);
    const reader = new JournalReader(files.journal, run);
    const all = reader.readMore();
    this.#journal(run).adopt(reader, all);
    const events = after > 0 ? all.filter((each) => each.seq > after) : all;
    const notes: string[] = [];
    // While somebody appends, an unfinished end is no damage.
    if (reader.tail.type === "torn" && !holderOf(files.lock)) {
      notes.push(
        `the last ${reader.tail.bytes} bytes of ${files.journal} are torn and do not count; the next append cuts them off`,
      );
    }
    const head = readHead(files.head);
    if (head && head.seq > reader.head.seq) {
      notes.push(
        `event ${head.seq} had been recorded, and ${files.journal} ends with event ${reader.head.seq}: its end is missing`,
      );
    }
    return { events, notes };
  }

  watch(run: RunId, after: number, seen: (events: readonly Recorded[]) => void): () => void {
    const reader = new JournalReader(this.#known(run).journal, run);
    const journal = this.#journal(run);
    journal.startAt(reader, after);
    return watchJournal(reader, journal, after, seen);
  }

  async list(): Promise<readonly RunSummary[]> {
    const runs = join(this.location, "runs");
    if (!existsSync(runs)) return [];
    const found = readdirSync(runs).map((name) => this.#summary(runId(name)));
    return found.filter((each) => each !== undefined).sort(newestFirst);
  }

  async lease(run: RunId): Promise<LeaseOutcome> {
    const files = this.#known(run);
    const lock = new FileLock(files.lease);
    const outcome = making(files.lease, () => lock.tryAcquire());
    if (!outcome.ok) return outcome;
    const fence = readFence(files.fence) + 1;
    writeFileSync(files.fence, String(fence));
    this.#held.set(run, fence);
    const release = async (): Promise<void> => {
      // Released before: the lock may be another's by now.
      if (this.#held.get(run) !== fence) return;
      this.#held.delete(run);
      lock.release();
      lock.close();
    };
    return { ...outcome, lease: { fence, release } };
  }

  async holder(run: RunId): Promise<Owner | undefined> {
    return holderOf(this.#there(run).lease);
  }

  async lines(run: RunId): Promise<readonly string[]> {
    const { journal } = this.#known(run);
    const reader = new JournalReader(journal, run);
    reader.readMore();
    // What has been checked; an append that came since is behind it.
    const text = readFileSync(journal).toString("utf8", 0, reader.offset).replace(/\n$/, "");
    return text === "" ? [] : text.split("\n");
  }

  async restore(run: RunId, lines: readonly string[]): Promise<void> {
    const whole = wholeJournal(run, lines);
    const files = filesOf(this.location, run);
    if (!making(files.dir, () => restoreJournal(files, lines, whole)))
      throw alreadyThere(run, this.location);
  }

  async backup(run: RunId): Promise<void> {
    this.#known(run);
    this.#journal(run).backup();
  }

  async close(): Promise<void> {
    for (const journal of this.#open.values()) journal.close();
    this.#open.clear();
  }

  #isFenced(run: RunId, fence: number): boolean {
    return this.#held.get(run) !== fence && fence < readFence(filesOf(this.location, run).fence);
  }

  #journal(run: RunId): JournalFile {
    const open = this.#open.get(run);
    if (open) return open;
    for (const [oldest, journal] of this.#open) {
      if (this.#open.size < MAX_OPEN) break;
      journal.close();
      this.#open.delete(oldest);
    }
    const journal = new JournalFile(run, filesOf(this.location, run));
    this.#open.set(run, journal);
    return journal;
  }

  /** The files of a run whose journal is there. */
  #known(run: RunId) {
    const files = this.#there(run);
    refuseLoss(files, run);
    return files;
  }

  #there(run: RunId) {
    const files = filesOf(this.location, run);
    if (!isRun(files)) {
      throw new PawlError(
        "run-unknown",
        `there is no run "${run}" in ${this.location} (pawl runs lists all)`,
      );
    }
    return files;
  }

  /**
   * From the head record; where that is missing or cannot be read, from the journal, else from its verified copy.
   * A folder that holds no run is passed over.
   */
  #summary(run: RunId): RunSummary | undefined {
    try {
      const files = filesOf(this.location, run);
      return (
        readHead(files.head)?.summary ??
        summaryIn(files.journal, run) ??
        summaryIn(files.backup, run)
      );
    } catch {
      return undefined;
    }
  }
}

function summaryIn(path: string, run: RunId): RunSummary | undefined {
  try {
    return summarise(undefined, new JournalReader(path, run).readMore());
  } catch {
    return undefined;
  }
}

function readFence(path: string): number {
  try {
    return Number(readFileSync(path, "utf8")) || 0;
  } catch {
    return 0;
  }
}
