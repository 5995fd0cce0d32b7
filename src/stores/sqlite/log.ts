import type { Database } from "./libsql.ts";

/**
 * Brings the write-ahead log into the file; it is begun anew by whoever writes next. SQLite would do so by itself,
 * but up to 3.51.2 not safely while another process commits (sqlite.org/wal.html#walresetbug), and libsql is older.
 * So this is done by a second connection while the first keeps all others from writing.
 * Answers whether it was done; if not, the log has all that was committed, and stays as it is.
 */
export function checkpoint(database: Database, openAnother: () => Database): boolean {
  try {
    database.exec("BEGIN IMMEDIATE");
  } catch {
    return false;
  }
  try {
    const another = openAnother();
    another.exec("PRAGMA wal_checkpoint(PASSIVE)");
    another.close();
    return true;
  } catch {
    return false;
  } finally {
    database.exec("ROLLBACK");
  }
}
