import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ATTEMPT_FILES } from "../core/paths.ts";
import { parseRecord } from "../executors/command/record.ts";
import { startOf } from "../processes/identity.ts";

/**
 * The supervisor of the attempt in the folder, below which all that the attempt has started stays; nothing if the
 * process above this one is not certainly that, for then what is below it is somebody else's.
 */
export function supervisorOf(folder: string): { readonly supervisor?: number } {
  try {
    const { claimed } = parseRecord(readFileSync(join(folder, ATTEMPT_FILES.record), "utf8"));
    const isAbove = claimed?.pid === process.ppid && claimed.start !== "";
    return isAbove && startOf(claimed.pid) === claimed.start ? { supervisor: claimed.pid } : {};
  } catch {
    return {};
  }
}
