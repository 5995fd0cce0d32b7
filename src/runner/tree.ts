import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { realpathSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { contentOf } from "../git/contentOf.ts";
import { isOthers } from "../git/crossed.ts";
import { gitInside } from "../git/gitInside.ts";
import type { GitOptions } from "../git/gitInside.ts";

/** What a folder holds, as far as it matters: by path, something that differs when the file does. */
export type Tree = ReadonlyMap<string, string>;

const run = promisify(execFile);

/**
 * The state of a working folder. In a git repository: the commit that is checked out, every file that differs from it,
 * and what the repository holds beside files; else every file. What git ignores, and Pawl's own folder, do not count.
 * @param views files and folders, absolute, that do not count: others write them
 * @param apart leaves out what the repository holds beside files: there are others who change that
 */
export async function treeOf(
  folder: string,
  apart = false,
  views: readonly string[] = [],
): Promise<Tree> {
  const tree = (await stateOfGit(folder, apart)) ?? new Map(await filesBelow(folder, folder));
  if (views.length === 0) return tree;
  const root = (await topOf(folder)) ?? realpathSync(folder);
  const places = views.map(realPlace);
  const isView = (path: string): boolean => places.some((each) => isPartOf(join(root, path), each));
  return new Map([...tree].filter(([path]) => !isView(path)));
}

/** It is the view, is in it, or is a draft that is about to take its place. */
const isPartOf = (path: string, view: string): boolean =>
  path === view ||
  path.startsWith(`${view}/`) ||
  (path.startsWith(`${view}.`) && path.endsWith(".tmp"));

/** Where it is, or would be. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPlace(dirname(path)), basename(path));
  }
}

const topOf = (folder: string): Promise<string | undefined> =>
  run("git", ["rev-parse", "--show-toplevel"], { cwd: folder }).then(
    ({ stdout }) => stdout.replace(/\n$/, ""),
    () => undefined,
  );

/** Paths that differ between two trees, sorted. */
export function changesBetween(before: Tree, after: Tree): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

async function stateOfGit(folder: string, apart: boolean): Promise<Tree | undefined> {
  // Looking must not touch the index, which others may be using.
  const options = {
    cwd: folder,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" },
    maxBuffer: MOST_BYTES,
  };
  try {
    const { stdout: top } = await run("git", ["rev-parse", "--show-toplevel"], options);
    const head = await run("git", ["rev-parse", "-q", "--verify", "HEAD"], options).catch(() => ({
      stdout: "",
    }));
    const args = [
      "status",
      "--porcelain",
      "-z",
      "--no-renames",
      "--untracked-files=all",
      "--",
      ":/",
    ];
    const { stdout } = await run("git", args, options);
    const root = top.replace(/\n$/, "");
    const entries = stdout.split("\0").filter((each) => each !== "" && !isOwn(each.slice(3)));
    const tree = new Map([["HEAD", head.stdout], ...(apart ? [] : await heldBeside(options))]);
    for (const entry of entries) {
      const path = entry.slice(3);
      tree.set(path, entry.slice(0, 2) + (await contentOf(join(root, path))));
    }
    return tree;
  } catch {
    return undefined;
  }
}

/** What no gate, no landing and no fetch changes while an attempt is at work. */
const heldBeside = async (options: GitOptions): Promise<[string, string][]> =>
  [...(await gitInside(options))].filter(
    ([name]) => !isOthers(name) && !name.startsWith("refs/heads/pawl/"),
  );

const MOST_BYTES = 256 * 1024 * 1024;

const isOwn = (path: string): boolean => /(^|\/)\.pawl(\/|$)/.test(path);

const LEFT_OUT = new Set([".git", ".pawl", "node_modules"]);

async function filesBelow(root: string, folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: [string, string][] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (LEFT_OUT.has(entry.name)) continue;
    if (entry.isDirectory()) found.push(...(await filesBelow(root, path)));
    else found.push([relative(root, path), await contentOf(path)]);
  }
  return found;
}
