import { existsSync } from "node:fs";
import { lstat, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { shellQuoted } from "../core/shellWords.ts";
import { gitText } from "../git/git.ts";

/** What Pawl is about to merge into the user's own checkout, which a `kill -9` may leave half done. */
export interface FinishNote {
  /** What is checked out before. */
  readonly head: string;
  /** Paths, from the uppermost folder, that only what is merged has. */
  readonly added: readonly string[];
}

/** In git's own folder of the checkout. */
const NOTE = "pawl-finish.json";
const LOCKS = ["index.lock", "HEAD.lock", "ORIG_HEAD.lock"];

const gitDirOf = (top: string): Promise<string> =>
  gitText(["rev-parse", "--path-format=absolute", "--git-dir"], { cwd: top });

/** Writes it down before the merge. */
export async function writeFinishNote(top: string, note: FinishNote): Promise<void> {
  await writeFile(join(await gitDirOf(top), NOTE), JSON.stringify(note));
}

/** Forgets it, when the merge has come to its end. */
export async function removeFinishNote(top: string): Promise<void> {
  await rm(join(await gitDirOf(top), NOTE), { force: true });
}

/**
 * Says that what is in the way in a checkout is what a merge of Pawl's has left that was killed, and how it is put back:
 * only the user knows whether they have changed anything since.
 * @param head what is checked out now
 * @returns undefined where nothing is known of such a merge
 */
export async function halfMerged(top: string, head: string): Promise<string | undefined> {
  const gitDir = await gitDirOf(top);
  const note = await readNote(join(gitDir, NOTE));
  if (note?.head !== head) return undefined;
  const locks = LOCKS.map((name) => join(gitDir, name)).filter(existsSync);
  const added: string[] = [];
  for (const path of note.added)
    if (await lstat(join(top, path)).catch(() => undefined)) added.push(path);
  const commands = [
    ...(locks.length > 0 ? [`rm ${locks.map(shellQuoted).join(" ")}`] : []),
    "git reset --hard",
    ...(added.length > 0 ? [`rm -f ${added.map(shellQuoted).join(" ")}`] : []),
  ];
  return `an earlier \`pawl finish\` was killed while it merged, and half of that merge is in ${top}; if you have changed nothing there since, \`${commands.join(" && ")}\` in that folder puts it back: then do it again`;
}

/** Says which lock is in git's way: it would begin the merge, and could neither end it nor give it up. */
export async function lockedBy(top: string): Promise<string | undefined> {
  const gitDir = await gitDirOf(top);
  const lock = LOCKS.map((name) => join(gitDir, name)).find(existsSync);
  return (
    lock &&
    `a git is at work in ${top}, or was killed there: ${lock} is there; wait for it, or delete that file if no git is at work`
  );
}

async function readNote(path: string): Promise<FinishNote | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as FinishNote;
  } catch {
    return undefined;
  }
}
