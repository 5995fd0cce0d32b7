import type { Recorded } from "../core/events.ts";
import { PawlError } from "../core/error.ts";
import { decodeLine, EMPTY } from "./codec.ts";
import type { Head } from "./codec.ts";

/**
 * Reads a journal's lines in order and checks each: its hash, and that it follows the one before.
 * For stores that keep whole batches, so that no end is ever torn.
 */
export class Chain {
  readonly #run: string;
  readonly #place: string;
  head: Head = EMPTY;
  /** Whether the last line taken is not the last of its batch. */
  isInBatch = false;

  /** @param place where the journal is, for messages: it is followed by the number of the event */
  constructor(run: string, place: string, head: Head = EMPTY) {
    this.#run = run;
    this.#place = place;
    this.head = head;
  }

  /** The events of the lines that come next. Throws `journal-damaged` or `journal-newer`. */
  take(lines: readonly string[]): Recorded[] {
    return lines.map((line) => {
      const decoded = decodeLine(line, this.head);
      if ("newer" in decoded) throw journalNewer(this.#run, decoded.newer);
      if ("damage" in decoded) throw this.#damaged(decoded.damage);
      this.head = decoded.head;
      this.isInBatch = decoded.more;
      return decoded.recorded;
    });
  }

  /** Throws if the lines taken do not end where the store has noted that the journal does. */
  mustEndAt(end: Head): void {
    if (this.head.seq < end.seq) throw this.#damaged(`is missing: ${end.seq} events were written`);
    if (this.head.hash !== end.hash)
      throw this.#damaged("is not the last that was written", this.head.seq);
  }

  #damaged(damage: string, seq = this.head.seq + 1): PawlError {
    return new PawlError(
      "journal-damaged",
      `the journal of run ${this.#run} is damaged: ${this.#place} event ${seq} ${damage}. ` +
        `Nothing was overwritten. pawl audit ${this.#run} --verify shows how far it is whole.`,
    );
  }
}

export const journalNewer = (run: string, version: number): PawlError =>
  new PawlError(
    "journal-newer",
    `the journal of run ${run} was written by a newer Pawl (events of version ${version}); update pawl to read it`,
  );
