import { existsSync } from "node:fs";
import { readdir, realpath, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { GitError } from "../git/git.ts";
import { homeOf } from "../git/home.ts";
import type { Home } from "../git/home.ts";
import { cacheFolder } from "./cache.ts";
import type { Garbage, GcOrder, GcReport, KnownRun } from "./gcPort.ts";
import { branchesOf, refsOf, worktreesOf } from "./gcRun.ts";
import type { Found } from "./gcRun.ts";
import { clearLocks } from "./locks.ts";
import { repositoryFolder, worktreesRoot } from "./places.ts";
import { freePorts, portsFolder, takenIn } from "./ports.ts";
import type { Taken } from "./ports.ts";

/**
 * Takes away what ended runs have left in their repositories and beside them. What holds commits or changes that are in
 * no branch stays, unless `force`; so does all of runs that have not ended, or of which nothing is known. Whoever is
 * under way meanwhile is not disturbed.
 * @throws GitError where git cannot, or the signal is aborted
 */
export async function collectGarbage(order: GcOrder, signal: AbortSignal): Promise<GcReport> {
  const removed: Garbage[] = [];
  const kept: (Garbage & { readonly why: string })[] = [];
  const root = await realpath(worktreesRoot(order.env)).catch(() => undefined);
  const taken = root === undefined ? [] : await takenIn(portsFolder(root));
  for (const { home, runs } of await repositoriesOf(order.runs)) {
    const folder = root === undefined ? undefined : repositoryFolder(root, home);
    for (const { run, ended } of order.dryRun ? [] : runs)
      if (ended) await clearLocks(home.common, run);
    for (const find of [worktreesOf, branchesOf, refsOf])
      for (const known of runs) {
        if (signal.aborted) throw new GitError("gc: it was broken off");
        const going = new Set(removed.map(({ name }) => name));
        for (const found of await find({ home, known, folder, going })) await settle(found);
      }
    if (folder !== undefined) {
      kept.push(...(await unknownIn(folder, runs)));
      if (runs.every(({ ended }) => ended))
        for (const found of cacheIn(folder)) await settle(found);
      if (!order.dryRun) await rmdir(folder).catch(() => {});
    }
  }
  if (root !== undefined) for (const found of stalePorts(root, taken, removed)) await settle(found);
  return { removed, kept };

  async function settle({ remove, why, held, ...garbage }: Found): Promise<void> {
    if (held !== undefined) kept.push({ ...garbage, why: held });
    else if (why !== undefined && !order.force) kept.push({ ...garbage, why });
    else {
      if (!order.dryRun) await remove();
      removed.push(garbage);
    }
  }
}

/** Runs by their repository; those of which the repository is gone have left nothing in it. */
async function repositoriesOf(
  runs: readonly KnownRun[],
): Promise<{ readonly home: Home; readonly runs: readonly KnownRun[] }[]> {
  const found = new Map<string, { home: Home; runs: KnownRun[] }>();
  for (const each of runs) {
    const home = await homeOf(each.dir).catch(() => undefined);
    if (!home) continue;
    const there = found.get(home.common) ?? { home, runs: [] };
    found.set(home.common, there);
    there.runs.push(each);
  }
  return [...found.values()];
}

/** Worktrees of runs that nobody told of: their state may be somewhere else. */
async function unknownIn(
  folder: string,
  runs: readonly KnownRun[],
): Promise<(Garbage & { readonly why: string })[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const known = new Set(runs.map(({ run }) => run));
  return names
    .filter((name) => !name.startsWith("@") && !known.has(name))
    .map((run) => ({
      kind: "worktree",
      run,
      name: join(folder, run),
      why: "its run is not known here: its state may be in another folder or store",
    }));
}

function cacheIn(folder: string): Found[] {
  const name = cacheFolder(folder);
  if (!existsSync(name)) return [];
  const remove = (): Promise<void> => rm(name, { recursive: true, force: true });
  return [{ kind: "cache", name, remove }];
}

/** Numbers of worktrees that are gone, or are taken away just now. */
function stalePorts(root: string, taken: readonly Taken[], removed: readonly Garbage[]): Found[] {
  const going = new Set(removed.map(({ name }) => name));
  return taken
    .filter(({ worktree }) => going.has(worktree) || !existsSync(worktree))
    .map(({ port, worktree }) => ({
      kind: "port",
      name: String(port),
      remove: () => freePorts(root, worktree),
    }));
}
