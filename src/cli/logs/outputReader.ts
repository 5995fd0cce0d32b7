import { open, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { CONTENT_FILES } from "./content.ts";

const CHUNK = 64 * 1024;

interface OpenFile {
  readonly handle: FileHandle;
  readonly id: string;
  at: number;
}

/**
 * Reads an attempt's output from its oldest kept byte on, also while it is being written. `output.log` becomes
 * `output.1.log` when it has grown enough, and a new one begins; files are told apart by inode, which is not given
 * to another while the file is held open.
 */
export class OutputReader {
  readonly #output: string;
  readonly #before: string;
  #file: OpenFile | undefined;
  /** Bytes given so far. */
  given = 0;

  /**
   * @param folder the attempt's folder
   * @param files names of the file that is written to and, where there is one, of what came before
   */
  constructor(
    folder: string,
    files: { readonly main: string; readonly before?: string } = CONTENT_FILES.output,
  ) {
    this.#output = join(folder, files.main);
    this.#before = join(folder, files.before ?? files.main);
  }

  /** What there is and has not been given yet. */
  async *more(): AsyncGenerator<Buffer> {
    this.#file ??= (await openFile(this.#before)) ?? (await openFile(this.#output));
    while (this.#file) {
      yield* this.#rest(this.#file);
      const next = await this.#next(this.#file);
      if (!next) return;
      // Between the last read and the change of names more may have been written to it.
      yield* this.#rest(this.#file);
      await this.#file.handle.close();
      this.#file = next;
    }
  }

  async close(): Promise<void> {
    await this.#file?.handle.close();
    this.#file = undefined;
  }

  async *#rest(file: OpenFile): AsyncGenerator<Buffer> {
    for (;;) {
      const { buffer, bytesRead } = await file.handle.read(Buffer.alloc(CHUNK), 0, CHUNK, file.at);
      if (bytesRead === 0) return;
      file.at += bytesRead;
      this.given += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** The file that comes after this one, if this one is not the newest any more. */
  async #next(file: OpenFile): Promise<OpenFile | undefined> {
    for (;;) {
      if ((await idOf(this.#output)) === file.id) return undefined;
      // Replaced twice since: what came between is gone, and this is the oldest that is kept.
      if ((await idOf(this.#before)) !== file.id) return openFile(this.#before);
      const next = await openFile(this.#output);
      if (!next) return undefined;
      if ((await idOf(this.#before)) === file.id) return next;
      await next.handle.close();
    }
  }
}

async function openFile(path: string): Promise<OpenFile | undefined> {
  try {
    const handle = await open(path);
    const { dev, ino } = await handle.stat();
    return { handle, id: `${dev}:${ino}`, at: 0 };
  } catch {
    return undefined;
  }
}

async function idOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
