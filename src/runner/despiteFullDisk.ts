import { setTimeout as sleep } from "node:timers/promises";

/** The same as the supervisor's, for the record of an end: 10 s in all. */
const ROUNDS = 200;
const PAUSE_MS = 50;

/** What a disk or a quota says that is full. */
const FULL = new Set(["ENOSPC", "EDQUOT"]);

/**
 * Writes what must not be lost: while the disk is full, makes room and tries again. Throws the last error when there
 * is still no room after a while, and at once any other.
 * @param makeRoom called before each further try; what it cannot free does not matter
 */
export async function despiteFullDisk(write: () => void, makeRoom: () => void): Promise<void> {
  for (let round = 1; ; round++) {
    try {
      return write();
    } catch (error) {
      if (round > ROUNDS || !FULL.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
    makeRoom();
    await sleep(PAUSE_MS);
  }
}
