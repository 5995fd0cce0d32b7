import {
  closeSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { ATTEMPT_FILES } from "../../core/paths.ts";

const OUTPUT = [ATTEMPT_FILES.output, ATTEMPT_FILES.outputBefore] as const;

/**
 * Keeps the last of an attempt's output in two files, of which each takes half of what is allowed. The same as
 * `keep` in libexec/supervisor.pl.
 */
export class OutputLog {
  bytes = 0;
  dropped = 0;
  error: string | undefined;
  readonly #path: string;
  readonly #pathBefore: string;
  readonly #half: number;
  #file: number | undefined;
  #size = 0;

  /** @param names of the file that is written and of the one before it; those of an attempt's output if not given */
  constructor(folder: string, most: number, names: readonly [string, string] = OUTPUT) {
    this.#path = join(folder, names[0]);
    this.#pathBefore = join(folder, names[1]);
    this.#half = Math.max(1, Math.floor(most / 2));
  }

  keep(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    const rest = chunk.subarray(Math.max(0, chunk.length - 2 * this.#half));
    this.dropped += chunk.length - rest.length;
    for (let at = 0; at < rest.length;) {
      try {
        if (this.#file !== undefined && this.#size >= this.#half) this.#rotate();
        this.#file ??= openSync(this.#path, "a");
        const written = writeSync(
          this.#file,
          rest,
          at,
          Math.min(rest.length - at, this.#half - this.#size),
        );
        this.#size += written;
        at += written;
      } catch (error) {
        this.error = (error as Error).message;
        this.dropped += rest.length - at;
        return;
      }
    }
  }

  /** Frees the disk of all that was kept. */
  giveWay(): void {
    rmSync(this.#pathBefore, { force: true });
    if (this.#file !== undefined) ftruncateSync(this.#file, 0);
  }

  #rotate(): void {
    closeSync(this.#file!);
    this.#file = undefined;
    this.#size = 0;
    this.dropped += statSync(this.#pathBefore, { throwIfNoEntry: false })?.size ?? 0;
    renameSync(this.#path, this.#pathBefore);
  }
}
