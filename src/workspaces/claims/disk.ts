import type { Stats } from "node:fs";
import { lstat, opendir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** More files of a folder are not looked at; then it counts as changed. */
const MOST_FILES = 5_000;
/** A file's time comes from a clock of the system's that is read less often. */
const SLACK_MS = 20;
const DAY_MS = 24 * 60 * 60_000;

export const lookAt = (path: string): Promise<Stats | undefined> =>
  lstat(path).catch(() => undefined);

/**
 * When a task began, by the clock of the file system that it works on, which may be another machine's.
 * @param begun by the clock of this machine, in milliseconds since 1970
 * @param folder that was made when its first attempt began
 */
export async function begunAt(cwd: string, folder: string, begun: number): Promise<number> {
  const [works, made] = await Promise.all([lookAt(cwd), lookAt(folder)]);
  const isSame = works && made && works.dev === made.dev;
  const there = isSame && Math.abs(made.birthtimeMs - begun) < DAY_MS ? made.birthtimeMs : begun;
  return Math.min(begun, there) - SLACK_MS;
}

/**
 * Whether a file was written, made or moved since some time, by the file system's own time of change, which no program
 * sets; of a folder, whether anything in it was.
 * @param root beyond it no folder can have been moved
 */
export async function changedOnDisk(path: string, since: number, root: string): Promise<boolean> {
  const found = await lookAt(path);
  if (!found) return false;
  if (found.ctimeMs >= since || (await wasMoved(path, since, root))) return true;
  if (found.isSymbolicLink()) {
    const target = await stat(path).catch(() => undefined);
    return target?.isFile() === true && target.ctimeMs >= since;
  }
  return found.isDirectory() && (await anyBelow(path, since));
}

/** What is in a folder that was given another name keeps its time; the folder itself gets one, and has the same entries. */
const wasMoved = (path: string, since: number, root: string): Promise<boolean> =>
  anyAbove(path, root, ({ ctimeMs, mtimeMs }) => ctimeMs >= since && mtimeMs < since);

/** Whether a folder above it, below `root`, was changed since some time. */
export const isBelowChanged = (path: string, since: number, root: string): Promise<boolean> =>
  anyAbove(path, root, ({ ctimeMs }) => ctimeMs >= since);

async function anyAbove(
  path: string,
  root: string,
  holds: (folder: Stats) => boolean,
): Promise<boolean> {
  for (let at = dirname(path); at.startsWith(root) && at !== root; at = dirname(at)) {
    const folder = await lookAt(at);
    if (folder && holds(folder)) return true;
  }
  return false;
}

/** Whether the folder that a path would be in, or the next one above that is there, had an entry made or taken away. */
export async function mayHaveLost(path: string, since: number): Promise<boolean> {
  for (let at = dirname(path); ; at = dirname(at)) {
    const folder = await lookAt(at);
    if (folder) return folder.mtimeMs >= since;
    if (at === dirname(at)) return false;
  }
}

const anyBelow = async (folder: string, since: number): Promise<boolean> =>
  (await firstBelow(folder, async (path) => (await lookAt(path))!.ctimeMs >= since)) !== undefined;

/** The first file below a folder of which it holds; the folder itself where there are too many to look at. */
export async function firstBelow(
  folder: string,
  holds: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  const folders = [folder];
  for (let seen = 0; folders.length > 0;) {
    const at = folders.pop()!;
    const entries = await opendir(at).catch(() => undefined);
    if (!entries) continue;
    for await (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (!PASSED_OVER.has(entry.name)) folders.push(path);
      } else if (await holds(path).catch(() => false)) return path;
      if (++seen > MOST_FILES) return folder;
    }
  }
  return undefined;
}

const PASSED_OVER = new Set([".git", ".pawl", "node_modules"]);

/** The path without symbolic links in the folders above it, as far as those are there. */
export async function realFolderOf(path: string): Promise<string> {
  const above = dirname(path);
  if (above === path) return path;
  const real = await realpath(above).catch(() => realFolderOf(above));
  return join(real, basename(path));
}
