import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

const TAIL_BYTES = 4096;

/** The end of a file, and the size that the file had. */
export interface Tail {
  readonly text: string;
  readonly size: number;
}

/** The end of a file, unless its size is still the one `known`; nothing where it is missing or cannot be read. */
export async function readTail(file: string, known = -1): Promise<Tail | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { size } = await handle.stat();
    if (size === known) return undefined;
    const length = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return { text: buffer.toString("utf8", 0, bytesRead), size };
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}
