import { realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";

/** A folder of a gate's, and how far its names may lead. Absolute paths without symbolic links. */
export interface Room {
  /** What names are relative to: the plan's folder. */
  readonly root: string;
  /** Nothing outside of it is looked at: the uppermost folder of the checkout. */
  readonly top: string;
}

/**
 * The real path of a name; undefined where nothing is there.
 * @throws Error with a text for a person where it leads out, by itself or through a symbolic link
 */
export async function inside({ root, top }: Room, name: string): Promise<string | undefined> {
  const path = resolve(root, name);
  if (!isWithin(path, top)) throw new Error(`${name} leads out of the plan's folder`);
  try {
    const real = await realpath(path);
    if (!isWithin(real, top))
      throw new Error(`${name} leads out of the plan's folder through a symbolic link`);
    return real;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
