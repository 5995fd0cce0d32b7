import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, readlinkSync } from "node:fs";

/**
 * Whether a git process lives that works in one of these folders; where that cannot be told, or is not known, whether
 * any lives.
 */
export function gitWorksFor(folders: readonly string[] | undefined): boolean {
  if (process.platform !== "linux") return anyGit();
  return readdirSync("/proc").some((pid) => /^\d+$/.test(pid) && worksFor(pid, folders));
}

function worksFor(pid: string, folders: readonly string[] | undefined): boolean {
  try {
    if (!readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("git")) return false;
    if (/^[ZX]/.test(readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)!)) return false;
  } catch {
    // It ended meanwhile.
    return false;
  }
  if (folders === undefined) return true;
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
