import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { ATTEMPT_FILES, attemptFolder } from "../core/paths.ts";
import type { TestsIn } from "../views/seed003/outputs.ts";
import { testsPassed } from "../views/seed003/testsPassed.ts";

/** Runners say how it went at the end. */
const MOST_BYTES = 256 * 1024;

/** Reads how many tests passed from what attempts wrote. @param folder the run's */
export const testsReader =
  (folder: string): TestsIn =>
  (task, attempt) => {
    const at = join(folder, attemptFolder(task.phase.spec.id, task.spec.id, attempt));
    const end = endOf(join(at, ATTEMPT_FILES.output));
    if (end === undefined) return undefined;
    return testsPassed(end.text, end.whole && !existsSync(join(at, ATTEMPT_FILES.outputBefore)));
  };

/** Nothing where it is not on this machine, or cannot be read: what is not known is not told. */
function endOf(file: string): { readonly text: string; readonly whole: boolean } | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(file, "r");
    const { size } = fstatSync(fd);
    const buffer = Buffer.alloc(Math.min(size, MOST_BYTES));
    const read = readSync(fd, buffer, 0, buffer.length, size - buffer.length);
    return { text: buffer.toString("utf8", 0, read), whole: size <= MOST_BYTES };
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
