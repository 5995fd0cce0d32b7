import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gitDirOf } from "../git/linked.ts";
import { ofBranch } from "../git/refs.ts";

/** How long a git process that works in a worktree is waited for. */
const MOST_MS = 10_000;
const LOOK_MS = 20;

/**
 * Takes away lock files of killed git processes: those of a worktree of ours, that of its branch, and of more refs of
 * ours. As long as a git process lives that may be their owner, they are let be: git itself then says what is in its way.
 */
export async function clearLocks(
  common: string,
  worktree: string,
  branch: string | undefined,
  refs: readonly string[] = [],
): Promise<void> {
  const dir = await gitDirOf(worktree);
  const own = dir === undefined ? [] : OF_WORKTREE.map((name) => join(dir, name));
  const of = branch === undefined ? refs : [ofBranch(branch), ...refs];
  await clear([...own, ...lockFiles(common, of)], [worktree, common]);
}

const OF_WORKTREE = ["index.lock", "HEAD.lock", "ORIG_HEAD.lock"];

/** The same, of refs of ours alone. */
export const clearRefLocks = (common: string, refs: readonly string[]): Promise<void> =>
  clear(lockFiles(common, refs), [common]);

const lockFiles = (common: string, refs: readonly string[]): string[] =>
  refs.map((ref) => join(common, `${ref}.lock`));

/** @param folders where a git process would work that owns one of the locks */
async function clear(locks: readonly string[], folders: readonly string[]): Promise<void> {
  const until = performance.now() + MOST_MS;
  for (let there = locks.filter(existsSync); there.length > 0; there = locks.filter(existsSync)) {
    if (!gitWorksFor(folders)) {
      for (const lock of there) await rm(lock, { force: true });
      return;
    }
    if (performance.now() > until) return;
    await sleep(LOOK_MS);
  }
}

/** Whether a git process lives that works in one of these folders; where that cannot be told, whether any lives. */
export function gitWorksFor(folders: readonly string[]): boolean {
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
