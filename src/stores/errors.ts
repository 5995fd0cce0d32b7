import { PawlError } from "../core/error.ts";

/** In words, why the system, or SQLite, refused to write. */
export function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "SQLITE_FULL":
      return "the disk is full";
    case "EROFS":
    case "SQLITE_READONLY":
      return "the file system is read-only";
    case "EACCES":
    case "EPERM":
      return "there is no permission to";
    case "ENOTDIR":
    case "EEXIST":
      return "a file is in the way";
    default:
      return message;
  }
}

/** Does `work`; what the system refuses is told with the path and what to do. */
export function making<Value>(path: string, work: () => Value): Value {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof PawlError) throw cause;
    throw new PawlError(
      "store-failed",
      `cannot make ${path}: ${reasonOf(cause)}. Nothing was started.`,
      { cause },
    );
  }
}

export const cannotWrite = (path: string, run: string, cause: unknown): PawlError =>
  new PawlError(
    "store-failed",
    `cannot write to ${path}: ${reasonOf(cause)}. Nothing is half-written; what is under way goes on by itself. ` +
      `Mend it, then: pawl resume ${run}`,
    { cause },
  );
