import { mkdir, readFile, realpath, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
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
    const place = await makeInside(mirror.dir, join(mirror.name, dirname(nameOf(file))));
    const to = join(place, nameOf(file).split("/").at(-1)!);
    const there = await digestOf(to);
    if ("sha256" in there && there.sha256 === file.sha256) continue;
    await mkdir(place, { recursive: true });
    await writeWhole(to, await readFile(join(folder, file.path)));
  }
}

/** Takes a file out of the mirror again, unless somebody has changed it there. Gives what a person should know. */
export async function unmirror(
  { mirror }: DetailsOrder,
  file: DetailsFile,
): Promise<readonly string[]> {
  if (!mirror) return [];
  const top = join(mirror.dir, mirror.name);
  const path = join(top, nameOf(file));
  const found = await digestOf(path);
  if ("problem" in found) return found.problem === GONE ? [] : [`${path} stays: ${found.problem}`];
  if (found.sha256 !== file.sha256) return [`${path} stays: somebody has changed it`];
  if ((await realpath(path)) !== join(await realpath(mirror.dir), mirror.name, nameOf(file)))
    return [`${path} stays: a link leads to it`];
  await unlink(path);
  await removeEmpty(dirname(path), top);
  return [];
}
