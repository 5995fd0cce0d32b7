import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { cannotWrite, reasonOf } from "../errors.ts";
import { copiesOf } from "./copies.ts";

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? "";

/** Another has the file locked; it can be tried again. */
export const isBusy = (cause: unknown): boolean =>
  codeOf(cause) === "SQLITE_BUSY" || codeOf(cause) === "SQLITE_LOCKED";

/** An append found the journal's end elsewhere: the trigger of the tables says so. */
export const hasMovedOn = (cause: unknown): boolean =>
  codeOf(cause) === "SQLITE_CONSTRAINT_TRIGGER";

const isDamage = (cause: unknown): boolean =>
  codeOf(cause) === "SQLITE_CORRUPT" || codeOf(cause) === "SQLITE_NOTADB";

export const stayedBusy = (path: string, seconds: number): PawlError =>
  new PawlError(
    "store-busy",
    `${path} has been locked by another process for ${seconds} s; nothing was written`,
  );

export type Doing = "reading" | "writing";

/** What SQLite or the system refused, in words for a person; what is a fault of ours stays as it is. */
export function explain(path: string, cause: unknown, doing: Doing, run?: RunId): unknown {
  if (cause instanceof PawlError) return cause;
  if (isDamage(cause)) return damaged(path, cause, run);
  const isRefused = codeOf(cause).startsWith("SQLITE_") || "syscall" in (cause as object);
  if (!isRefused) return cause;
  if (run !== undefined && doing === "writing") return cannotWrite(path, run, cause);
  const why =
    codeOf(cause) === "SQLITE_CANTOPEN"
      ? `SQLite writes beside it even to read, and ${whyNot(path, cause)}. A copy of it elsewhere can be read`
      : reasonOf(cause);
  return new PawlError("store-failed", `cannot read ${path}: ${why}`, { cause });
}

/** Why a file cannot be opened or made: libsql tells a number only, the system more when it is asked for the same. */
export function whyNot(path: string, cause: unknown): string {
  try {
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
    accessSync(dirname(path), constants.R_OK | constants.W_OK);
  } catch (error) {
    return reasonOf(error);
  }
  return statSync(path, { throwIfNoEntry: false })?.isDirectory()
    ? "it is a folder"
    : (cause as Error).message;
}

function damaged(path: string, cause: unknown, run: RunId | undefined): PawlError {
  const what =
    run === undefined ? `${path} is damaged` : `the journal of run ${run} is damaged: ${path}`;
  const copies = copiesOf(path);
  const help = existsSync(copies)
    ? ` ${copies} is a json store with copies that were verified at the last clean stops.`
    : "";
  return new PawlError(
    "journal-damaged",
    `${what}: ${(cause as Error).message}. Nothing was overwritten.${help}`,
    { cause },
  );
}
