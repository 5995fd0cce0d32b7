import { createRequire } from "node:module";
import type LibsqlDatabase from "libsql";
import { PawlError } from "../../core/error.ts";

/** The part of libsql that is used here. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

export interface Statement {
  /** Takes the values as one array, which spares libsql making one of its own. */
  run(values: readonly Value[]): { readonly changes: number; readonly lastInsertRowid: number };
  /** Rows as arrays from here on. */
  raw(): this;
  get(...values: readonly Value[]): readonly Value[] | undefined;
  all(...values: readonly Value[]): readonly (readonly Value[])[];
}

export type Value = string | number | null;

export type OpenDatabase = (path: string, options: { readonly timeout: number }) => Database;

/** Loaded when a SQLite file is really wanted: others need not have the package. */
export async function loadLibsql(): Promise<OpenDatabase> {
  try {
    // Not `import()`: code of which V8 has kept what it made (src/cli/compiled.ts) cannot do that in node 20.
    const Libsql = createRequire(import.meta.url)("libsql") as typeof LibsqlDatabase;
    return (path, options) => new Libsql(path, options) as unknown as Database;
  } catch (cause) {
    throw new PawlError(
      "store-failed",
      isMissing(cause)
        ? "the sqlite store needs the package libsql, which is not installed; npm install libsql@0.5"
        : `the sqlite store needs the package libsql, which cannot be loaded: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The package, or the part of it that is made for this system. */
const isMissing = (cause: unknown): boolean =>
  ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(
    (cause as NodeJS.ErrnoException).code ?? "",
  );
