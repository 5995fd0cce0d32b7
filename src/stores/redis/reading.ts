import type { Recorded } from "../../core/events.ts";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { Chain } from "../../journal/chain.ts";
import type { Head } from "../../journal/codec.ts";
import type { Connection } from "./connection.ts";
import type { RunKeys } from "./keys.ts";

/** So many lines come in one answer: one of a long journal as a whole would make everybody else wait. */
const PAGE = 500;

/** An entry of a stream as the server gives it: its id, and field and value. */
type Entry = readonly [id: string, fields: readonly [string, string]];

export const lineOf = ([, [, line]]: Entry): string => line;

/** Lines that are in a stream after event `after`. */
export async function* pagesAfter(
  connection: Connection,
  stream: string,
  after: number,
): AsyncGenerator<readonly string[]> {
  for (let from = after; ;) {
    const entries = (await connection.do((link) =>
      link.send(["XRANGE", stream, `${from + 1}-0`, "+", "COUNT", String(PAGE)]),
    )) as Entry[];
    if (entries.length > 0) yield entries.map(lineOf);
    if (entries.length < PAGE) return;
    from = Number.parseInt(entries.at(-1)![0], 10);
  }
}

export interface HeadRecord extends Head {
  readonly fence: number;
}

/** Where a journal ends by its own record; `undefined` where there is no such run. */
export async function headOf(
  connection: Connection,
  { head }: RunKeys,
): Promise<HeadRecord | undefined> {
  const [seq, hash, fence] = (await connection.do((link) =>
    link.send(["HMGET", head, "seq", "hash", "fence"]),
  )) as (string | null)[];
  if (!seq) return undefined;
  return { seq: Number(seq), hash: hash ?? "", fence: Number(fence ?? 0) };
}

/** What was read of a journal, and checked line by line. */
export interface Checked {
  readonly recorded: readonly Recorded[];
  readonly lines: readonly string[];
  readonly head: Head;
}

/**
 * Reads what follows `from`, to the end that is recorded at least. Throws `journal-damaged` where a line was changed,
 * or is missing: a batch is written as a whole, and nothing here ever takes a line away.
 */
export async function readChecked(
  connection: Connection,
  run: RunId,
  keys: RunKeys,
  from: Head,
): Promise<Checked | undefined> {
  const end = await headOf(connection, keys);
  if (!end) return undefined;
  const chain = new Chain(run, placeOf(connection, keys), from);
  const recorded: Recorded[] = [];
  const lines: string[] = [];
  for await (const page of pagesAfter(connection, keys.journal, from.seq)) {
    // Not by spreading: a journal may have more lines than a call takes arguments.
    for (const each of chain.take(page)) recorded.push(each);
    for (const each of page) lines.push(each);
  }
  const { head } = chain;
  if (head.seq < end.seq || (head.seq === end.seq && head.hash !== end.hash))
    throw endMissing(run, placeOf(connection, keys), head, end);
  return { recorded, lines, head };
}

export const placeOf = (connection: Connection, { journal }: RunKeys): string =>
  `${connection.address.shown} ${journal}`;

function endMissing(run: RunId, place: string, head: Head, end: Head): PawlError {
  const what =
    head.seq < end.seq
      ? `ends with event ${head.seq}, and event ${end.seq} had been recorded: its end is missing`
      : `ends with another event ${head.seq} than the one that had been recorded`;
  return new PawlError(
    "journal-damaged",
    `the journal of run ${run} is damaged: ${place} ${what}. ` +
      `Nothing was overwritten. pawl audit ${run} --verify shows how far it is whole.`,
  );
}
