import type { Recorded } from "../../core/events.ts";
import type { JournalFile } from "./journalFile.ts";
import type { JournalReader } from "./reader.ts";

/** Looking every 100 ms keeps the promise of 200 and needs nothing of the file system (network ones included). */
const EVERY_MS = 100;

/** Follows a journal by looking at its file. Damage ends the watch: the next append or reading reports it. */
export function watchJournal(
  reader: JournalReader,
  own: JournalFile,
  after: number,
  seen: (events: readonly Recorded[]) => void,
): () => void {
  const look = (): void => {
    try {
      own.passOwn(reader);
      const fresh = reader.readMore().filter((each) => each.seq > after);
      if (fresh.length > 0) seen(fresh);
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(look, EVERY_MS);
  return () => clearInterval(timer);
}
