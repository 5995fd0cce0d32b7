import { runId } from "../../core/ids.ts";
import type { RunId } from "../../core/ids.ts";
import type { Head } from "../../journal/codec.ts";
import type { RunSummary } from "../../journal/store.ts";
import type { Owner } from "../../processes/identity.ts";
import type { Connection } from "./connection.ts";
import type { Value } from "./libsql.ts";

/** A run's row: where its journal ends, its line of a list, and how often its lease was given. */
export interface Row extends Head {
  readonly id: number;
  readonly fence: number;
  readonly summary: RunSummary | undefined;
}

const SUMMARY = "run, plan, status, started_at, updated_at";

export const LINES = "SELECT line FROM lines WHERE run = ? AND seq > ? AND seq <= ? ORDER BY seq";

/** The hash of an event, where the codec puts it: after `{"hash":"`. */
export const HASH_OF = "SELECT substr(line, 10, 64) FROM lines WHERE run = ? AND seq = ?";

export const INSERT_RUN = `INSERT INTO runs (run, seq, hash, plan, status, started_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;

export const INSERT_LINE = "INSERT INTO lines (run, seq, line) VALUES (?, ?, ?)";

/** Moves a journal's end on, if it is still where it was and the fence is not behind. */
export const UPDATE_RUN = `UPDATE runs
  SET seq = ?, hash = ?, plan = ?, status = ?, started_at = ?, updated_at = ?
  WHERE id = ? AND seq = ? AND hash = ? AND fence <= ?`;

const ROW = `SELECT id, seq, hash, fence, ${SUMMARY} FROM runs WHERE run = ?`;

export function rowOf(connection: Connection, run: RunId): Row | undefined {
  const found = connection.sql(ROW).get(run);
  if (!found) return undefined;
  const [id, seq, hash, fence, ...summary] = found;
  return {
    id: id as number,
    seq: seq as number,
    hash: hash as string,
    fence: fence as number,
    summary: summaryOf(summary),
  };
}

const LIST = `SELECT ${SUMMARY} FROM runs`;

/** What the rows of all runs say, in no order. */
export const summaries = (connection: Connection): RunSummary[] =>
  connection
    .sql(LIST)
    .all()
    .map(summaryOf)
    .filter((each) => each !== undefined);

function summaryOf([run, plan, status, startedAt, updatedAt]: readonly Value[]):
  | RunSummary
  | undefined {
  if (plan === null) return undefined;
  return {
    run: runId(run as string),
    plan: plan as string,
    status: status as RunSummary["status"],
    startedAt: startedAt as number,
    updatedAt: updatedAt as number,
  };
}

const OWNER = "SELECT owner, fence FROM runs WHERE run = ?";
const SET_OWNER = "UPDATE runs SET owner = ?, fence = ? WHERE run = ?";
const CLEAR_OWNER = "UPDATE runs SET owner = NULL WHERE run = ? AND fence = ?";

/** Who was last given the run's lease and has not given it back, and how often it was given. */
export function ownerOf(
  connection: Connection,
  run: RunId,
): { readonly owner: Owner | undefined; readonly fence: number } | undefined {
  const found = connection.sql(OWNER).get(run);
  if (!found) return undefined;
  const [owner, fence] = found;
  return {
    owner: owner === null ? undefined : (JSON.parse(owner as string) as Owner),
    fence: fence as number,
  };
}

export function setOwner(connection: Connection, run: RunId, owner: Owner, fence: number): void {
  connection.sql(SET_OWNER).run(JSON.stringify(owner), fence, run);
}

/** Nothing if the lease was given again since. */
export function clearOwner(connection: Connection, run: RunId, fence: number): void {
  connection.sql(CLEAR_OWNER).run(run, fence);
}
