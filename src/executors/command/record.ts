import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ATTEMPT_FILES } from "../../core/paths.ts";
import type { Owner } from "../../processes/identity.ts";

/** How an attempt ended, as its supervisor recorded it. */
export type Ended =
  | {
      readonly code: number | null;
      readonly signal: string | null;
      readonly timedOut: boolean;
      /** Why it was told to end; null if it was not. */
      readonly cancelled: string | null;
      /** Milliseconds since 1970, to the second. */
      readonly at: number;
      /** Bytes of output in all, and of them those that are not kept. */
      readonly bytes: number;
      readonly dropped: number;
      /** Why output could not be written, where it could not. */
      readonly outputError?: string;
      /** Size of the file of outputs, where there is one. */
      readonly outputs?: number;
    }
  /** It was claimed, but could not be started. `again` says that it may go well another time. */
  | { readonly refused: string; readonly again: boolean }
  /** Somebody took the claim only so that nobody starts it. */
  | { readonly lost: string };

/** What the record of an attempt says. A line counts if it ends in a newline; the first claim is the good one. */
export interface AttemptRecord {
  readonly claimed?: Owner;
  readonly started?: Pick<Owner, "pid" | "start">;
  readonly ended?: Ended;
}

/** The file's name for the reason of a cancel, in the attempt's folder: its supervisor reads it when told to end. */
export const CANCEL_FILE = "cancel";

interface Line {
  claimed?: Owner;
  started?: Pick<Owner, "pid" | "start">;
  ended?: Ended;
}

export function parseRecord(text: string): AttemptRecord {
  let record: AttemptRecord = {};
  for (const line of text.split("\n").slice(0, -1)) {
    let entry: Line;
    try {
      entry = JSON.parse(line) as Line;
    } catch {
      continue; // torn, and then gone on after by another
    }
    // The line of a later claim says nothing of this attempt.
    if (entry.claimed && record.claimed) continue;
    record = { ...record, ...entry };
  }
  return record;
}

/** The record in an attempt's folder; undefined if there is none. */
export async function readRecord(folder: string): Promise<AttemptRecord | undefined> {
  try {
    return parseRecord(await readFile(join(folder, ATTEMPT_FILES.record), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Why an attempt is lost that nobody had claimed when it was looked for. */
export const NEVER_STARTED = "it was never started";

export const claimLine = (owner: Owner): string => `${JSON.stringify({ claimed: owner })}\n`;

/**
 * Claims the attempt so that nobody starts it any more, and records it as lost. Somebody else may have been first:
 * the record, read again, tells.
 */
export async function claimAsLost(folder: string, owner: Owner, why: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const line = JSON.stringify({ claimed: owner, ended: { lost: why } });
  // The newline before it ends a claim that was torn.
  await appendFile(join(folder, ATTEMPT_FILES.record), `\n${line}\n`);
}
