import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { redact } from "../core/redact.ts";
import { AGENT_FILES } from "../executors/agent/files.ts";
import type { HandedIn } from "./judge.ts";

/** What is larger is no details file. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * What was handed in, with the details of the report where those of attempts are: a file that the agent has named elsewhere, in its attempt's
 * folder or where it worked, is copied there, for its worktree goes. Words in place of a path are themselves the details,
 * and become a file. What cannot be had is left out.
 * @param cwd where it worked
 */
export function keepDetails(folder: string, cwd: string, handedIn: HandedIn): HandedIn {
  const { report } = handedIn;
  if (report?.details === undefined) return handedIn;
  const { details, ...rest } = report;
  const kept = placeOf(folder, cwd, details) ?? asFile(folder, details);
  return { ...handedIn, report: { ...rest, ...(kept === undefined ? {} : { details: kept }) } };
}

/** Where the file is, or is now, relative to the attempt's folder; undefined where it cannot be had. */
function placeOf(folder: string, cwd: string, details: string): string | undefined {
  const own = join(folder, AGENT_FILES.details);
  const path = [folder, cwd].map((root) => fileIn(root, details)).find(Boolean);
  if (path === undefined) return undefined;
  if (isWithin(realpathSync(path), realpathOr(own)))
    return relative(realpathSync(folder), realpathSync(path));
  const name = unusedIn(own, basename(path));
  mkdirSync(own, { recursive: true });
  copyFileSync(path, join(own, name));
  return `${AGENT_FILES.details}/${name}`;
}

/** Words as a file of their own; undefined for one word, which is a path that leads nowhere. */
function asFile(folder: string, words: string): string | undefined {
  if (!/\S\s+\S/.test(words)) return undefined;
  const own = join(folder, AGENT_FILES.details);
  const name = unusedIn(own, "report.md");
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, name), `${redact(words, [])}\n`);
  return `${AGENT_FILES.details}/${name}`;
}

/** A file of a folder, by its path; undefined where it is none, or lies elsewhere by itself or through a link. */
function fileIn(root: string, named: string): string | undefined {
  const path = isAbsolute(named) ? named : resolve(root, named);
  try {
    const status = lstatSync(path);
    const isFile = status.isFile() && status.size <= MOST_BYTES;
    return isFile && isWithin(realpathSync(path), realpathSync(root)) ? path : undefined;
  } catch {
    return undefined;
  }
}

const isWithin = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

function realpathOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function unusedIn(folder: string, name: string): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${number}-${name}`;
    if (!existsSync(join(folder, free))) return free;
  }
}
