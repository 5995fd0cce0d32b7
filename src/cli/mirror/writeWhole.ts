import { randomBytes } from "node:crypto";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { startOf } from "../../processes/identity.ts";

export interface WriteOptions {
  /** Permissions of the file; what new files have, if not given. */
  readonly mode?: number;
  /** Asked when the new text is on the disk and the old still stands; the old stays where it answers false. */
  readonly still?: () => Promise<boolean>;
}

/**
 * Writes a file so that whoever reads it finds the old text or the new one, whole, also after a power cut. A link in
 * its place is replaced.
 * @returns whether it was written
 */
export async function writeWhole(
  path: string,
  text: string,
  { mode, still }: WriteOptions = {},
): Promise<boolean> {
  await sweep(path);
  const draft = `${path}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  try {
    const file = await open(draft, "wx");
    try {
      await file.writeFile(text);
      if (mode !== undefined) await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    if (still && !(await still())) {
      await rm(draft, { force: true });
      return false;
    }
    await rename(draft, path);
    return true;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Files of which this process has seen to the drafts. */
const swept = new Set<string>();

/** Takes away drafts of a file that processes have left which were killed over them. */
async function sweep(path: string): Promise<void> {
  if (swept.has(path)) return;
  swept.add(path);
  const name = basename(path);
  for (const each of await readdir(dirname(path)).catch(() => [])) {
    const pid = each.startsWith(`${name}.`) && DRAFT.exec(each.slice(name.length))?.[1];
    if (pid && startOf(Number(pid)) === undefined)
      await rm(join(dirname(path), each), { force: true });
  }
}

const DRAFT = /^\.(\d+)-[0-9a-f]{8}\.tmp$/;
