import type { Event, Recorded } from "../../core/events.ts";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { EMPTY } from "../../journal/codec.ts";
import { wholeJournal } from "../../journal/restore.ts";
import { newestFirst } from "../../journal/summary.ts";
import type { Appended, LeaseOutcome, Reading, RunSummary, Store } from "../../journal/store.ts";
import type { Owner } from "../../processes/identity.ts";
import { checkFile } from "./check.ts";
import { Connection } from "./connection.ts";
import { Copy } from "./copies.ts";
import { Journal } from "./journal.ts";
import { holderOf, takeLease } from "./lease.ts";
import { loadLibsql } from "./libsql.ts";
import type { Row } from "./rows.ts";
import { summaries } from "./rows.ts";
import { Watches } from "./watch.ts";

const COPY_EVERY = 1_000;

/**
 * All runs in one SQLite file, made when the first run starts. Needs the package libsql.
 * @param path the file, for instance `.pawl/state.db`
 */
export async function sqliteStore(path: string): Promise<Store> {
  return new SqliteStore(new Connection(path, await loadLibsql()));
}

class SqliteStore implements Store {
  readonly location: string;
  readonly #connection: Connection;
  readonly #watches: Watches;
  readonly #journals = new Map<RunId, Journal>();
  readonly #copies = new Map<RunId, Copy>();

  constructor(connection: Connection) {
    this.location = connection.path;
    this.#connection = connection;
    this.#watches = new Watches(connection);
  }

  async append(
    run: RunId,
    expected: number,
    events: readonly Event[],
    at: number,
    fence?: number,
  ): Promise<Appended> {
    if (expected === 0) this.#connection.makeFolder();
    else if (!this.#connection.isThere()) return { ok: false, seq: 0 };
    const appended = await this.#journal(run).append(expected, events, at, fence);
    const seq = expected + events.length;
    if (appended.ok && Math.floor(seq / COPY_EVERY) > Math.floor(expected / COPY_EVERY)) {
      // The journal has the events; a copy that cannot be made must not stop a run.
      await this.backup(run).catch(() => {});
    }
    return appended;
  }

  async read(run: RunId, after = 0): Promise<Reading> {
    const events = await this.#reading(run, (journal, row) => journal.read(row, after));
    return { events, notes: [] };
  }

  watch(run: RunId, after: number, seen: (events: readonly Recorded[]) => void): () => void {
    const journal = this.#journal(run);
    if (!this.#connection.isThere() || !journal.isThere()) throw this.#unknown(run);
    return this.#watches.add(journal, after, seen);
  }

  async list(): Promise<readonly RunSummary[]> {
    if (!this.#connection.isThere()) return [];
    const all = await this.#connection.read(undefined, () => summaries(this.#connection));
    return all.sort(newestFirst);
  }

  async lease(run: RunId): Promise<LeaseOutcome> {
    await this.#reading(run, () => undefined);
    return takeLease(this.#connection, run);
  }

  async holder(run: RunId): Promise<Owner | undefined> {
    return this.#reading(run, () => holderOf(this.#connection, run));
  }

  async lines(run: RunId): Promise<readonly string[]> {
    return this.#reading(run, (journal, row) => journal.check(EMPTY, row).lines);
  }

  async restore(run: RunId, lines: readonly string[]): Promise<void> {
    const whole = wholeJournal(run, lines);
    this.#connection.makeFolder();
    await this.#journal(run).restore(lines, whole);
  }

  async backup(run: RunId): Promise<void> {
    await this.#reading(run, () => undefined);
    const journal = this.#journal(run);
    const copy = this.#copies.get(run) ?? new Copy(this.location, run);
    this.#copies.set(run, copy);
    // As if it wrote, so that no other process adds to the copy meanwhile.
    await this.#connection.write(run, () => {
      const row = journal.row()!;
      copy.extend((event) => journal.follow(event, row));
    });
  }

  async check(): Promise<readonly string[]> {
    if (!this.#connection.isThere()) return [];
    return this.#connection.read(undefined, () => checkFile(this.#connection));
  }

  async close(): Promise<void> {
    this.#watches.close();
    this.#journals.clear();
    this.#copies.clear();
    this.#connection.close();
  }

  #journal(run: RunId): Journal {
    const known = this.#journals.get(run);
    if (known) return known;
    const journal = new Journal(run, this.#connection);
    this.#journals.set(run, journal);
    return journal;
  }

  /** Reads of a run that has to be there. */
  async #reading<Value>(run: RunId, work: (journal: Journal, row: Row) => Value): Promise<Value> {
    if (!this.#connection.isThere()) throw this.#unknown(run);
    const journal = this.#journal(run);
    return this.#connection.read(run, () => {
      const row = journal.row();
      if (!row) throw this.#unknown(run);
      return work(journal, row);
    });
  }

  #unknown(run: RunId): PawlError {
    return new PawlError(
      "run-unknown",
      `there is no run "${run}" in ${this.location} (pawl runs lists all)`,
    );
  }
}
