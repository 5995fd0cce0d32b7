import { tmpdir } from "node:os";
import { realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { outOfScope } from "../../core/scope.ts";
import { ignores, pathsThatDiffer } from "../../git/differs.ts";
import { repositoryOf } from "../../git/repository.ts";
import type { ClaimsOrder, RefutedClaim } from "../port.ts";
import { begunAt, changedOnDisk, lookAt } from "./disk.ts";
import { foundInPlace } from "./inPlace.ts";
import { foundInWorktree, HOLDS, MISSING, not } from "./inWorktree.ts";
import type { Found } from "./inWorktree.ts";
import { checkoutOf, meantBy, within } from "./place.ts";
import type { Doubt, Site } from "./place.ts";

/**
 * What a report says was changed, and was not: each file as the report has it, with what Pawl found.
 * @throws GitError where the repository cannot be looked at
 */
export async function refutedClaims(order: ClaimsOrder): Promise<RefutedClaim[]> {
  const site = await siteOf(order);
  const differs = order.worktree ? await differsIn(site, order.worktree.since) : [];
  const refuted = new Map<string, RefutedClaim>();
  for (const { said, paths, deleted } of order.files) {
    const doubt = await doubtOf(site, differs, { paths, deleted });
    if (doubt) refuted.set(said, { said, why: doubt.why });
  }
  return [...refuted.values()];
}

async function siteOf(order: ClaimsOrder): Promise<Site> {
  const { worktree, dir, cwd, firstFolder, begun } = order;
  const since = await begunAt(cwd, firstFolder, begun);
  const repository = await repositoryOf(worktree?.path ?? dir);
  const top = repository?.top ?? (await realpath(dir));
  return { order, top, inGit: repository !== undefined, since };
}

async function differsIn({ order }: Site, since: string): Promise<string[]> {
  const repository = await repositoryOf(order.worktree!.path);
  if (!repository) throw new Error(`${order.worktree!.path} is no worktree any more`);
  return (await pathsThatDiffer(repository, since)).map((each) => each.normalize("NFC"));
}

interface Claimed {
  readonly paths: readonly string[];
  readonly deleted: boolean;
}

/** Why none of the paths that may be meant is as the report says; undefined where one is. */
async function doubtOf(
  site: Site,
  differs: readonly string[],
  { paths, deleted }: Claimed,
): Promise<Doubt | undefined> {
  let worst: Doubt | undefined;
  for (const path of paths)
    for (const meant of await meantBy(site, path)) {
      const doubt = await doubtAt(site, differs, meant, deleted);
      if (!doubt) return undefined;
      if (!worst || doubt.weight > worst.weight) worst = doubt;
    }
  return worst;
}

async function doubtAt(
  site: Site,
  differs: readonly string[],
  path: string,
  deleted: boolean,
): Promise<Doubt | undefined> {
  const name = within(site.top, path);
  if (name === undefined) return (await foundOutside(site, path)).doubt;
  const asked = { path, name, deleted };
  const found = site.order.worktree
    ? await foundInWorktree(site, differs, asked)
    : await foundInPlace(site, asked);
  return found.doubt ?? (await scopeDoubt(site, found.changed));
}

/** It did what it says, and may not: what git ignores is nobody's scope. */
async function scopeDoubt(
  { order, top, inGit }: Site,
  changed: readonly string[],
): Promise<Doubt | undefined> {
  const { scope, dir } = order;
  if (!scope || changed.length === 0) return undefined;
  const prefix = within(top, await realpath(dir)) ?? "";
  if (outOfScope(changed, scope, prefix).length < changed.length) return undefined;
  if (!order.worktree && inGit && (await ignores(top, changed[0]!))) return undefined;
  return { why: "is out of its scope", weight: 4 };
}

/** `/api/users` is more likely an address of a service's where no such folder begins the file system. */
async function isRoute(path: string): Promise<boolean> {
  const [, first = ""] = path.split(sep);
  return extname(path) === "" && first !== "" && !(await lookAt(join(sep, first)));
}

/** Of what is not where the task works: its own files in the run's folder, or notes elsewhere, which no scope is about. */
async function foundOutside({ order, top, since }: Site, path: string): Promise<Found> {
  if (!(await lookAt(path))) return (await isRoute(path)) ? HOLDS : not(MISSING);
  if (within(await realpath(order.folder).catch(() => order.folder), path) !== undefined)
    return HOLDS;
  const checkout = checkoutOf(order);
  const isOthers = checkout !== undefined && within(await realpath(checkout), path) !== undefined;
  if (isOthers)
    return not("is not where the task works, but in the checkout that it began from", 3);
  if (!(await changedOnDisk(path, since, path))) return not("was not changed by this task", 2);
  const isNote = within(await realpath(tmpdir()), path) !== undefined;
  if (order.scope && !isNote && within(top, path) === undefined)
    return not("is out of its scope", 4);
  return HOLDS;
}
