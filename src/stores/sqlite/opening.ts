import { existsSync, statSync } from "node:fs";
import { PawlError } from "../../core/error.ts";
import { whyNot } from "./errors.ts";
import type { Database, OpenDatabase } from "./libsql.ts";
import { migrate, versionOf } from "./schema.ts";

/** SQLite itself waits so long for a lock, during which this process does nothing else; then it is asked again. */
const WAIT_MS = 8;

/** A file up to this size is looked through by each process that opens it; that takes some 10 ms at most. */
const CHECK_BYTES = 8 * 1024 * 1024;

const checked = new Set<string>();

/** Opens or makes a file with our tables, in which what is committed outlasts a crash of the machine. */
export function openFile(path: string, openDatabase: OpenDatabase): Database {
  const database = connect(path, openDatabase);
  try {
    // Before anything is changed in a file that may be another's.
    versionOf(database, path);
    database.exec(
      `PRAGMA journal_mode = WAL;
       PRAGMA synchronous = FULL;
       PRAGMA wal_autocheckpoint = 0`,
    );
    migrate(database, path);
    checkOnce(database, path);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Opens or makes the file as it is. */
export function connect(path: string, openDatabase: OpenDatabase): Database {
  const isNew = !existsSync(path);
  try {
    return openDatabase(path, { timeout: WAIT_MS });
  } catch (cause) {
    const why = whyNot(path, cause);
    const text = isNew
      ? `cannot make ${path}: ${why}. Nothing was started.`
      : `cannot open ${path}: ${why}`;
    throw new PawlError("store-failed", text, { cause });
  }
}

/** So that a file of which the structure is damaged is found out before anything relies on it. */
function checkOnce(database: Database, path: string): void {
  if (checked.has(path) || statSync(path).size > CHECK_BYTES) return;
  const [found] = database.prepare("PRAGMA quick_check(1)").raw().get() ?? [];
  if (found !== "ok") throw Object.assign(new Error(String(found)), { code: "SQLITE_CORRUPT" });
  checked.add(path);
}
