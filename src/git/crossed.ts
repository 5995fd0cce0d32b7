import { contains } from "./commits.ts";
import { gitText } from "./git.ts";
import { trailersOf } from "./message.ts";
import type { GitState } from "./gitState.ts";

/** A change of the repository beyond an attempt's own branch. */
export interface Crossing {
  readonly what: string;
  /** The command that undoes it, where there is one. */
  readonly undo?: string;
}

/** What an attempt changed beyond its branch, and what somebody else may as well have changed. */
export interface Crossed {
  readonly crossings: readonly Crossing[];
  readonly notes: readonly string[];
}

/**
 * Compares what a repository held before an attempt and after it. `branch` is the attempt's own, without `refs/heads/`.
 * What Pawl does beside it (branches of its phases, landings) and what `git fetch` brings is nobody's crossing.
 */
export async function crossedBetween(
  cwd: string,
  branch: string,
  before: GitState,
  after: GitState,
): Promise<Crossed> {
  const crossings: Crossing[] = [
    ...headMoved(branch, after),
    ...stashChanged(branch, before, after),
  ];
  const notes: string[] = [];
  for (const [name, was, is] of differences(before.refs, after.refs)) {
    if (name === `refs/heads/${branch}` ? is !== undefined : isOthers(name)) continue;
    if (is !== undefined && (await isExpected(cwd, name, was, is))) continue;
    const what = refChanged(name, was, is);
    const where = after.checkedOut.get(name);
    if (where !== undefined && is !== undefined && (await isForward(cwd, was, is)))
      notes.push(`${what}, as who works in ${where} may have done`);
    else crossings.push({ what, undo: undoOf(name, was) });
  }
  for (const [name] of differences(before.files, after.files))
    crossings.push({ what: `${name} was changed` });
  for (const [name, was, is] of differences(before.settings, after.settings))
    if (!isOfBranches(name)) crossings.push(settingChanged(name, was, is));
  return { crossings, notes };
}

function* differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Generator<readonly [string, string | undefined, string | undefined]> {
  for (const name of [...new Set([...before.keys(), ...after.keys()])].toSorted()) {
    const was = before.get(name);
    const is = after.get(name);
    if (was !== is) yield [name, was, is];
  }
}

/** Pawl's own, of this run and of others beside it; what is fetched; what git keeps for one worktree only. */
export const isOthers = (name: string): boolean =>
  /^refs\/(?:pawl|remotes|prefetch|bisect|worktree|rewritten)\/|^refs\/heads\/pawl-(?:phase|task)\//.test(
    name,
  );

/** `git push -u` and `git switch` of whoever works beside it write these. */
const isOfBranches = (setting: string): boolean => setting.startsWith("branch.");

function headMoved(branch: string, { head }: GitState): readonly Crossing[] {
  if (head === `refs/heads/${branch}`) return [];
  const found = head.startsWith("refs/heads/") ? `branch ${nameOf(head)}` : head.slice(0, 12);
  return [
    { what: `${found} is checked out instead of branch ${branch}`, undo: `git switch ${branch}` },
  ];
}

/** All worktrees share one stash; an entry says on which branch it was made. */
function stashChanged(branch: string, before: GitState, after: GitState): readonly Crossing[] {
  const made = [...after.stash].flatMap(([entry, said], at) =>
    !before.stash.has(entry) && said.includes(` ${branch}:`)
      ? [{ what: `a stash entry was made (${said})`, undo: `git stash pop stash@{${at}}` }]
      : [],
  );
  const gone = [...before.stash].flatMap(([entry, said]) =>
    after.stash.has(entry)
      ? []
      : [
          {
            what: `a stash entry is gone (${said})`,
            undo: `git stash store -m '${said.replaceAll("'", " ")}' ${entry}`,
          },
        ],
  );
  return [...made, ...gone];
}

const nameOf = (ref: string): string => ref.replace(/^refs\/(?:heads|tags)\//, "");
const commitIn = (value: string): string => value.split(" ")[0]!;
const short = (value: string): string => commitIn(value).slice(0, 12);

function refChanged(name: string, was: string | undefined, is: string | undefined): string {
  const kind = name.startsWith("refs/heads/")
    ? "branch"
    : name.startsWith("refs/tags/")
      ? "tag"
      : "ref";
  const called = `${kind} ${nameOf(name)}`;
  if (was === undefined) return `${called} was made, at ${short(is!)}`;
  if (is === undefined) return `${called} was deleted, which stood at ${short(was)}`;
  return `${called} moved from ${short(was)} to ${short(is)}`;
}

function undoOf(name: string, was: string | undefined): string {
  const called = nameOf(name);
  const commit = was === undefined ? undefined : commitIn(was);
  if (name.startsWith("refs/heads/"))
    return commit === undefined ? `git branch -D ${called}` : `git branch -f ${called} ${commit}`;
  if (name.startsWith("refs/tags/"))
    return commit === undefined ? `git tag -d ${called}` : `git tag -f ${called} ${commit}`;
  return commit === undefined ? `git update-ref -d ${name}` : `git update-ref ${name} ${commit}`;
}

function settingChanged(name: string, was: string | undefined, is: string | undefined): Crossing {
  if (was === undefined)
    return { what: `setting ${name} was made`, undo: `git config --unset-all ${name}` };
  return { what: `setting ${name} was ${is === undefined ? "deleted" : "changed"}` };
}

/** A landing of Pawl's, the branch of a run that begins, or a tag that was fetched. */
async function isExpected(
  cwd: string,
  name: string,
  was: string | undefined,
  is: string,
): Promise<boolean> {
  if (name.startsWith("refs/tags/")) return was === undefined && isFetched(cwd, is);
  if (!name.startsWith("refs/heads/")) return false;
  if (was === undefined) return name.startsWith("refs/heads/pawl/");
  return isLanding(cwd, was, is);
}

async function isFetched(cwd: string, is: string): Promise<boolean> {
  const args = [
    "for-each-ref",
    "--count=1",
    "--format=%(refname)",
    `--contains=${commitIn(is)}`,
    "refs/remotes",
  ];
  return (await gitText(args, { cwd }).catch(() => "")) !== "";
}

const isForward = async (cwd: string, was: string | undefined, is: string): Promise<boolean> =>
  was === undefined || contains(cwd, commitIn(is), commitIn(was)).catch(() => false);

/** Whether all that came to a branch are merges of phases, as Pawl makes them. */
async function isLanding(cwd: string, was: string, is: string): Promise<boolean> {
  if (!(await isForward(cwd, was, is))) return false;
  const range = `${commitIn(was)}..${commitIn(is)}`;
  const args = ["log", "-z", "--first-parent", "--format=%P%n%B", range, "--"];
  const merges = (await gitText(args, { cwd }).catch(() => "")).split("\0").filter(Boolean);
  return merges.length > 0 && merges.every(isMergeOfPawl);
}

function isMergeOfPawl(entry: string): boolean {
  const [parents = "", ...message] = entry.split("\n");
  return (
    parents.split(" ").length === 2 && trailersOf(message.join("\n"))["Pawl-Run"] !== undefined
  );
}
