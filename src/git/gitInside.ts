import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { contentOf } from "./contentOf.ts";

const run = promisify(execFile);

/** How git is asked: in which folder, with which environment, and how much it may answer. */
export interface GitOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly maxBuffer: number;
}

/** Files by which a repository can be made to run other programs, or to overlook files. */
const FOLDERS = ["hooks", "info"];
const FILES = ["config", "config.worktree"];

/**
 * What lies in a repository beside its files, and outlasts an attempt: settings, hooks, branches, tags and the stash.
 * It is that of the whole repository, also where `options.cwd` is in one of its worktrees. By name as git and people
 * say it (`.git/config`, `refs/heads/main`), something that differs when it does. Throws where there is no repository.
 */
export async function gitInside(options: GitOptions): Promise<Map<string, string>> {
  const ask = async (...args: readonly string[]): Promise<string> =>
    (await run("git", args, options)).stdout;
  const common = await ask("rev-parse", "--git-common-dir");
  const folder = resolve(options.cwd, common.replace(/\n$/, ""));
  const found = new Map<string, string>();
  for (const path of [...FILES, ...(await filesIn(folder))])
    found.set(`.git/${path}`, await contentOf(join(folder, path)));
  const refs = await ask("for-each-ref", "--format=%(refname) %(objectname) %(symref)");
  for (const line of refs.split("\n").filter(Boolean)) {
    const [name = "", ...rest] = line.split(" ");
    found.set(name, rest.join(" "));
  }
  // The ref of the stash is only that of its newest entry.
  if (found.has("refs/stash")) found.set("refs/stash", await ask("stash", "list", "--format=%H"));
  return found;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const lists = FOLDERS.map(async (name) => {
    const entries = await readdir(join(folder, name), { withFileTypes: true }).catch(() => []);
    return entries.filter((each) => !each.isDirectory()).map((each) => `${name}/${each.name}`);
  });
  return (await Promise.all(lists)).flat();
}
