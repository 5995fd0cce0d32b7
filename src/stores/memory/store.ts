import type { Event, Recorded } from "../../core/events.ts";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { summarise } from "../../journal/summary.ts";
import type { Appended, LeaseOutcome, Reading, RunSummary, Store } from "../../journal/store.ts";
import { thisProcess } from "../../processes/identity.ts";
import type { Owner } from "../../processes/identity.ts";

/** Runs that live as long as this process does; for tests and for programs that need no durability. */
export function memoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly location = "memory";
  readonly #journals = new Map<RunId, Recorded[]>();
  readonly #watchers = new Map<RunId, Set<(events: readonly Recorded[]) => void>>();
  readonly #leases = new Map<RunId, Owner>();
  readonly #fences = new Map<RunId, number>();

  async append(
    run: RunId,
    expected: number,
    events: readonly Event[],
    at: number,
    fence?: number,
  ): Promise<Appended> {
    const journal = this.#journals.get(run) ?? [];
    if (fence !== undefined && fence < (this.#fences.get(run) ?? 0))
      return { ok: false, fenced: true };
    if (journal.length !== expected) return { ok: false, seq: journal.length };
    const recorded = events.map((event, place) => ({ seq: expected + place + 1, at, event }));
    journal.push(...recorded);
    this.#journals.set(run, journal);
    for (const seen of this.#watchers.get(run) ?? []) queueMicrotask(() => seen(recorded));
    return { ok: true, recorded };
  }

  async read(run: RunId, after = 0): Promise<Reading> {
    return { events: this.#journal(run).slice(after), notes: [] };
  }

  watch(run: RunId, after: number, seen: (events: readonly Recorded[]) => void): () => void {
    const watchers = this.#watchers.get(run) ?? new Set();
    this.#watchers.set(run, watchers.add(seen));
    const missed = this.#journal(run).slice(after);
    if (missed.length > 0) queueMicrotask(() => seen(missed));
    return () => watchers.delete(seen);
  }

  async list(): Promise<readonly RunSummary[]> {
    const all = [...this.#journals.values()].map((each) => summarise(undefined, each));
    return all.filter((each) => each !== undefined).sort((a, b) => b.startedAt - a.startedAt);
  }

  async lease(run: RunId): Promise<LeaseOutcome> {
    this.#journal(run);
    const holder = this.#leases.get(run);
    if (holder) return { ok: false, holder };
    this.#leases.set(run, thisProcess());
    const release = async (): Promise<void> => void this.#leases.delete(run);
    const fence = (this.#fences.get(run) ?? 0) + 1;
    this.#fences.set(run, fence);
    return { ok: true, lease: { fence, release } };
  }

  async holder(run: RunId): Promise<Owner | undefined> {
    return this.#leases.get(run);
  }

  async backup(): Promise<void> {
    // There is nothing that a copy could outlive.
  }

  async close(): Promise<void> {
    this.#watchers.clear();
  }

  #journal(run: RunId): Recorded[] {
    const journal = this.#journals.get(run);
    if (!journal) throw new PawlError("run-unknown", `there is no run "${run}" in memory`);
    return journal;
  }
}
