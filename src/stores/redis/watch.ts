import { setTimeout as rest } from "node:timers/promises";
import type { Recorded } from "../../core/events.ts";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { Chain } from "../../journal/chain.ts";
import type { Head } from "../../journal/codec.ts";
import type { Connection } from "./connection.ts";
import type { RunJournal } from "./journal.ts";
import type { RunKeys } from "./keys.ts";
import { lineOf, placeOf } from "./reading.ts";

const BLOCK_MS = 5_000;
const PAGE = 500;

type Entry = Parameters<typeof lineOf>[0];

/**
 * Follows a journal by waiting at the server, on a connection of its own, for what comes after the last line seen;
 * so nothing is lost when the connection is. It ends by being stopped, or silently at damage: the next append or
 * reading reports that.
 * @param connection used for nothing else, and closed at the end
 */
export function watchJournal(
  connection: Connection,
  run: RunId,
  keys: RunKeys,
  own: RunJournal,
  after: number,
  seen: (events: readonly Recorded[]) => void,
): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  let chain: Chain | undefined;
  const follow = async (): Promise<void> => {
    chain ??= await chainAt(connection, run, keys, own, after);
    while (!signal.aborted) {
      const entries = await nextAfter(connection, keys.journal, chain.head.seq);
      const fresh: Recorded[] = [];
      for (const entry of entries) fresh.push(...takeNext(chain, entry, own));
      if (fresh.length > 0 && !signal.aborted) seen(fresh);
    }
  };
  const goOn = async (): Promise<void> => {
    try {
      await follow();
    } catch (error) {
      // A server that is away for long may come back; damage does not mend itself.
      if (signal.aborted || !(error instanceof PawlError) || error.code !== "store-failed") return;
      await rest(BLOCK_MS / 5);
      return goOn();
    }
  };
  void goOn().finally(() => connection.close());
  return () => {
    stopping.abort();
    connection.close();
  };
}

/** Stands after event `after`: its hash is what the next line must hold. */
async function chainAt(
  connection: Connection,
  run: RunId,
  keys: RunKeys,
  own: RunJournal,
  after: number,
): Promise<Chain> {
  const place = placeOf(connection, keys);
  if (after === 0) return new Chain(run, place);
  if (own.head.seq === after) return new Chain(run, place, own.head);
  const id = `${after}-0`;
  const [entry] = (await connection.do((link) =>
    link.send(["XRANGE", keys.journal, id, id]),
  )) as Entry[];
  return new Chain(run, place, { seq: after, hash: entry ? hashOf(lineOf(entry)) : "" });
}

async function nextAfter(connection: Connection, stream: string, seq: number): Promise<Entry[]> {
  const args = ["XREAD", "COUNT", String(PAGE), "BLOCK", String(BLOCK_MS)];
  const answer = (await connection.do((link) =>
    link.send([...args, "STREAMS", stream, `${seq}-0`], BLOCK_MS),
  )) as [[stream: string, entries: Entry[]]] | null;
  return answer?.[0][1] ?? [];
}

/** What this process wrote itself is passed over: it has been checked by being written. */
function takeNext(chain: Chain, entry: Entry, own: RunJournal): Recorded[] {
  const seq = Number.parseInt(entry[0], 10);
  const line = lineOf(entry);
  if (!own.isOwn(seq) || seq !== chain.head.seq + 1) return chain.take([line]);
  chain.head = { seq, hash: hashOf(line) } satisfies Head;
  return [];
}

/** The codec's lines begin with `{"hash":"`. */
const hashOf = (line: string): string => line.slice(9, 73);
