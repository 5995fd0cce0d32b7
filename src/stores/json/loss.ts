import { existsSync, statSync } from "node:fs";
import { PawlError } from "../../core/error.ts";
import type { RunFiles } from "./files.ts";
import { readHead } from "./head.ts";
import { JournalReader } from "./reader.ts";

/** Whether anything in the folder says that this is a run: one of another store has none of these files. */
export const isRun = (files: RunFiles): boolean => existsSync(files.journal) || wasRecorded(files);

/**
 * The damage of a journal that is missing or empty although events had been recorded; `undefined` where there is none.
 * What stands beside a journal is written after it, so the journal is looked at again: it may just have begun.
 */
export function lossOf(files: RunFiles, run: string): PawlError | undefined {
  if (stateOf(files.journal) === "filled" || !wasRecorded(files)) return undefined;
  const state = stateOf(files.journal);
  return state === "filled" ? undefined : lost(files, run, state);
}

/** Throws the damage that `lossOf` finds. */
export function refuseLoss(files: RunFiles, run: string): void {
  const damage = lossOf(files, run);
  if (damage) throw damage;
}

/** The journal is gone, or empty, under a process that had read or written events up to `known`. */
export function lost(
  files: RunFiles,
  run: string,
  state: "missing" | "empty",
  known = 0,
): PawlError {
  const last = Math.max(known, readHead(files.head)?.seq ?? copied(files, run));
  const recorded = last === 0 ? "events" : `event ${last}`;
  const copy = isFilled(files.backup)
    ? `${files.backup} is a copy that was verified at the last clean stop`
    : "there is no verified copy of it";
  return new PawlError(
    "journal-damaged",
    `the journal of run ${run} is damaged: ${files.journal} is ${state}, and ${recorded} had been recorded. ` +
      `Nothing was overwritten. pawl state repair ${run} shows what can be done; ${copy}.`,
  );
}

/** A head record is made after the first events are in the journal, so that it is there says enough. */
const wasRecorded = (files: RunFiles): boolean => existsSync(files.head) || isFilled(files.backup);

function stateOf(path: string): "missing" | "empty" | "filled" {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return "missing";
  return size === 0 ? "empty" : "filled";
}

const isFilled = (path: string): boolean => stateOf(path) === "filled";

/** Number of the last event in the verified copy, as far as it is whole. */
function copied(files: RunFiles, run: string): number {
  const copy = new JournalReader(files.backup, run);
  try {
    copy.readMore();
  } catch {
    // What is whole of it counts.
  }
  return copy.head.seq;
}
