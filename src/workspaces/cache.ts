import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { homeOf } from "../git/home.ts";
import { keyOf } from "./cacheKey.ts";
import { copyTree } from "./copyTree.ts";
import { madeBy, untracked } from "./made.ts";
import { repositoryFolder, worktreesRoot } from "./places.ts";
import type { PlacesEnv } from "./places.ts";
import type { SetupOrder } from "./setup.ts";

/** A setup whose folders may be kept: under which name, and what was there before it. */
export interface Keeping {
  /** Folder of the repository's cache. */
  readonly folder: string;
  readonly key: string;
  readonly before: ReadonlySet<string>;
}

/** Of one repository. */
const MOST_KEPT = 5;

/** Folder of what setups of a repository have made. */
export const cacheFolder = (repository: string): string => join(repository, "@cache");

/**
 * Gives a checkout the folders that an earlier setup made of the same lock files.
 * @returns `taken`; else under which name those of the setup that is run now may be kept; undefined where they may not
 */
export async function takeFromCache(
  order: SetupOrder,
  env: PlacesEnv,
): Promise<"taken" | Keeping | undefined> {
  const key = await keyOf(order);
  if (!key) return undefined;
  const folder = cacheFolder(repositoryFolder(worktreesRoot(env), await homeOf(order.dir)));
  const taken = await take(order.path, join(folder, key.name)).catch(() => false);
  if (taken) return "taken";
  if (!key.mayFill) return undefined;
  return { folder, key: key.name, before: new Set((await untracked(order.path)).ignored) };
}

async function take(path: string, entry: string): Promise<boolean> {
  const names = JSON.parse(await readFile(join(entry, "made.json"), "utf8")) as string[];
  // Used means young: the oldest goes first.
  const now = new Date();
  await utimes(entry, now, now);
  const beside = `${path}@copy`;
  try {
    for (const name of names) {
      await rm(beside, { recursive: true, force: true });
      await copyTree(join(entry, "files", name), beside);
      await rm(join(path, name), { recursive: true, force: true });
      await mkdir(dirname(join(path, name)), { recursive: true });
      await rename(beside, join(path, name));
    }
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return true;
}

/** Keeps the folders that a setup has made, where that is all that it made, and they can be moved. */
export async function fillCache(
  { path }: SetupOrder,
  { folder, key, before }: Keeping,
): Promise<void> {
  const names = await madeBy(path, before);
  if (!names) return;
  const entry = join(folder, `.${randomUUID()}`);
  try {
    for (const name of names) {
      const to = join(entry, "files", name);
      await mkdir(dirname(to), { recursive: true });
      await copyTree(join(path, name), to);
    }
    await writeFile(join(entry, "made.json"), JSON.stringify(names));
    // Somebody else's of the same name is as good.
    await rename(entry, join(folder, key)).catch(() => {});
  } finally {
    await rm(entry, { recursive: true, force: true });
  }
  await dropOldest(folder);
}

async function dropOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith("."));
  const aged = await Promise.all(
    names.map(async (name) => ({ name, age: (await stat(join(folder, name))).mtimeMs })),
  );
  aged.sort((a, b) => b.age - a.age);
  for (const { name } of aged.slice(MOST_KEPT)) {
    // So that nobody finds half of it.
    const gone = join(folder, `.${randomUUID()}`);
    await rename(join(folder, name), gone);
    await rm(gone, { recursive: true, force: true });
  }
}
