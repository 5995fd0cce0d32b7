import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** What lies there may be anything: no link is followed, and nothing is waited for. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * The text of a plain file of at most `most` bytes; undefined where there is none. Throws with a sentence for
 * whoever wrote it where there is something else.
 */
export function readBounded(path: string, most: number): string | undefined {
  let file: number;
  try {
    file = openSync(path, FLAGS);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new Error(code === "ELOOP" ? "it is a link, not a file" : message, { cause });
  }
  try {
    const about = fstatSync(file);
    if (!about.isFile()) throw new Error("it is not a file");
    if (about.size > most) throw new Error(`it has ${about.size} bytes, ${most} are allowed`);
    const bytes = Buffer.alloc(about.size);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, about.size, 0));
  } finally {
    closeSync(file);
  }
}
