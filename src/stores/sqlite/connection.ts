import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as rest } from "node:timers/promises";
import type { RunId } from "../../core/ids.ts";
import { making } from "../errors.ts";
import { makeFolder, syncFolder } from "../json/folders.ts";
import { explain, isBusy, stayedBusy } from "./errors.ts";
import type { Doing } from "./errors.ts";
import type { Database, OpenDatabase, Statement } from "./libsql.ts";
import { checkpoint } from "./log.ts";
import { connect, openFile } from "./opening.ts";

const PATIENCE_MS = 5_000;

/** After so many commits the log, of mostly two pages each, is brought into the file. */
const CHECKPOINT_EVERY = 1_000;

/** And after so many more where somebody else was writing just then. */
const AGAIN_AFTER = 20;

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
   * A statement that is prepared once. Only one that is begun again when it meets a lock may write outside a
   * transaction: libsql leaves it half-done, and it spoils the commits after it (libsql-js, pull request 238).
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
   * Does `work` in a transaction that is durable when this is done: all of it or, if it throws, nothing.
   * It is done again from its beginning while others have the file locked.
   */
  write<Value>(run: RunId, work: () => Value): Value | Promise<Value> {
    return this.writeAtOnce(run, () => transact(this.#open(), work));
  }

  /** Does `work`, which is one statement and so a transaction by itself. */
  writeAtOnce<Value>(run: RunId, work: () => Value): Value | Promise<Value> {
    if (++this.#commits > CHECKPOINT_EVERY && this.#database) this.#checkpoint(this.#database);
    return this.#patiently("writing", run, work);
  }

  /** Does `work`, which only reads, again while others have the file locked. */
  read<Value>(run: RunId | undefined, work: () => Value): Value | Promise<Value> {
    return this.#patiently("reading", run, work);
  }

  /** Lets go of the file. What this process wrote is then in the file itself, if that can be. */
  close(): void {
    if (this.#database && this.#commits > 0) this.#checkpoint(this.#database);
    this.#letGo();
  }

  /** At once if that can be: a promise costs an append more than it seems. */
  #patiently<Value>(doing: Doing, run: RunId | undefined, work: () => Value) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw explain(this.path, error, doing, run);
      return this.#untilFree(doing, run, work);
    }
  }

  async #untilFree<Value>(doing: Doing, run: RunId | undefined, work: () => Value): Promise<Value> {
    const until = Date.now() + PATIENCE_MS;
    for (let wait = 1; Date.now() < until; wait = Math.min(20, wait * 2)) {
      await rest(wait);
      try {
        return work();
      } catch (error) {
        if (!isBusy(error)) throw explain(this.path, error, doing, run);
      }
    }
    // What met the lock is half-done: what comes next begins with a connection of its own.
    this.#letGo();
    throw stayedBusy(this.path, PATIENCE_MS / 1_000);
  }

  #letGo(): void {
    this.#database?.close();
    this.#database = undefined;
    this.#statements = new Map();
  }

  #open(): Database {
    this.#database ??= openFile(this.path, this.#openDatabase);
    return this.#database;
  }

  #checkpoint(database: Database): void {
    const done = checkpoint(database, () => connect(this.path, this.#openDatabase));
    this.#commits = done ? 0 : CHECKPOINT_EVERY - AGAIN_AFTER;
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
