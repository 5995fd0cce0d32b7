import { PawlError } from "../../core/error.ts";
import type { Database } from "./libsql.ts";

/** "Pawl" in ASCII: tells our files from those of other programs. */
const APPLICATION = 0x5061776c;

/**
 * What takes a file from one version of its tables to the next; the version is how many of these it has had.
 * Only ever add to the end.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE runs (
     id INTEGER PRIMARY KEY,
     run TEXT NOT NULL UNIQUE,
     -- where the journal ends
     seq INTEGER NOT NULL,
     hash TEXT NOT NULL,
     -- its line of a list, once it has begun
     plan TEXT,
     status TEXT,
     started_at INTEGER,
     updated_at INTEGER,
     -- who drives it, as JSON, and how often that has changed
     owner TEXT,
     fence INTEGER NOT NULL DEFAULT 0
   );
   -- the journals, verbatim: the codec's lines of one batch, so that a batch is there or it is not
   CREATE TABLE batches (
     -- the run's id times 2^32, plus the number of the batch's last event: with a key of two columns SQLite
     -- would write half as much again for each append
     id INTEGER PRIMARY KEY,
     lines TEXT NOT NULL
   );
   -- An append is one statement, an insert into this view: it moves the run's end on and adds the batch, or fails
   -- where the journal ends elsewhere by now or the lease is another's.
   CREATE VIEW appends AS
     SELECT 0 AS run, 0 AS after, '' AS prev, 0 AS seq, '' AS hash, '' AS lines,
       '' AS status, 0 AS updated_at, 0 AS fence;
   CREATE TRIGGER append INSTEAD OF INSERT ON appends BEGIN
     UPDATE runs SET seq = NEW.seq, hash = NEW.hash, status = NEW.status, updated_at = NEW.updated_at
       WHERE id = NEW.run AND seq = NEW.after AND hash = NEW.prev AND fence <= NEW.fence;
     SELECT RAISE(ABORT, 'moved on') WHERE changes() = 0;
     INSERT INTO batches (id, lines) VALUES (NEW.run * 4294967296 + NEW.seq, NEW.lines);
   END;`,
];

/** Brings the tables up to this version. */
export function migrate(database: Database, path: string): void {
  if (versionOf(database, path) === MIGRATIONS.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Again, now that nobody else can be doing the same.
    const version = versionOf(database, path);
    for (const each of MIGRATIONS.slice(version)) database.exec(each);
    database.exec(`PRAGMA application_id = ${APPLICATION}`);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/** The version of a file's tables, 0 for a new one. Refused are files of a newer version and of other programs. */
export function versionOf(database: Database, path: string): number {
  const version = numberOf(database, "PRAGMA user_version");
  const application = numberOf(database, "PRAGMA application_id");
  const isOurs = application === APPLICATION;
  if (!isOurs && (application !== 0 || version !== 0 || hasTables(database))) {
    throw new PawlError(
      "store-failed",
      `${path} is a SQLite file of another program; it was not changed. Name another file`,
    );
  }
  if (version > MIGRATIONS.length) {
    throw new PawlError(
      "journal-newer",
      `${path} was written by a newer Pawl (version ${version} of its tables; this one knows ${MIGRATIONS.length}); update pawl to open it`,
    );
  }
  return version;
}

const numberOf = (database: Database, sql: string): number =>
  Number(database.prepare(sql).raw().get()?.[0]);

const hasTables = (database: Database): boolean =>
  numberOf(database, "SELECT count(*) FROM sqlite_schema") > 0;
