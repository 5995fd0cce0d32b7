import { lstatSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gitText } from "../git/git.ts";
import { gitDirOf } from "../git/linked.ts";
import { ofBranch, refPart, runRefs } from "../git/refs.ts";
import { gitWorksFor } from "./livingGit.ts";

/** How long a git process that works in a worktree is waited for. */
const MOST_MS = 10_000;
const LOOK_MS = 20;

/** Of what lock files are looked for, beside refs and branches of the run and packed refs. */
interface Locked {
  /** One of ours. */
  readonly worktree?: string;
  /** Such as the run's, which may have any name. */
  readonly branches?: readonly (string | undefined)[];
}

/**
 * Takes away lock files of killed git processes: whatever Pawl is about to write for a run, a git that was killed with
 * it may have locked. As long as a git process lives that may be their owner, they are let be: git itself then says what
 * is in its way.
 */
export async function clearLocks(
  common: string,
  run: string,
  { worktree, branches = [] }: Locked = {},
): Promise<void> {
  const dir = worktree === undefined ? undefined : await gitDirOf(worktree);
  if (dir !== undefined)
    await clear(await locksIn(dir, { deep: false }), async () => [worktree!, common]);
  const named = branches.flatMap((each) => (each === undefined ? [] : [ofBranch(each)]));
  const single = [...named, "packed-refs"].map((ref) => join(common, `${ref}.lock`));
  const folders = foldersOf(run).map((ref) => locksIn(join(common, ref), { deep: true }));
  // What git writes in place of packed refs: it is there only together with their lock, and left alone it is in the way too.
  const beside = join(common, "packed-refs.new");
  await clear([beside, ...single, ...(await Promise.all(folders)).flat()], () =>
    checkoutsOf(common),
  );
}

const foldersOf = (run: string): string[] => [
  runRefs(run),
  ...["pawl-phase", "pawl-task"].map((start) => ofBranch(`${start}/${refPart(run)}`)),
];

/** No ref has a name that ends so. */
async function locksIn(folder: string, { deep }: { readonly deep: boolean }): Promise<string[]> {
  const names = await readdir(folder, { recursive: deep }).catch(() => [] as string[]);
  return names.filter((name) => name.endsWith(".lock")).map((name) => join(folder, name));
}

/** @param where gives the folders where a git process would work that owns one of the locks; undefined if that is not known */
async function clear(
  locks: readonly string[],
  where: () => Promise<string[] | undefined>,
): Promise<void> {
  const until = performance.now() + MOST_MS;
  // One that has come meanwhile has an owner that lives.
  const seen = locks.map((path) => [path, whichOf(path)] as const);
  const left = (): string[] =>
    seen.filter(([path, which]) => which !== "" && whichOf(path) === which).map(([path]) => path);
  while (left().length > 0) {
    const folders = await where();
    if (!gitWorksFor(folders)) {
      for (const lock of left()) await rm(lock, { force: true });
      return;
    }
    if (performance.now() > until) return;
    await sleep(LOOK_MS);
  }
}

/** Tells a file from another one that has come in its place; empty where there is none. */
function whichOf(path: string): string {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.ino} ${found.ctimeNs}` : "";
}

/** All folders in which somebody may work on a repository; undefined where it does not say where its own checkout is. */
async function checkoutsOf(common: string): Promise<string[] | undefined> {
  const main = await mainOf(common);
  if (main === undefined) return undefined;
  const linked = join(common, "worktrees");
  const names = await readdir(linked).catch(() => [] as string[]);
  const files = names.map((name) => readFile(join(linked, name, "gitdir"), "utf8").catch(() => ""));
  const paths = (await Promise.all(files)).filter((text) => text !== "");
  return [common, ...main, ...paths.map((text) => dirname(text.trimEnd()))];
}

/** A submodule's folder, and one that was put elsewhere, do not tell. */
async function mainOf(common: string): Promise<string[] | undefined> {
  if (basename(common) === ".git") return [dirname(common)];
  const isBare = await gitText(["config", "--type=bool", "core.bare"], { cwd: common }).catch(
    () => "",
  );
  return isBare === "true" ? [] : undefined;
}
