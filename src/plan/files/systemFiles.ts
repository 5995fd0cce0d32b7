import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { decodeText } from "../decode.ts";
import type { FileReading } from "../decode.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";

/** Reads the files that a plan names, by their paths from the plan's folder. */
export interface PlanFiles {
  /** The text of a file, or why it has none. */
  read(path: string): FileReading;
  exists(path: string): boolean;
  /** The names in a folder; none where it cannot be read. */
  names(folder: string): readonly string[];
}

/** A file that a plan names is larger than this by mistake. */
const MAX_BYTES = 1_024 * 1_024;

/**
 * Files of this machine. They must be in the plan's folder or in the repository that it is in, also with symbolic
 * links followed: a plan from elsewhere must not bring a person's own files into a prompt.
 */
export function systemFiles(folder: string): PlanFiles {
  const names = (path: string): string[] => namesIn(resolve(folder, path));
  return {
    names,
    exists: (path) => existsSync(resolve(folder, path)),
    read: (path) => {
      try {
        return readInside(resolve(folder, path), path, folder);
      } catch (error) {
        return { problem: explain(error as NodeJS.ErrnoException, path, names) };
      }
    },
  };
}

function readInside(file: string, path: string, folder: string): FileReading {
  const real = realpathSync(file);
  if (!isWithin(real, realpathSync(folder)) && !isWithin(real, repositoryOf(folder))) {
    const message = `${quoted(path)} is outside of the plan's folder and its repository`;
    const hint = "a plan reads only files from there";
    return { problem: { code: "file-outside", message, hint } };
  }
  const stat = statSync(real);
  if (stat.isDirectory())
    return { problem: { code: "file-is-folder", message: `${quoted(path)} is a folder` } };
  if (!stat.isFile())
    return { problem: { code: "file-unreadable", message: `${quoted(path)} is not a file` } };
  if (stat.size > MAX_BYTES) {
    const size = (stat.size / 1_000_000).toFixed(1);
    const message = `${quoted(path)} has ${size} MB; at most 1 MiB is read`;
    return { problem: { code: "file-too-large", message } };
  }
  const reading = decodeText(readFileSync(real), "it is read as text in UTF-8");
  if (!("problem" in reading)) return reading;
  return {
    problem: { ...reading.problem, message: `${quoted(path)} is ${reading.problem.message}` },
  };
}

function isWithin(file: string, folder: string | undefined): boolean {
  if (folder === undefined) return false;
  const path = relative(folder, file);
  return path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** The root of the work tree that a folder is in. */
export function repositoryOf(folder: string): string | undefined {
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (at === dirname(at)) return undefined;
  }
}

function explain(
  { code, message }: NodeJS.ErrnoException,
  path: string,
  names: PlanFiles["names"],
): { code: string; message: string; hint?: string } {
  if (code !== "ENOENT" && code !== "ENOTDIR") {
    const why =
      code === "EACCES" || code === "EPERM"
        ? "may not be read by you"
        : `cannot be read: ${message}`;
    return { code: "file-unreadable", message: `${quoted(path)} ${why}` };
  }
  const hint = nearFile(path, names);
  const missing = { code: "file-missing", message: `there is no file ${quoted(path)}` };
  return hint === undefined ? missing : { ...missing, hint };
}

/** What was likely meant by a path that leads nowhere. */
function nearFile(path: string, names: PlanFiles["names"]): string | undefined {
  const folder = dirname(path);
  const within = (name: string): string => (folder === "." ? name : join(folder, name));
  const there = names(folder);
  if (there.length > 0) {
    const hint = didYouMean(
      basename(path),
      there,
      `in ${folder === "." ? "the plan's folder" : quoted(folder)} there are`,
    );
    return hint?.replace(/"(.*)"\?$/, (_, name: string) => `"${within(name)}"?`);
  }
  return "paths count from the plan's folder";
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
