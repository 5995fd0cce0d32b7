import {
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  closeSync,
  fsyncSync,
  linkSync,
  renameSync,
  statSync,
} from "node:fs";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { extendBackup } from "./backup.ts";
import { filesOf } from "./files.ts";
import type { RunFiles } from "./files.ts";
import { syncFolder } from "./folders.ts";
import { readHead } from "./head.ts";
import { FileLock } from "./lock.ts";
import { lossOf } from "./loss.ts";
import { JournalReader } from "./reader.ts";

/** What can be done about a journal without guessing, and what is lost by it. */
export type Repair =
  | { readonly type: "none-needed"; readonly events: number }
  /** A torn end is cut off. */
  | { readonly type: "cut"; readonly events: number; readonly bytes: number; readonly lost: string }
  /** The verified copy takes the journal's place; the damaged file is kept under another name. */
  | {
      readonly type: "restore";
      readonly events: number;
      readonly lost: string;
      readonly damage: string;
    }
  /** Nothing safe is left to do. */
  | { readonly type: "hopeless"; readonly damage: string };

/** Looks at a run's journal and its copy; changes nothing. */
export function inspectJournal(folder: string, run: RunId): Repair {
  const files = filesOf(folder, run);
  const reader = new JournalReader(files.journal, run);
  const damage = lossOf(files, run)?.message ?? damageOf(reader);
  const recorded = readHead(files.head)?.seq;
  if (damage === undefined) {
    const events = reader.head.seq;
    if (reader.tail.type !== "torn") return { type: "none-needed", events };
    return {
      type: "cut",
      events,
      bytes: reader.tail.bytes,
      lost: lostAfter(events, recorded ?? 0),
    };
  }
  const copy = new JournalReader(files.backup, run);
  if (!existsSync(files.backup) || damageOf(copy) !== undefined || copy.head.seq === 0)
    return { type: "hopeless", damage };
  return {
    type: "restore",
    events: copy.head.seq,
    lost:
      recorded === undefined
        ? "whatever came after it: no head record says if anything did"
        : lostAfter(copy.head.seq, recorded),
    damage,
  };
}

function damageOf(reader: JournalReader): string | undefined {
  try {
    reader.readMore();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function lostAfter(kept: number, recorded: number): string {
  if (recorded <= kept) return "nothing that had been recorded";
  return recorded === kept + 1 ? `event ${recorded}` : `events ${kept + 1} to ${recorded}`;
}

/** Does what `inspectJournal` offers. Refused while somebody drives the run. Gives the damaged file's new name, if there was one. */
export function repairJournal(folder: string, run: RunId, repair: Repair): string | undefined {
  const files = filesOf(folder, run);
  const lease = new FileLock(files.lease);
  const outcome = lease.tryAcquire();
  if (!outcome.ok) {
    const { pid, host } = outcome.holder;
    throw new PawlError(
      "store-busy",
      `process ${pid} on ${host} drives run ${run}; a journal in use is not repaired`,
    );
  }
  try {
    return apply(files, run, repair);
  } finally {
    lease.release();
    lease.close();
  }
}

function apply(files: RunFiles, run: RunId, repair: Repair): string | undefined {
  if (repair.type === "cut") {
    const reader = new JournalReader(files.journal, run);
    reader.readMore();
    truncate(files.journal, reader.offset);
    return undefined;
  }
  if (repair.type !== "restore") return undefined;
  // Whoever looks meanwhile sees the damaged file or the copy, and never a part of it.
  const beside = `${files.journal}.${process.pid}.restoring`;
  copyFileSync(files.backup, beside);
  sync(beside);
  const kept = existsSync(files.journal) ? freeName(files.journal) : undefined;
  if (kept !== undefined) linkSync(files.journal, kept);
  renameSync(beside, files.journal);
  syncFolder(files.dir);
  extendBackup(files, statSync(files.journal).size);
  return kept;
}

function truncate(path: string, size: number): void {
  const fd = openSync(path, "r+");
  ftruncateSync(fd, size);
  fsyncSync(fd);
  closeSync(fd);
}

function sync(path: string): void {
  const fd = openSync(path, "r");
  fsyncSync(fd);
  closeSync(fd);
}

function freeName(journal: string): string {
  for (let number = 1; ; number++) {
    const name = journal.replace(/\.jsonl$/, `.damaged-${number}.jsonl`);
    if (!existsSync(name)) return name;
  }
}
