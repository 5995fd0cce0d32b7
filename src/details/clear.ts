import { createHash } from "node:crypto";
import { mkdir, readFile, unlink } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { DetailsFile, DetailsOutcome } from "../core/details.ts";
import { digestOf, GONE, isReal } from "./list.ts";
import { unmirror } from "./mirror.ts";
import { nameOf, removeEmpty, topOf } from "./names.ts";
import type { DetailsOrder } from "./port.ts";
import { writeWhole } from "./write.ts";

/** Where packed details lie, in the run's folder. */
const ARCHIVE = "details";

/**
 * Takes details away, or packs them, as they were noted: a file that is another by now stays. One that is gone was taken
 * away before a kill, or by somebody else.
 */
export async function clearDetails(
  order: DetailsOrder,
  files: readonly DetailsFile[],
  how: "removed" | "archived",
): Promise<DetailsOutcome> {
  const notes: string[] = [];
  const now: DetailsFile[] = [];
  for (const file of files) {
    try {
      const packed = how === "archived" ? await pack(order, file) : undefined;
      await takeAway(order, file);
      if (order.mirror) notes.push(...(await unmirror(order, file)));
      now.push(packed === undefined ? file : { ...file, path: packed });
    } catch (error) {
      notes.push(`${file.path} stays: ${(error as Error).message}`);
      now.push(file);
    }
  }
  return { files: now, kept: how, ...(notes.length > 0 ? { notes } : {}) };
}

/** @throws Error where it is there and is another file than was noted */
async function takeAway(order: DetailsOrder, file: DetailsFile): Promise<void> {
  const { folder } = order;
  const path = join(folder, file.path);
  const found = await digestOf(path);
  if (!("problem" in found)) {
    await checkSame(order, file, found.sha256);
    await unlink(path);
  } else if (found.problem !== GONE) throw new Error(found.problem);
  await removeEmpty(dirname(path), join(folder, topOf(order, file)));
}

async function checkSame(order: DetailsOrder, file: DetailsFile, sha256: string): Promise<void> {
  if (!(await isReal(order.folder, topOf(order, file)))) throw new Error("a link leads to it");
  if (sha256 !== file.sha256) throw new Error("it was changed after its digest was noted");
}

/** Packs a file beside the others; gives its path in the run's folder. One that is packed already is let be. */
async function pack(order: DetailsOrder, file: DetailsFile): Promise<string> {
  const { folder } = order;
  const path = posix.join(ARCHIVE, `${nameOf(order, file)}.gz`);
  const to = join(folder, path);
  if (await isPacked(to, file)) return path;
  const from = join(folder, file.path);
  const found = await digestOf(from);
  if ("problem" in found) throw new Error(found.problem);
  await checkSame(order, file, found.sha256);
  await mkdir(dirname(to), { recursive: true });
  await writeWhole(to, await promisify(gzip)(await readFile(from)));
  return path;
}

async function isPacked(path: string, { bytes, sha256 }: DetailsFile): Promise<boolean> {
  try {
    const whole = await promisify(gunzip)(await readFile(path), { maxOutputLength: bytes + 1 });
    return createHash("sha256").update(whole).digest("hex") === sha256;
  } catch {
    return false;
  }
}
