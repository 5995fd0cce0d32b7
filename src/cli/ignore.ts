import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Before the state folder is made inside a git repository: keeps it out of the user's sight there, through
 * the repository's own `info/exclude`, which is not part of what they commit. Does nothing where it is ignored
 * already, where there is no repository, or no git.
 */
export async function keepOutOfGit(stateFolder: string): Promise<void> {
  if (existsSync(stateFolder)) return;
  const cwd = dirname(stateFolder);
  // To ask git takes as long as a few attempts.
  if (!process.env["GIT_DIR"] && !isBelowGit(cwd)) return;
  const name = basename(stateFolder);
  try {
    if (await isIgnored(cwd, `${name}/`)) return;
    const { stdout } = await run("git", ["rev-parse", "--git-path", "info/exclude"], { cwd });
    const path = resolve(cwd, stdout.trimEnd());
    await mkdir(dirname(path), { recursive: true });
    const before = existsSync(path) ? await readFile(path, "utf8") : "";
    await appendFile(path, `${before === "" || before.endsWith("\n") ? "" : "\n"}${name}/\n`);
  } catch {
    // No repository, no git, or one that must not be written: the folder is then simply seen.
  }
}

const isBelowGit = (folder: string): boolean =>
  existsSync(join(folder, ".git")) || (dirname(folder) !== folder && isBelowGit(dirname(folder)));

/** Throws where git is not there or the folder is in no repository. */
async function isIgnored(cwd: string, path: string): Promise<boolean> {
  try {
    await run("git", ["check-ignore", "-q", path], { cwd });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 1) return false;
    throw error;
  }
}
