import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { OpenWorkspace } from "../core/workspace.ts";

/** What is remembered beside a worktree, a file each. */
interface Records {
  /** The files are there: the commit that they began from, and for which round. */
  readonly added: { readonly base: string; readonly round: number; readonly notes: string[] };
  /** It is ready for work. */
  readonly opened: { readonly round: number; readonly open: OpenWorkspace };
  /** A branch is being merged into it. */
  readonly merging: { readonly head: string; readonly other: string };
  /** What was put aside last, and whether the files have been put back since. */
  readonly tidied: {
    readonly head: string;
    readonly owner: string;
    readonly kept: string;
    readonly done: boolean;
  };
}

const fileOf = (state: string, name: keyof Records): string => join(state, `${name}.json`);

/** Undefined where it was never written. */
export async function readRecord<Name extends keyof Records>(
  state: string,
  name: Name,
): Promise<Records[Name] | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(state, name), "utf8")) as Records[Name];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Whole or not at all. */
export async function writeRecord<Name extends keyof Records>(
  state: string,
  name: Name,
  record: Records[Name],
): Promise<void> {
  const file = fileOf(state, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(record));
  await rename(`${file}.new`, file);
}

export const removeRecord = (state: string, name: keyof Records): Promise<void> =>
  rm(fileOf(state, name), { force: true });
