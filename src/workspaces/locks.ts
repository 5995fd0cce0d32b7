import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gitDirOf } from "../git/linked.ts";
import { ofBranch } from "../git/refs.ts";

/** How long a git process that works in a worktree is waited for. */
const MOST_MS = 10_000;
const LOOK_MS = 20;

/**
 * Takes away lock files of killed git processes: those of a worktree of ours, that of its branch, of more refs of ours,
 * and of packed refs. As long as a git process lives that may be their owner, they are let be: git itself then says what
 * is in its way.
 */
export async function clearLocks(
  common: string,
  worktree: string,
  branch: string,
  refs: readonly string[] = [],
): Promise<void> {
  const dir = await gitDirOf(worktree);
  if (dir !== undefined) {
    const own = OF_WORKTREE.map((name) => join(dir, name));
    await clear(own, async () => [worktree, common]);
  }
  await clearRefLocks(common, [ofBranch(branch), ...refs]);
}

const OF_WORKTREE = ["index.lock", "HEAD.lock", "ORIG_HEAD.lock"];

/** The same, of refs of ours alone. */
export const clearRefLocks = (common: string, refs: readonly string[]): Promise<void> =>
  clear(
    [...refs, "packed-refs"].map((ref) => join(common, `${ref}.lock`)),
    () => checkoutsOf(common),
  );

/** @param where gives the folders where a git process would work that owns one of the locks; none if that is not known */
async function clear(locks: readonly string[], where: () => Promise<string[]>): Promise<void> {
  const until = performance.now() + MOST_MS;
  for (let there = locks.filter(existsSync); there.length > 0; there = locks.filter(existsSync)) {
    const folders = await where();
    if (folders.length > 0 && !gitWorksFor(folders)) {
      for (const lock of there) await rm(lock, { force: true });
      return;
    }
    if (folders.length === 0 || performance.now() > until) return;
    await sleep(LOOK_MS);
  }
}

/** All folders in which somebody may work on a repository. Where the main one is, a submodule's folder does not tell. */
async function checkoutsOf(common: string): Promise<string[]> {
  if (!common.endsWith(".git")) return [];
  const linked = join(common, "worktrees");
  const names = await readdir(linked).catch(() => [] as string[]);
  const files = names.map((name) => readFile(join(linked, name, "gitdir"), "utf8").catch(() => ""));
  const paths = (await Promise.all(files)).filter((text) => text !== "");
  const main = basename(common) === ".git" ? [dirname(common)] : [];
  return [common, ...main, ...paths.map((text) => dirname(text.trimEnd()))];
}

/** Whether a git process lives that works in one of these folders; where that cannot be told, whether any lives. */
function gitWorksFor(folders: readonly string[]): boolean {
  if (process.platform !== "linux") return anyGit();
  return readdirSync("/proc").some((pid) => /^\d+$/.test(pid) && worksFor(pid, folders));
}

function worksFor(pid: string, folders: readonly string[]): boolean {
  try {
    if (!readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("git")) return false;
    if (/^[ZX]/.test(readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)!)) return false;
  } catch {
    // It ended meanwhile.
    return false;
  }
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`);
    const given = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return folders.some(
      (folder) =>
        `${cwd}/`.startsWith(`${folder}/`) ||
        given.some((each) => each.startsWith("GIT_") && each.includes(folder)),
    );
  } catch {
    // Another user's, or gone: only the former still has a folder.
    return existsSync(`/proc/${pid}/cwd`);
  }
}

function anyGit(): boolean {
  const names = execFileSync("ps", ["-axo", "state=,comm="], { encoding: "utf8" }).split("\n");
  return names.some((line) => /^[^Z]\S*\s+(.*\/)?git(-\S+)?$/.test(line.trim()));
}
