import { readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { git, gitText } from "../git/git.ts";
import type { Home } from "../git/home.ts";
import { gitDirOf, isHalfMade, removeLinked, removeTree } from "../git/linked.ts";
import { commitOf, deleteRef, ofBranch, refPart, refsUnder, runRefs } from "../git/refs.ts";
import { whereCheckedOut } from "./checkedOut.ts";
import { removeWorktree } from "./discard.ts";
import type { Garbage, KnownRun } from "./gcPort.ts";
import { leftIn } from "./keep.ts";

/** Something of a run's, and how it is taken away. */
export interface Found extends Garbage {
  /** Why it stays, whatever is asked for. */
  readonly held?: string;
  /** Why it should stay. */
  readonly why?: string;
  readonly remove: () => Promise<unknown>;
}

/** Where is looked, and for which run. */
export interface Looking {
  readonly home: Home;
  readonly known: KnownRun;
  /** Of the repository's worktrees; undefined where there are none at all. */
  readonly folder: string | undefined;
  /** Worktrees that are taken away. */
  readonly going: ReadonlySet<string>;
}

const heldBy = ({ ended }: KnownRun): Pick<Found, "held"> =>
  ended ? {} : { held: "its run has not ended" };

/** Branches of the user's, of the run's result, and what was fetched: what one of them has is not lost. */
const LASTING = ["--branches", "--tags", "--remotes"];
const PASSING = ["--exclude=pawl-phase/*", "--exclude=pawl-task/*"];

/** Worktrees of a run, and the clean checkouts of its gates. */
export async function worktreesOf({ home, known, folder }: Looking): Promise<Found[]> {
  if (folder === undefined) return [];
  const run = join(folder, known.run);
  const names = await readdir(run).catch(() => [] as string[]);
  const found: Found[] = [];
  for (const name of names) {
    const path = join(run, name);
    const about = { kind: "worktree", run: known.run, name: path, ...heldBy(known) } as const;
    if (name.startsWith("@gate@")) {
      const remove = async (): Promise<void> => {
        await removeLinked(home, path);
        await rmdir(run).catch(() => {});
      };
      // The index beside it goes with it.
      if ((await gitDirOf(path)) !== undefined) found.push({ ...about, remove });
      else found.push({ ...about, remove: () => removeTree(path) });
    } else if (!name.startsWith("@") && !/@(copy|index)$/.test(name)) {
      const why = known.ended ? await worthKeeping(home, known, path) : undefined;
      const remove = (): Promise<void> => removeWorktree(home, { path });
      found.push({ ...about, ...(why === undefined ? {} : { why }), remove });
    }
  }
  return found;
}

async function worthKeeping(
  home: Home,
  known: KnownRun,
  path: string,
): Promise<string | undefined> {
  if ((await gitDirOf(path)) === undefined)
    return "it is no worktree of git's any more, and what is in it cannot be told; `--force` takes it away";
  if (await isHalfMade(path)) return undefined;
  const tip = await commitOf(path, "HEAD");
  if (tip === undefined) return "nothing is committed in it";
  const branch = await gitText(["symbolic-ref", "-q", "--short", "HEAD"], { cwd: path }).catch(
    () => tip,
  );
  const left = await leftIn({ worktree: path, branch, head: tip, why: "Left" });
  if (left !== undefined && left !== tip)
    return "it has changes that are not committed; `--force` takes them away";
  return (await isMerged(home, known, tip)) ? undefined : UNMERGED;
}

const UNMERGED = "it holds commits that are in no branch but Pawl's own; `--force` takes them away";

/** The branches that phases and tasks of a run worked on. */
export async function branchesOf({ home, known, going }: Looking): Promise<Found[]> {
  const run = refPart(known.run);
  const found: Found[] = [];
  for (const start of ["pawl-phase", "pawl-task"])
    for (const [name, at] of await refsUnder(home.dir, ofBranch(`${start}/${run}`))) {
      const merged = await isMerged(home, known, at);
      const remove = (): Promise<boolean> => deleteRef(home.dir, name, at);
      const about = { kind: "branch", run: known.run, name, ...heldBy(known) } as const;
      const where = await whereCheckedOut(home.dir, name.slice(ofBranch("").length));
      const held =
        where === undefined || going.has(where) ? {} : { held: `it is checked out in ${where}` };
      found.push({ ...held, ...about, ...(merged ? {} : { why: UNMERGED }), remove });
    }
  return found;
}

/** What Pawl kept of a run: what was committed, put aside or undone, and the files that gates have looked at. */
export async function refsOf({ home, known }: Looking): Promise<Found[]> {
  if (!known.ended) return [];
  const start = runRefs(known.run);
  const found: Found[] = [];
  for (const [name, at] of await refsUnder(home.dir, start)) {
    // Of a gate: files as they were, which their owner has.
    const isSnapshot = /^[^/]+\/\d+$/.test(name.slice(start.length + 1));
    const merged = isSnapshot || (await isMerged(home, known, at));
    const remove = (): Promise<boolean> => deleteRef(home.dir, name, at);
    const about = { kind: "ref", run: known.run, name } as const;
    found.push({ ...about, ...(merged ? {} : { why: UNMERGED }), remove });
  }
  return found;
}

/** Whether nothing is lost with a commit. */
const isMerged = async (home: Home, known: KnownRun, commit: string): Promise<boolean> =>
  (await isIn(home, commit)) || isCopied(home, known, commit);

/** Whether a commit is in a branch of the user's, or in the run's. */
async function isIn({ dir }: Home, commit: string): Promise<boolean> {
  const lasting = LASTING.flatMap((each) => [...PASSING, each]);
  const args = ["rev-list", "--count", "--max-count=1", commit, "--not", ...lasting];
  return (await gitText(args, { cwd: dir })) === "0";
}

/** Whether the run's branch has the same changes: those of a task with a worktree of its own are put on it anew. */
async function isCopied({ dir }: Home, { integrate }: KnownRun, commit: string): Promise<boolean> {
  if (integrate === undefined || (await commitOf(dir, ofBranch(integrate))) === undefined)
    return false;
  const merges = ["rev-list", "--count", "--max-count=1", "--min-parents=2", commit];
  if ((await gitText([...merges, `^${ofBranch(integrate)}`], { cwd: dir })) !== "0") return false;
  const missing = (await git(["cherry", ofBranch(integrate), commit], { cwd: dir })).toString();
  return !/^\+/m.test(missing);
}
