import { execFile } from "node:child_process";
import { lstat } from "node:fs/promises";
import { basename, join } from "node:path";
import { gitFields } from "../git/git.ts";

/** Folders that hold dependencies and nothing that is made of the project's own files. */
const DEPENDENCIES = new Set([
  "node_modules",
  "bower_components",
  "vendor",
  ".venv",
  "venv",
  ".bundle",
  "Pods",
  "deps",
]);

/** What git does not track in a checkout, folders with a `/` at the end. */
export interface Untracked {
  readonly ignored: readonly string[];
  /** Changed, or new and not ignored. */
  readonly changed: readonly string[];
}

export async function untracked(path: string): Promise<Untracked> {
  const args = ["status", "--porcelain=v1", "-z", "--no-renames", "--ignored"];
  const lines = await gitFields([...args, "--untracked-files=normal"], { cwd: path });
  const of = (ignored: boolean): string[] =>
    lines.filter((each) => each.startsWith("!!") === ignored).map((each) => each.slice(3));
  return { ignored: of(true), changed: of(false) };
}

/**
 * The folders that a setup has made, if it made nothing else in the checkout, and if they can stand in another one too.
 * Without it, a copy would lack something, or be of other sources, or lead back into this checkout.
 */
export async function madeBy(
  path: string,
  before: ReadonlySet<string>,
): Promise<string[] | undefined> {
  const { ignored, changed } = await untracked(path);
  const made = ignored.filter((each) => !before.has(each)).map((each) => each.replace(/\/$/, ""));
  if (changed.length > 0 || made.length === 0) return undefined;
  for (const name of made) {
    const folder = join(path, name);
    if (!DEPENDENCIES.has(basename(name)) || !(await lstat(folder)).isDirectory()) return undefined;
    if (await names(folder, path)) return undefined;
  }
  return made;
}

/** Whether a file or a symbolic link in a folder names a path. */
async function names(folder: string, path: string): Promise<boolean> {
  const pattern = `${path.replace(/[[\]*?\\]/g, String.raw`\$&`)}*`;
  const links = await output("find", [folder, "-type", "l", "-lname", pattern]);
  if (links !== "") return true;
  return (await output("grep", ["-rlF", "-e", path, folder])) !== "";
}

/** What a program wrote. `grep` exits with 1 where it found nothing. */
const output = (program: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const most = { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LC_ALL: "C" } };
    execFile(program, args, most, (error, stdout) => {
      if (error && (error as { code?: unknown }).code !== 1) reject(error);
      else resolve(stdout);
    });
  });
