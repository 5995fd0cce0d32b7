import type { Connection } from "./connection.ts";
import { hasMovedOn } from "./errors.ts";
import type { Value } from "./libsql.ts";
import type { Row } from "./rows.ts";

/** Places in one table are by run and event: the upper half is the run's. */
const RUNS_APART = 2 ** 32;
const keyOf = (id: number, seq: number): number => id * RUNS_APART + seq;

const BATCHES = "SELECT id, lines FROM batches WHERE id > ? AND id <= ? ORDER BY id";
const BATCH_OF = "SELECT id, lines FROM batches WHERE id >= ? AND id < ? ORDER BY id LIMIT 1";

interface Batch {
  /** Number of its last event. */
  readonly seq: number;
  readonly lines: string[];
}

const batchOf = ([key, lines]: readonly Value[]): Batch => ({
  seq: (key as number) % RUNS_APART,
  lines: (lines as string).split("\n"),
});

/** The lines of a run after an event and up to another. */
export function linesBetween(
  connection: Connection,
  id: number,
  after: number,
  upTo: number,
): string[] {
  const rows = connection.sql(BATCHES).all(keyOf(id, after), keyOf(id, upTo));
  const [first, ...more] = rows.map(batchOf);
  if (!first) return [];
  // Of a batch that was restored the event may be in the middle.
  const lines = first.lines.slice(-(first.seq - after));
  for (const each of more) for (const line of each.lines) lines.push(line);
  return lines;
}

/** The line of an event. */
export function lineOf(connection: Connection, id: number, seq: number): string | undefined {
  const row = connection.sql(BATCH_OF).get(keyOf(id, seq), keyOf(id + 1, 0));
  const batch = row && batchOf(row);
  return batch?.lines.at(seq - batch.seq - 1);
}

const INSERT = "INSERT INTO batches (id, lines) VALUES (?, ?)";

/** @param seq the number of the last of these lines */
export function insertBatch(connection: Connection, id: number, seq: number, lines: string): void {
  connection.sql(INSERT).run([keyOf(id, seq), lines]);
}

const APPEND = `INSERT INTO appends (run, after, prev, seq, hash, lines, status, updated_at, fence)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * Appends lines of which the last is `next`, where the journal still ends with `end` and no later lease than `fence`
 * was given; else does nothing. It is one statement, and so whole or not done also outside a transaction.
 */
export function appendBatch(
  connection: Connection,
  end: Row,
  next: Row,
  lines: string,
  fence = Number.MAX_SAFE_INTEGER,
): boolean {
  const { status = null, updatedAt = null } = next.summary ?? {};
  const values = [end.id, end.seq, end.hash, next.seq, next.hash, lines, status, updatedAt, fence];
  try {
    connection.sql(APPEND).run(values);
    return true;
  } catch (error) {
    if (hasMovedOn(error)) return false;
    throw error;
  }
}

const STRAYS = `SELECT count(*) FROM batches WHERE id / ${RUNS_APART} NOT IN (SELECT id FROM runs)`;

/** How many batches belong to no run. */
export const strays = (connection: Connection): number => Number(connection.sql(STRAYS).get()?.[0]);
