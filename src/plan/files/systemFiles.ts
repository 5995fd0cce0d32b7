import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { decodeText } from "../decode.ts";
import type { FileProblem, FileReading } from "../decode.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";
import { boundsOf } from "./bounds.ts";

/** Reads the files that a plan names, by their paths from the plan's folder. */
export interface PlanFiles {
  /** The text of a file, or why it has none. `written` is how the plan writes the path. */
  read(path: string, written?: string): FileReading;
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
  const bounds = boundsOf(folder);
  return {
    names,
    exists: (path) => existsSync(resolve(folder, path)),
    read: (path, written = path) => {
      try {
        const file = resolve(folder, path);
        // Of what is outside it is not even told whether it is there.
        if (!bounds.holds(file)) return { problem: outside(written) };
        const real = realpathSync(file);
        return bounds.holdsReal(real) ? readFileAt(real, written) : { problem: outside(written) };
      } catch (error) {
        return { problem: explain(error as NodeJS.ErrnoException, written, names) };
      }
    },
  };
}

const outside = (path: string): FileProblem => ({
  code: "file-outside",
  message: `${quoted(path)} is outside of the plan's folder and its repository`,
  hint: "a plan reads only files from there",
});

function readFileAt(real: string, path: string): FileReading {
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

function explain(
  { code, message }: NodeJS.ErrnoException,
  path: string,
  names: PlanFiles["names"],
): FileProblem {
  if (code === "ELOOP")
    return { code: "file-unreadable", message: `${quoted(path)} is a link that leads to itself` };
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
