import { mkdir, realpath } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isWithin } from "../gates/inside.ts";

/**
 * A folder below another, made where it is not there.
 * @returns its real path
 * @throws Error with a text for a person where it leads out, by itself or through a symbolic link
 */
export async function makeInside(root: string, name: string): Promise<string> {
  const top = await realpath(root);
  const path = resolve(top, name);
  if (!isWithin(path, top)) throw new Error(`${name} leads out of the plan's folder`);
  const there = await nearest(path);
  if (!isWithin(there.real, top))
    throw new Error(`${name} leads out of the plan's folder through a symbolic link`);
  const folder = join(there.real, path.slice(there.path.length));
  await mkdir(folder, { recursive: true });
  return folder;
}

/** The lowest folder on the way that is there, and where it really is. */
async function nearest(path: string): Promise<{ path: string; real: string }> {
  for (let at = path; ; at = dirname(at)) {
    try {
      return { path: at, real: await realpath(at) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || at === dirname(at)) throw error;
    }
  }
}
