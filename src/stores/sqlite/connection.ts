import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as rest } from "node:timers/promises";
import type { RunId } from "../../core/ids.ts";
import { making } from "../errors.ts";
import { makeFolder, syncFolder } from "../json/folders.ts";
import { explain, isBusy, stayedBusy } from "./errors.ts";
import type { Database, OpenDatabase, Statement } from "./libsql.ts";
import { checkpoint, logIsLong } from "./log.ts";
import { openFile } from "./opening.ts";

const PATIENCE_MS = 5_000;

/** After so many commits the length of the log is looked at. */
const LOOK_EVERY = 16;

/** One SQLite file, opened when it is first needed and made when something is first written. */
export class Connection {
  readonly path: string;
  readonly #openDatabase: OpenDatabase;
  #database: Database | undefined;
  #statements = new Map<string, Statement>();
  #commits = 0;

  constructor(path: string, openDatabase: OpenDatabase) {
    this.path = path;
    this.#openDatabase = openDatabase;
  }

  /** Whether there is a file to read. */
  isThere(): boolean {
    return this.#database !== undefined || existsSync(this.path);
  }

  /** Makes the folder of the file where it is not there. */
  makeFolder(): void {
    const folder = dirname(this.path);
    if (existsSync(folder)) return;
    making(folder, () => {
      makeFolder(folder);
      syncFolder(dirname(folder));
    });
  }

  /**
   * A statement that is prepared once. Outside a transaction it must only read: libsql leaves a statement that
   * fails to write because of a lock half-done, and it spoils the commits after it (libsql-js, pull request 238).
   */
  sql(text: string): Statement {
    const database = this.#open();
    const known = this.#statements.get(text);
    if (known) return known;
    const statement = database.prepare(text);
    if (!/^(INSERT|UPDATE)/.test(text)) statement.raw();
    this.#statements.set(text, statement);
    return statement;
  }

  /**
   * Does `work` in a transaction that is durable when this resolves: all of it or, if it throws, nothing.
   * It is done again from its beginning while others have the file locked.
   */
  async write<Value>(run: RunId, work: () => Value): Promise<Value> {
    const value = await this.#patiently("writing", run, () => transact(this.#open(), work));
    if (++this.#commits % LOOK_EVERY === 0 && logIsLong(this.path)) this.#checkpoint();
    return value;
  }

  /** Does `work`, which only reads, again while others have the file locked. */
  async read<Value>(run: RunId | undefined, work: () => Value): Promise<Value> {
    return this.#patiently("reading", run, work);
  }

  /** Lets go of the file. What this process wrote is then in the file itself, if that can be. */
  close(): void {
    const database = this.#database;
    if (database && this.#commits > 0) this.#checkpoint();
    this.#database = undefined;
    this.#statements = new Map();
    this.#commits = 0;
    database?.close();
  }

  async #patiently<Value>(
    doing: "reading" | "writing",
    run: RunId | undefined,
    work: () => Value,
  ): Promise<Value> {
    const until = Date.now() + PATIENCE_MS;
    for (let wait = 1; ; wait = Math.min(20, wait * 2)) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error)) throw explain(this.path, error, doing, run);
      }
      if (Date.now() > until) throw stayedBusy(this.path, PATIENCE_MS / 1_000);
      await rest(wait);
    }
  }

  #open(): Database {
    this.#database ??= openFile(this.path, this.#openDatabase);
    return this.#database;
  }

  #checkpoint(): void {
    checkpoint(this.#open(), () => openFile(this.path, this.#openDatabase));
  }
}

function transact<Value>(database: Database, work: () => Value): Value {
  database.exec("BEGIN IMMEDIATE");
  try {
    const value = work();
    database.exec("COMMIT");
    return value;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function rollBack(database: Database): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // SQLite did it itself, as it does when the disk is full.
  }
}
