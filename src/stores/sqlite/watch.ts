import type { Recorded } from "../../core/events.ts";
import { EMPTY } from "../../journal/codec.ts";
import type { Head } from "../../journal/codec.ts";
import type { Connection } from "./connection.ts";
import { isBusy } from "./errors.ts";
import type { Journal } from "./journal.ts";

/** Asking costs some 15 µs; the promise is 200 ms. */
const EVERY_MS = 50;

/** Changes when another connection has written to the file, whichever run it was. */
const DATA_VERSION = "PRAGMA data_version";

interface Watcher {
  readonly journal: Journal;
  readonly after: number;
  readonly seen: (events: readonly Recorded[]) => void;
  head: Head;
}

/** All that is watched through one connection: one question answers for all whether there is anything new. */
export class Watches {
  readonly #connection: Connection;
  readonly #watchers = new Set<Watcher>();
  #timer: NodeJS.Timeout | undefined;
  #version: unknown;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  add(journal: Journal, after: number, seen: Watcher["seen"]): () => void {
    const head = journal.head.seq <= after ? journal.head : EMPTY;
    const watcher: Watcher = { journal, after, seen, head };
    this.#watchers.add(watcher);
    // What came before the watch began is looked for too.
    this.#version = undefined;
    this.#timer ??= setInterval(() => this.#look(), EVERY_MS);
    return () => this.#remove(watcher);
  }

  close(): void {
    this.#watchers.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #remove(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size === 0) this.close();
  }

  #look(): void {
    try {
      const version = this.#connection.sql(DATA_VERSION).get()?.[0];
      if (version === this.#version) return;
      for (const each of this.#watchers) this.#lookAt(each);
      this.#version = version;
    } catch (error) {
      // The file is locked for a moment: the next look comes soon.
      if (!isBusy(error)) this.close();
    }
  }

  /** Damage ends this watch: the next append or reading reports it. */
  #lookAt(watcher: Watcher): void {
    const { journal, after } = watcher;
    let fresh: readonly Recorded[] = [];
    try {
      const row = journal.row();
      // What this process wrote itself is passed over, as far as nobody else wrote in between.
      if (journal.learnt <= watcher.head.seq && journal.head.seq > watcher.head.seq)
        watcher.head = journal.head;
      if (!row || row.seq <= watcher.head.seq) return;
      const { recorded, head } = journal.check(watcher.head, row);
      watcher.head = head;
      fresh = recorded.filter((each) => each.seq > after);
    } catch (error) {
      if (isBusy(error)) throw error;
      this.#remove(watcher);
    }
    if (fresh.length > 0) watcher.seen(fresh);
  }
}
