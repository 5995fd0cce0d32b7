import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import { join, posix } from "node:path";
import type { DetailsFile } from "../core/details.ts";
import { taskId } from "../core/ids.ts";
import { detailsFolder } from "./names.ts";
import type { DetailsOrder } from "./port.ts";

/** Of one attempt; whoever leaves more leaves no details. */
const MOST_FILES = 200;
const MOST_BYTES = 64 * 1024 * 1024;

export interface Listed {
  readonly files: readonly DetailsFile[];
  /** What is none of them, though it lies there. */
  readonly notes: readonly string[];
}

/** The details of attempts as they are, in the order of their names. Links and what is no file are left alone. */
export async function listDetails({ folder, attempts }: DetailsOrder): Promise<Listed> {
  const files: DetailsFile[] = [];
  const notes: string[] = [];
  for (const attempt of attempts) {
    const within = detailsFolder(attempt.folder);
    const names = (await isReal(folder, within)) ? await namesIn(join(folder, within)) : [];
    for (const name of names.slice(0, MOST_FILES)) {
      const path = posix.join(within, name);
      const found = await digestOf(join(folder, path));
      if ("problem" in found) notes.push(`${path} is let be: ${found.problem}`);
      else files.push({ task: taskId(attempt.task), path, ...found });
    }
    if (names.length > MOST_FILES)
      notes.push(`${within} has ${names.length} files: all but ${MOST_FILES} are let be`);
  }
  return { files, notes };
}

/** Whether a path of the run's folder leads where it says, and through no link that an attempt may have left. */
export async function isReal(folder: string, path: string): Promise<boolean> {
  try {
    return (await realpath(join(folder, path))) === join(await realpath(folder), path);
  } catch {
    return false;
  }
}

/** Names of what lies in a folder and the folders in it, links not followed. */
async function namesIn(folder: string, depth = 4): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory()) names.push(entry.name);
    else if (depth > 0)
      for (const name of await namesIn(join(folder, entry.name), depth - 1))
        names.push(posix.join(entry.name, name));
  }
  return names;
}

/** The size and the SHA-256 of a file, or why it has none. A link is not followed, and nothing is waited for. */
export async function digestOf(
  path: string,
): Promise<Pick<DetailsFile, "bytes" | "sha256"> | { readonly problem: string }> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const status = await file.stat();
      if (!status.isFile()) return { problem: "it is no file" };
      if (status.size > MOST_BYTES) return { problem: `it has ${status.size} bytes` };
      const bytes = await file.readFile();
      return {
        bytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { problem: GONE };
    return { problem: code === "ELOOP" ? "it is a link" : message };
  }
}

/** Said where nothing is there. */
export const GONE = "it is gone";
