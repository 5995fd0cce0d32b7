import type { Event, Recorded } from "../../core/events.ts";
import type { RunId } from "../../core/ids.ts";
import { Chain } from "../../journal/chain.ts";
import { EMPTY, encodeBatch } from "../../journal/codec.ts";
import type { Head } from "../../journal/codec.ts";
import { alreadyThere } from "../../journal/restore.ts";
import type { WholeJournal } from "../../journal/restore.ts";
import { summarise } from "../../journal/summary.ts";
import type { Appended } from "../../journal/store.ts";
import { appendBatch, insertBatch, lineOf, linesBetween } from "./batches.ts";
import type { Connection } from "./connection.ts";
import { explain, isBusy } from "./errors.ts";
import { insertRun, rowOf } from "./rows.ts";
import type { Row } from "./rows.ts";

/** What an append does, and where the journal ends once that is durable. */
interface Step {
  readonly appended: Appended;
  readonly end?: Row;
  /** Number of the last event that was read for it. */
  readonly learnt?: number;
}

/** Lines of which each follows the one before, their events, and where they end. */
export interface Checked {
  readonly lines: readonly string[];
  readonly recorded: Recorded[];
  readonly head: Head;
}

/** A journal that is restored is laid down in rows of so many lines. */
const RESTORED_BATCH = 100;

/**
 * One run's journal, as this process reads and appends to it. All but `append` and `restore` is done inside
 * `Connection.read` or `write`, which may begin again.
 */
export class Journal {
  readonly #run: RunId;
  readonly #connection: Connection;
  #end: Row | undefined;
  /** Number of the last event that this process learnt by reading, not by writing it. */
  learnt = 0;

  constructor(run: RunId, connection: Connection) {
    this.#run = run;
    this.#connection = connection;
  }

  /** Where the journal ends, as far as this process has checked it. */
  get head(): Head {
    return this.#end ?? EMPTY;
  }

  async append(
    expected: number,
    events: readonly Event[],
    at: number,
    fence?: number,
  ): Promise<Appended> {
    const { appended, end, learnt } =
      (await this.#appendAtOnce(expected, events, at, fence)) ??
      (await this.#connection.write(this.#run, () => this.#append(expected, events, at, fence)));
    // Only now that it is durable.
    if (end && end.seq > this.head.seq) {
      this.#end = end;
      if (learnt !== undefined) this.learnt = learnt;
    }
    return appended;
  }

  async restore(lines: readonly string[], { head, summary }: WholeJournal): Promise<void> {
    return this.#connection.write(this.#run, () => {
      if (this.row()) throw alreadyThere(this.#run, this.#connection.path);
      const { id } = insertRun(this.#connection, this.#run, head, summary);
      for (let at = 0; at < lines.length; at += RESTORED_BATCH) {
        const some = lines.slice(at, at + RESTORED_BATCH);
        insertBatch(this.#connection, id, at + some.length, some.join("\n"));
      }
    });
  }

  /** All events after `after`, checked, together with all before them that this process has not checked before. */
  read(row: Row, after: number): Recorded[] {
    const isKnown = this.head.seq > 0 && this.head.seq <= after;
    const { recorded, head } = this.check(isKnown ? this.head : EMPTY, row);
    if (head.seq > this.head.seq) {
      this.#end = row;
      this.learnt = row.seq;
    }
    return after === 0 ? recorded : recorded.filter((each) => each.seq > after);
  }

  /** The lines between `from` and the end, and their events. Throws where one does not follow the one before it. */
  check(from: Head, end: Row): Checked {
    const chain = new Chain(this.#run, `${this.#connection.path},`, from);
    const lines = linesBetween(this.#connection, end.id, from.seq, end.seq);
    const recorded = chain.take(lines);
    chain.mustEndAt(end);
    return { lines, recorded, head: chain.head };
  }

  /** For those who cannot wait: a file that is locked just now is given the benefit of the doubt. */
  isThere(): boolean {
    try {
      return this.row() !== undefined;
    } catch (error) {
      if (isBusy(error)) return true;
      throw explain(this.#connection.path, error, "reading", this.#run);
    }
  }

  row(): Row | undefined {
    return rowOf(this.#connection, this.#run);
  }

  /** What follows an event; `undefined` where the journal has no such event. */
  follow(from: Head, end: Row): Omit<Checked, "recorded"> | undefined {
    const line = from.seq === 0 ? "" : lineOf(this.#connection, end.id, from.seq);
    if (from.seq > 0 && !line?.startsWith(`{"hash":"${from.hash}",`)) return undefined;
    // What this process wrote itself was right, and need not be checked again.
    const isOwn = from.seq >= this.learnt && end.hash === this.head.hash;
    if (!isOwn) return this.check(from, end);
    return { lines: linesBetween(this.#connection, end.id, from.seq, end.seq), head: end };
  }

  /** Mostly nobody else has appended: then one statement both asks and answers, and is its own transaction. */
  #appendAtOnce(
    expected: number,
    events: readonly Event[],
    at: number,
    fence: number | undefined,
  ): Step | undefined | Promise<Step | undefined> {
    const end = this.#end;
    if (end?.seq !== expected) return undefined;
    const step = next(end, events, at);
    return this.#connection.writeAtOnce(this.#run, () =>
      appendBatch(this.#connection, end, step.end, step.lines, fence) ? step : undefined,
    );
  }

  #append(expected: number, events: readonly Event[], at: number, fence?: number): Step {
    const row = this.row();
    if (!row) return expected === 0 ? this.#create(events, at) : conflict(0);
    if (fence !== undefined && fence < row.fence) return { appended: { ok: false, fenced: true } };
    if (row.seq !== expected) return conflict(row.seq);
    const step = next(row, events, at);
    const isNew = row.seq > this.head.seq;
    if (isNew || row.hash !== this.head.hash) this.check(this.head, row);
    appendBatch(this.#connection, row, step.end, step.lines);
    return isNew ? { ...step, learnt: row.seq } : step;
  }

  #create(events: readonly Event[], at: number): Step {
    const step = next({ id: 0, ...EMPTY, fence: 0, summary: undefined }, events, at);
    const end = insertRun(this.#connection, this.#run, step.end, step.end.summary);
    insertBatch(this.#connection, end.id, end.seq, step.lines);
    return { ...step, end };
  }
}

function next(end: Row, events: readonly Event[], at: number) {
  const { text, recorded, head } = encodeBatch(end, events, at);
  const summary = summarise(end.summary, recorded);
  const appended: Appended = { ok: true, recorded };
  return { appended, lines: text.slice(0, -1), end: { ...end, ...head, summary } };
}

const conflict = (seq: number): Step => ({ appended: { ok: false, seq } });
