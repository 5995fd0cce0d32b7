import { join } from "node:path";
import type { Mask } from "../core/maskTexts.ts";
import { ATTEMPT_FILES, attemptFolder } from "../core/paths.ts";
import type { TaskState } from "../core/run.ts";
import { lastLineOf, safeText } from "../views/safeText.ts";
import { readTail } from "./readTail.ts";

/** No file is looked at more often. */
const PAUSE_MS = 300;

interface Seen {
  readonly file: string;
  lookedAt: number;
  size: number;
  busy: boolean;
}

/**
 * The last line of output of attempts under way. Only the end of a file is read, only of tasks asked for, and only
 * when it has grown.
 */
export class LastLines {
  readonly lines = new Map<string, string>();
  readonly #folder: string;
  readonly #changed: () => void;
  readonly #mask: Mask;
  readonly #seen = new Map<string, Seen>();

  /**
   * @param folder the run's folder
   * @param changed called when a line is not what it was
   * @param mask takes out what is not to be shown
   */
  constructor(folder: string, changed: () => void, mask: Mask) {
    this.#folder = folder;
    this.#changed = changed;
    this.#mask = mask;
  }

  /** Looks at the output of these tasks where that is due, and forgets all others. Does not wait. */
  refresh(tasks: readonly TaskState[], now: number): void {
    const wanted = new Set<string>(tasks.map((each) => each.address));
    for (const address of this.#seen.keys()) {
      if (wanted.has(address)) continue;
      this.#seen.delete(address);
      this.lines.delete(address);
    }
    for (const task of tasks) this.#look(task, now);
  }

  #look(task: TaskState, now: number): void {
    const { address, phase, spec, attempts } = task;
    const folder = attemptFolder(phase.spec.id, spec.id, attempts.length);
    const file = join(this.#folder, folder, ATTEMPT_FILES.output);
    let seen = this.#seen.get(address);
    if (seen?.file !== file) {
      seen = { file, lookedAt: Number.NEGATIVE_INFINITY, size: 0, busy: false };
      this.#seen.set(address, seen);
      this.lines.delete(address);
    }
    if (seen.busy || now - seen.lookedAt < PAUSE_MS) return;
    seen.lookedAt = now;
    seen.busy = true;
    void this.#read(address, seen).finally(() => (seen.busy = false));
  }

  async #read(address: string, seen: Seen): Promise<void> {
    const read = await readTail(seen.file, seen.size);
    // The next attempt may have begun meanwhile.
    if (!read || this.#seen.get(address) !== seen) return;
    seen.size = read.size;
    const line = lastLineOf(this.#mask(safeText(read.text)));
    if (line === "" || line === this.lines.get(address)) return;
    this.lines.set(address, line);
    this.#changed();
  }
}
