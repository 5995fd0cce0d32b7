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

const INSERT = `INSERT INTO runs (run, seq, hash, plan, status, started_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;

/** Notes a run that was not there. Gives its row. */
export function insertRun(
  connection: Connection,
  run: RunId,
  { seq, hash }: Head,
  summary: RunSummary | undefined,
): Row {
  const { plan = null, status = null, startedAt = null, updatedAt = null } = summary ?? {};
  const values = [run, seq, hash, plan, status, startedAt, updatedAt];
  const id = connection.sql(INSERT).run(values).lastInsertRowid;
  return { id, seq, hash, fence: 0, summary };
}

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

/** The ids of all runs. */
export const runsOf = (connection: Connection): RunId[] =>
  connection
    .sql("SELECT run FROM runs ORDER BY run")
    .all()
    .map(([run]) => runId(run as string));

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
  connection.sql(SET_OWNER).run([JSON.stringify(owner), fence, run]);
}

/** Nothing if the lease was given again since. */
export function clearOwner(connection: Connection, run: RunId, fence: number): void {
  connection.sql(CLEAR_OWNER).run([run, fence]);
}
