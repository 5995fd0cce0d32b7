import { join } from "node:path";
import type { RunId } from "../../core/ids.ts";
import { ID_PATTERN } from "../../core/ids.ts";
import { PawlError } from "../../core/error.ts";
import { runFolder } from "../../core/paths.ts";

/** Paths of a run's files in the state folder. An id that could climb out of it is refused. */
export function filesOf(folder: string, run: RunId) {
  if (!ID_PATTERN.test(run)) throw new PawlError("run-unknown", `"${run}" is no run id`);
  const dir = join(folder, runFolder(run));
  return {
    dir,
    journal: join(dir, "journal.jsonl"),
    backup: join(dir, "journal.backup.jsonl"),
    head: join(dir, "head.json"),
    lock: join(dir, "journal.lock"),
    lease: join(dir, "lease"),
    fence: join(dir, "fence"),
  };
}

export type RunFiles = ReturnType<typeof filesOf>;
