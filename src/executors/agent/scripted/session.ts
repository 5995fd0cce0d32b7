import { randomUUID } from "node:crypto";
import { appendFileSync, copyFileSync, existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { ScriptedStart } from "./lines.ts";

const fileName = (session: string): string => `session-${session}.jsonl`;

/**
 * The session's id, after the turn was written to its file; undefined where it was to go on in one that is not there.
 * A session's file lies in the folder of the attempt that began it, so that it is gone when that is.
 */
export function openSession(start: ScriptedStart, prompt: string): string | undefined {
  const { phase, task, attempt } = start;
  const session = start.resume ?? randomUUID();
  const path =
    start.resume === undefined
      ? join(start.folder, fileName(session))
      : findSession(start.folder, session);
  if (path === undefined) return undefined;
  write(path, join(start.folder, fileName(session)), { phase, task, attempt, prompt });
  return session;
}

/** In a sandbox the folders of other attempts can only be read: the session goes on in a copy. */
function write(path: string, own: string, turn: object): void {
  const line = `${JSON.stringify(turn)}\n`;
  try {
    appendFileSync(path, line);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EROFS" || path === own) throw error;
    copyFileSync(path, own);
    appendFileSync(own, line);
  }
}

/**
 * Looks in its own folder and in those that attempts of the same phase have of the same name. Of copies the longest has
 * all that was said.
 */
function findSession(folder: string, session: string): string | undefined {
  if (!/^[\w-]+$/.test(session)) return undefined;
  const attempts = dirname(dirname(folder));
  const folders = readdirSync(attempts).map((name) => join(attempts, name, basename(folder)));
  return [folder, ...folders]
    .map((each) => join(each, fileName(session)))
    .filter((path) => existsSync(path))
    .toSorted((a, b) => statSync(b).size - statSync(a).size)[0];
}
