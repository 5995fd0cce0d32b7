import type { Event, Recorded } from "../../core/events.ts";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { EMPTY, encodeBatch } from "../../journal/codec.ts";
import type { Head } from "../../journal/codec.ts";
import { alreadyThere, wholeJournal } from "../../journal/restore.ts";
import { newestFirst, summarise } from "../../journal/summary.ts";
import type { Appended, LeaseOutcome, Reading, RunSummary, Store } from "../../journal/store.ts";
import { thisProcess } from "../../processes/identity.ts";
import type { Owner } from "../../processes/identity.ts";

/** Runs that live as long as this process does; for tests and for programs that need no durability. */
export function memoryStore(): Store {
  return new MemoryStore();
}

interface Journal {
  readonly recorded: Recorded[];
  readonly lines: string[];
  head: Head;
  summary: RunSummary | undefined;
  holder?: Owner;
  fence: number;
}

type Seen = (events: readonly Recorded[]) => void;

class MemoryStore implements Store {
  readonly location = "memory";
  readonly #journals = new Map<RunId, Journal>();
  readonly #watchers = new Map<RunId, Set<Seen>>();

  async append(
    run: RunId,
    expected: number,
    events: readonly Event[],
    at: number,
    fence?: number,
  ): Promise<Appended> {
    const journal = this.#journals.get(run) ?? emptyJournal();
    if (fence !== undefined && fence < journal.fence) return { ok: false, fenced: true };
    if (journal.head.seq !== expected) return { ok: false, seq: journal.head.seq };
    const { text, recorded, head } = encodeBatch(journal.head, events, at);
    this.#journals.set(run, journal);
    extend(journal, recorded, text.trimEnd().split("\n"), head);
    for (const seen of this.#watchers.get(run) ?? []) this.#tell(run, seen, recorded);
    return { ok: true, recorded };
  }

  async read(run: RunId, after = 0): Promise<Reading> {
    return { events: this.#known(run).recorded.slice(after), notes: [] };
  }

  watch(run: RunId, after: number, seen: Seen): () => void {
    const watchers = this.#watchers.get(run) ?? new Set();
    // Of its own, so that one function may watch twice.
    const watcher: Seen = (events) => seen(events);
    const missed = this.#known(run).recorded.slice(after);
    this.#watchers.set(run, watchers.add(watcher));
    if (missed.length > 0) this.#tell(run, watcher, missed);
    return () => void watchers.delete(watcher);
  }

  async list(): Promise<readonly RunSummary[]> {
    const all = [...this.#journals.values()].map((each) => each.summary);
    return all.filter((each) => each !== undefined).sort(newestFirst);
  }

  async lease(run: RunId): Promise<LeaseOutcome> {
    const journal = this.#known(run);
    if (journal.holder) return { ok: false, holder: journal.holder };
    journal.holder = thisProcess();
    const fence = ++journal.fence;
    const release = async (): Promise<void> => {
      if (journal.fence === fence) delete journal.holder;
    };
    return { ok: true, lease: { fence, release } };
  }

  async holder(run: RunId): Promise<Owner | undefined> {
    return this.#known(run).holder;
  }

  async lines(run: RunId): Promise<readonly string[]> {
    return [...this.#known(run).lines];
  }

  async restore(run: RunId, lines: readonly string[]): Promise<void> {
    const { recorded, head } = wholeJournal(run, lines);
    if (this.#journals.has(run)) throw alreadyThere(run, this.location);
    const journal = emptyJournal();
    extend(journal, recorded, lines, head);
    this.#journals.set(run, journal);
  }

  async backup(): Promise<void> {
    // There is nothing that a copy could outlive.
  }

  async close(): Promise<void> {
    this.#watchers.clear();
  }

  #known(run: RunId): Journal {
    const journal = this.#journals.get(run);
    if (!journal) throw new PawlError("run-unknown", `there is no run "${run}" in memory`);
    return journal;
  }

  /** Never inside an append, and not to one that has stopped watching since. */
  #tell(run: RunId, watcher: Seen, events: readonly Recorded[]): void {
    queueMicrotask(() => {
      if (this.#watchers.get(run)?.has(watcher)) watcher(events);
    });
  }
}

const emptyJournal = (): Journal => ({
  recorded: [],
  lines: [],
  head: EMPTY,
  summary: undefined,
  fence: 0,
});

function extend(
  journal: Journal,
  recorded: readonly Recorded[],
  lines: readonly string[],
  head: Head,
): void {
  // Not by spreading: a journal may have more lines than a call takes arguments.
  for (const each of recorded) journal.recorded.push(each);
  for (const each of lines) journal.lines.push(each);
  journal.head = head;
  journal.summary = summarise(journal.summary, recorded);
}
