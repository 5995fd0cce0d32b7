import type { Event, Recorded } from "../../core/events.ts";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import type { Appended, LeaseOutcome, Reading, RunSummary, Store } from "../../journal/store.ts";
import type { Owner } from "../../processes/identity.ts";

/** Several stores as one: each run is looked for where it is. New runs are not begun here. */
export class RoutedStore implements Store {
  readonly #stores: readonly Store[];
  readonly #homes = new Map<RunId, Store>();

  constructor(stores: readonly Store[]) {
    this.#stores = stores;
  }

  get location(): string {
    return this.#stores.map((each) => each.location).join(" or ");
  }

  async append(
    run: RunId,
    expected: number,
    events: readonly Event[],
    at: number,
    fence?: number,
  ): Promise<Appended> {
    return (await this.home(run)).append(run, expected, events, at, fence);
  }

  async read(run: RunId, after?: number): Promise<Reading> {
    return (await this.home(run)).read(run, after);
  }

  /** Only for runs that have been read or listed before: where they are is known then. */
  watch(run: RunId, after: number, seen: (events: readonly Recorded[]) => void): () => void {
    const home = this.#homes.get(run);
    if (!home) throw unknown(run, this.location);
    return home.watch(run, after, seen);
  }

  async list(): Promise<readonly RunSummary[]> {
    const lists = await Promise.all(
      this.#stores.map(async (store) => ({ store, runs: await store.list() })),
    );
    const newest = new Map<RunId, RunSummary>();
    for (const { store, runs } of lists) {
      for (const each of runs) {
        // A run that was copied is in two stores: the one in which it went on counts.
        if ((newest.get(each.run)?.updatedAt ?? -1) > each.updatedAt) continue;
        newest.set(each.run, each);
        this.#homes.set(each.run, store);
      }
    }
    return [...newest.values()].sort((a, b) => b.startedAt - a.startedAt);
  }

  async lease(run: RunId): Promise<LeaseOutcome> {
    return (await this.home(run)).lease(run);
  }

  async holder(run: RunId): Promise<Owner | undefined> {
    return (await this.home(run)).holder(run);
  }

  async lines(run: RunId): Promise<readonly string[]> {
    return (await this.home(run)).lines(run);
  }

  async restore(run: RunId, lines: readonly string[]): Promise<void> {
    return (await this.home(run)).restore(run, lines);
  }

  async backup(run: RunId): Promise<void> {
    return (await this.home(run)).backup(run);
  }

  async close(): Promise<void> {
    await Promise.all(this.#stores.map((each) => each.close()));
  }

  /** The store that has the run. */
  async home(run: RunId): Promise<Store> {
    if (!this.#homes.has(run)) await this.list();
    const home = this.#homes.get(run);
    if (!home) throw unknown(run, this.location);
    return home;
  }
}

const unknown = (run: RunId, location: string): PawlError =>
  new PawlError("run-unknown", `there is no run "${run}" in ${location} (pawl runs lists all)`);
