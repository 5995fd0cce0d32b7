import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readdirSync } from "node:fs";
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
  appendFileSync(path, `${JSON.stringify({ phase, task, attempt, prompt })}\n`);
  return session;
}

/** Looks in its own folder and in those that attempts of the same phase have of the same name. */
function findSession(folder: string, session: string): string | undefined {
  if (!/^[\w-]+$/.test(session)) return undefined;
  const attempts = dirname(dirname(folder));
  const folders = readdirSync(attempts).map((name) => join(attempts, name, basename(folder)));
  return [folder, ...folders]
    .map((each) => join(each, fileName(session)))
    .find((path) => existsSync(path));
}
