import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Adds what a file holds to a digest, bit by bit; nothing where there is no file. */
export async function digestFile(hash: Hash, path: string): Promise<boolean> {
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

export const sha256 = (): Hash => createHash("sha256");
