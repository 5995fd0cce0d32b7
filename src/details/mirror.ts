import { readFile, realpath, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { DetailsFile } from "../core/details.ts";
import { digestOf, GONE, listDetails } from "./list.ts";
import { nameOf, removeEmpty } from "./names.ts";
import { makeInside } from "./place.ts";
import type { DetailsOrder } from "./port.ts";
import { writeWhole } from "./write.ts";

/** Has all details of the attempts stand in the mirror; what stands there already is let be. */
export async function mirrorDetails(order: DetailsOrder): Promise<void> {
  const { mirror, folder } = order;
  if (!mirror) return;
  for (const file of (await listDetails(order)).files) {
    const name = nameOf(order, file);
    const place = await makeInside(mirror.dir, join(mirror.name, dirname(name)));
    const to = join(place, basename(name));
    const there = await digestOf(to);
    if ("sha256" in there && there.sha256 === file.sha256) continue;
    await writeWhole(to, await readFile(join(folder, file.path)));
  }
}

/** Takes a file out of the mirror again, unless somebody has changed it there. Gives what a person should know. */
export async function unmirror(order: DetailsOrder, file: DetailsFile): Promise<readonly string[]> {
  const { mirror } = order;
  if (!mirror) return [];
  const name = nameOf(order, file);
  const top = join(mirror.dir, mirror.name);
  const path = join(top, name);
  const found = await digestOf(path);
  if ("problem" in found) return found.problem === GONE ? [] : [`${path} stays: ${found.problem}`];
  if (found.sha256 !== file.sha256) return [`${path} stays: somebody has changed it`];
  if ((await realpath(path)) !== join(await realpath(mirror.dir), mirror.name, name))
    return [`${path} stays: a link leads to it`];
  await unlink(path);
  await removeEmpty(dirname(path), top);
  return [];
}
