import type { Recorded } from "../core/events.ts";
import type { Run } from "../core/run.ts";
import type { Store } from "../journal/store.ts";

/** Tells all events of a run that this process drives in their order, also those from before it took the run up. */
export class FromStart {
  /** Resolves when what came before has been told. Rejects where the journal cannot be read. */
  readonly ready: Promise<void>;
  readonly #tell: (recorded: Recorded, isPast: boolean) => void;
  #early: Recorded[] | undefined = [];

  /** @param run as it is before the first event that `event` is given */
  constructor(store: Store, run: Run, tell: (recorded: Recorded, isPast: boolean) => void) {
    this.#tell = tell;
    this.ready = this.#read(store, run.id, run.seq);
  }

  event(recorded: Recorded): void {
    if (this.#early) this.#early.push(recorded);
    else this.#tell(recorded, false);
  }

  async #read(store: Store, run: Run["id"], upTo: number): Promise<void> {
    const { events } = await store.read(run);
    for (const each of events) if (each.seq <= upTo) this.#tell(each, true);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const each of early) this.#tell(each, false);
  }
}
