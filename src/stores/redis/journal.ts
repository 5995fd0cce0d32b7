import type { Event } from "../../core/events.ts";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { EMPTY, encodeBatch } from "../../journal/codec.ts";
import type { Head } from "../../journal/codec.ts";
import { summarise } from "../../journal/summary.ts";
import type { Appended, RunSummary } from "../../journal/store.ts";
import { appendBatch } from "./appendScript.ts";
import type { Connection } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { headOf, readChecked } from "./reading.ts";
import type { Checked } from "./reading.ts";

/**
 * One run's journal as this process knows it: checked from its first line to `head`. So an append needs to ask the
 * server for no more than whether the journal still ends there.
 */
export class RunJournal {
  readonly #connection: Connection;
  readonly #keys: Keys;
  readonly #run: RunId;
  #head: Head = EMPTY;
  #summary: RunSummary | undefined;
  /** Number of the last event that this process learnt by reading, not by writing it. */
  #learnt = 0;
  /** Appends of this process take turns: each starts from where the one before ended. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection, keys: Keys, run: RunId) {
    this.#connection = connection;
    this.#keys = keys;
    this.#run = run;
  }

  get head(): Head {
    return this.#head;
  }

  /** Whether this process wrote the event, and so need not be told of it. */
  isOwn(seq: number): boolean {
    return seq > this.#learnt && seq <= this.#head.seq;
  }

  append(
    expected: number,
    events: readonly Event[],
    at: number,
    fence: number | undefined,
  ): Promise<Appended> {
    const appended = this.#last.then(() => this.#append(expected, events, at, fence));
    this.#last = appended.catch(() => {});
    return appended;
  }

  /** The whole journal, or what follows `after`, checked. `undefined` where there is no such run. */
  async read(after: number): Promise<Checked | undefined> {
    const known = { head: this.#head, summary: this.#summary };
    const from = known.head.seq > 0 && known.head.seq <= after ? known.head : EMPTY;
    const checked = await readChecked(this.#connection, this.#run, this.#keys.of(this.#run), from);
    if ((checked?.head.seq ?? 0) < known.head.seq) throw this.#lost(checked?.head.seq ?? 0);
    if (checked) this.#adopt(checked, from === EMPTY ? undefined : known.summary);
    return checked;
  }

  async #append(
    expected: number,
    events: readonly Event[],
    at: number,
    fence: number | undefined,
  ): Promise<Appended> {
    if (this.#head.seq < expected) await this.read(this.#head.seq);
    if (this.#head.seq !== expected) return this.#refuse(fence);
    const { text, recorded, head } = encodeBatch(this.#head, events, at);
    const summary = summarise(this.#summary, recorded);
    const lines = text.trimEnd().split("\n");
    const batch = { run: this.#run, before: this.#head, after: head, lines, fence, summary };
    const outcome = await this.#connection.do((link, again) =>
      appendBatch(link, this.#keys, batch, again),
    );
    switch (outcome.type) {
      case "ok":
        this.#connection.hasWritten();
        // A reading may have got further meanwhile.
        if (head.seq > this.#head.seq) {
          this.#head = head;
          this.#summary = summary;
        }
        return { ok: true, recorded };
      case "fenced":
        return { ok: false, fenced: true };
      case "conflict":
        return this.#conflict(outcome.head);
    }
  }

  /** For an append that cannot be made whatever happens: says what it would have met. */
  async #refuse(fence: number | undefined): Promise<Appended> {
    const now = await headOf(this.#connection, this.#keys.of(this.#run));
    if (fence !== undefined && fence < (now?.fence ?? 0)) return { ok: false, fenced: true };
    return this.#conflict(now ?? EMPTY);
  }

  #conflict(now: Head): Appended {
    const { seq, hash } = this.#head;
    if (now.seq < seq || (now.seq === seq && now.hash !== hash)) throw this.#lost(now.seq);
    return { ok: false, seq: now.seq };
  }

  /** @param before the summary of what comes before the events that were read */
  #adopt({ head, recorded }: Checked, before: RunSummary | undefined): void {
    if (head.seq <= this.#head.seq) return;
    this.#head = head;
    this.#learnt = head.seq;
    this.#summary = summarise(before, recorded);
  }

  /** The server had confirmed more than it has now: to go on as if nothing had been would do work twice. */
  #lost(left: number): PawlError {
    const { seq } = this.#head;
    return new PawlError(
      "store-failed",
      `Redis at ${this.#connection.address.shown} has lost events of run ${this.#run} that it had confirmed: ` +
        `event ${seq} was there, and now ${left === 0 ? "nothing is" : `event ${left} is the last`}, or another one stands in its place. ` +
        "That happens where appendfsync is not always, or a replica took over (docs/state-redis.md). " +
        `This process lets go; look at what is under way before you go on with pawl resume ${this.#run}`,
    );
  }
}
