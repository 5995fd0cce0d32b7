import type { Event, Recorded } from "../../core/events.ts";
import type { RunId } from "../../core/ids.ts";
import { Chain } from "../../journal/chain.ts";
import { EMPTY, encodeBatch } from "../../journal/codec.ts";
import type { Head } from "../../journal/codec.ts";
import { alreadyThere } from "../../journal/restore.ts";
import type { WholeJournal } from "../../journal/restore.ts";
import { summarise } from "../../journal/summary.ts";
import type { Appended, RunSummary } from "../../journal/store.ts";
import type { Connection } from "./connection.ts";
import { explain, isBusy } from "./errors.ts";
import { HASH_OF, INSERT_LINE, INSERT_RUN, LINES, rowOf, UPDATE_RUN } from "./rows.ts";
import type { Row } from "./rows.ts";

/** What an append does, and where the journal ends once that is durable. */
export interface Step {
  readonly appended: Appended;
  readonly end?: Row;
}

/**
 * One run's journal, as this process reads and appends to it. It is worked on inside `Connection.read` and `write`,
 * which may begin again: so an append changes nothing here until `moveTo`, when it is durable.
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

  append(expected: number, events: readonly Event[], at: number, fence?: number): Step {
    // Mostly nobody else has appended; then one statement both asks and answers.
    const quick = this.#end?.seq === expected && this.#extend(this.#end, events, at, fence);
    if (quick) return quick;
    const row = this.row();
    if (!row) return expected === 0 ? this.#create(events, at) : conflict(0);
    if (fence !== undefined && fence < row.fence) return { appended: { ok: false, fenced: true } };
    if (row.seq !== expected) return conflict(row.seq);
    this.#catchUp(row);
    return this.#extend(row, events, at, fence) || conflict(row.seq);
  }

  restore(lines: readonly string[], { head, summary }: WholeJournal): void {
    if (this.row()) throw alreadyThere(this.#run, this.#connection.path);
    const id = this.#begin(head, summary);
    for (const [at, line] of lines.entries()) this.#insert(id, at + 1, line);
  }

  /** All events after `after`, checked, together with all before them that this process has not checked before. */
  read(row: Row, after: number): Recorded[] {
    const isKnown = this.head.seq > 0 && this.head.seq <= after;
    const { recorded, head } = this.check(isKnown ? this.head : EMPTY, row);
    if (head.seq > this.head.seq) this.#learn(row);
    return after === 0 ? recorded : recorded.filter((each) => each.seq > after);
  }

  /** The lines between `from` and the end, and their events. Throws where one does not follow the one before it. */
  check(from: Head, end: Row): { lines: readonly string[]; recorded: Recorded[]; head: Head } {
    const chain = new Chain(this.#run, `${this.#connection.path},`, from);
    const rows = this.#connection.sql(LINES).all(end.id, from.seq, end.seq);
    const lines = rows.map(([line]) => line as string);
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

  hashOf(seq: number, { id }: Row): string | undefined {
    return this.#connection.sql(HASH_OF).get(id, seq)?.[0] as string | undefined;
  }

  /** What was written is durable. */
  moveTo(end: Row): void {
    if (end.seq > this.head.seq) this.#end = end;
  }

  #learn(row: Row): void {
    this.#end = row;
    this.learnt = row.seq;
  }

  #catchUp(row: Row): void {
    this.check(this.head, row);
    this.#learn(row);
  }

  /** Appends where the journal still ends so and the lease is not another's; otherwise does nothing. */
  #extend(end: Row, events: readonly Event[], at: number, fence?: number): Step | false {
    const { text, recorded, head } = encodeBatch(end, events, at);
    const summary = summarise(end.summary, recorded);
    const { changes } = this.#connection
      .sql(UPDATE_RUN)
      .run(
        head.seq,
        head.hash,
        ...columnsOf(summary),
        end.id,
        end.seq,
        end.hash,
        fence ?? Number.MAX_SAFE_INTEGER,
      );
    if (changes === 0) return false;
    this.#insertAll(end.id, end.seq, text);
    return { appended: { ok: true, recorded }, end: { ...end, ...head, summary } };
  }

  #create(events: readonly Event[], at: number): Step {
    const { text, recorded, head } = encodeBatch(EMPTY, events, at);
    const summary = summarise(undefined, recorded);
    const id = this.#begin(head, summary);
    this.#insertAll(id, 0, text);
    return { appended: { ok: true, recorded }, end: { id, ...head, summary, fence: 0 } };
  }

  #begin(head: Head, summary: RunSummary | undefined): number {
    const begun = this.#connection.sql(INSERT_RUN);
    return begun.run(this.#run, head.seq, head.hash, ...columnsOf(summary)).lastInsertRowid;
  }

  #insertAll(id: number, after: number, text: string): void {
    const lines = text.split("\n");
    for (let at = 0; at < lines.length - 1; at++) this.#insert(id, after + at + 1, lines[at]!);
  }

  #insert(id: number, seq: number, line: string): void {
    this.#connection.sql(INSERT_LINE).run(id, seq, line);
  }
}

const columnsOf = (summary: RunSummary | undefined) =>
  [
    summary?.plan ?? null,
    summary?.status ?? null,
    summary?.startedAt ?? null,
    summary?.updatedAt ?? null,
  ] as const;

const conflict = (seq: number): Step => ({ appended: { ok: false, seq } });
