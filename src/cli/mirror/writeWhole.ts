import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";

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
  const draft = `${path}.${randomBytes(4).toString("hex")}.tmp`;
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
