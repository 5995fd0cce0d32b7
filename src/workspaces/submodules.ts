import { existsSync } from "node:fs";
import { lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { git, gitFields, gitText } from "../git/git.ts";
import { removeTree } from "../git/linked.ts";
import { commitOf } from "../git/refs.ts";

/** A submodule as a checkout wants it. */
interface Submodule {
  readonly name: string;
  /** Relative to the checkout. */
  readonly path: string;
  readonly url: string;
  /** The commit that is to be checked out. */
  readonly commit: string;
}

/** Where a checkout's submodules have their objects already. */
interface Source {
  /** The user's checkout, where there is one. */
  readonly top: string | undefined;
  /** Git's folder of it. */
  readonly gitDir: string;
}

/**
 * Checks out the submodules that the user's checkout has, from the objects that are there, without the network; again
 * in each of them. Those that are right already are let be.
 * @returns a note for each that could not be had
 */
export async function addSubmodules(worktree: string, source: Source): Promise<string[]> {
  if (!existsSync(join(worktree, ".gitmodules"))) return [];
  const notes: string[] = [];
  for (const each of await submodulesOf(worktree)) {
    const from = await repositoryFor(each, source);
    const why =
      from === undefined
        ? "is not initialised in your checkout"
        : await place(worktree, each, from);
    if (why !== undefined) notes.push(`submodule ${each.path} ${why}: it is empty here`);
    else {
      const below = { top: source.top && join(source.top, each.path), gitDir: from! };
      const deeper = await addSubmodules(join(worktree, each.path), below);
      notes.push(...deeper.map((note) => note.replace("submodule ", `submodule ${each.path}/`)));
    }
  }
  return notes;
}

async function submodulesOf(worktree: string): Promise<Submodule[]> {
  const about = new Map<string, Map<string, string>>();
  const args = [
    "config",
    "-z",
    "--file",
    ".gitmodules",
    "--get-regexp",
    String.raw`^submodule\..*\.(path|url)$`,
  ];
  for (const each of await gitFields(args, { cwd: worktree, maySayNo: true })) {
    const [key, ...value] = each.split("\n");
    const name = key!.slice("submodule.".length, key!.lastIndexOf("."));
    const known = about.get(name) ?? new Map<string, string>();
    about.set(name, known.set(key!.slice(key!.lastIndexOf(".") + 1), value.join("\n")));
  }
  const staged = await gitFields(["ls-files", "-s", "-z"], { cwd: worktree });
  const links = new Map(
    staged.flatMap((line) => {
      const [, commit, path] = /^160000 ([0-9a-f]+) \d\t(.*)$/s.exec(line) ?? [];
      return path === undefined ? [] : [[path, commit!] as const];
    }),
  );
  return [...about].flatMap(([name, of]) => {
    const path = of.get("path");
    const commit = path === undefined ? undefined : links.get(path);
    return commit === undefined ? [] : [{ name, path: path!, url: of.get("url") ?? "", commit }];
  });
}

/** A name may not lead out of git's folder of submodules. */
async function repositoryFor(
  { name, path }: Submodule,
  source: Source,
): Promise<string | undefined> {
  const places = name.split("/").includes("..") ? [] : [join(source.gitDir, "modules", name)];
  if (source.top !== undefined) places.push(join(source.top, path, ".git"));
  return places.find((each) => existsSync(join(each, "HEAD")));
}

/** @returns why it could not be checked out */
async function place(
  worktree: string,
  { path, url, commit }: Submodule,
  from: string,
): Promise<string | undefined> {
  const to = join(worktree, path);
  if (!(await isWhole(to, commit))) {
    if ((await commitOf(from, commit)) === undefined)
      return `has no commit ${commit.slice(0, 12)} in your checkout`;
    if ((await lstat(to).catch(() => undefined))?.isSymbolicLink()) return "is a symbolic link";
    await removeTree(to);
    await mkdir(to, { recursive: true });
    const clone = ["clone", "-q", "--local", "--no-checkout", "-c", `${HALF}=true`];
    await git([...clone, "--", from, to], { cwd: worktree });
    await git(["checkout", "-q", "--detach", commit], { cwd: to });
    const origin = await gitText(["config", "--get", "remote.origin.url"], { cwd: from }).catch(
      () => url,
    );
    await git(["remote", "set-url", "origin", origin], { cwd: to });
    await git(["config", "--local", "--unset", HALF], { cwd: to });
  }
  return undefined;
}

/** Set in a submodule as long as it is being made: HEAD may be where it is to be before any file is there. */
const HALF = "pawl.half";

async function isWhole(to: string, commit: string): Promise<boolean> {
  if (!existsSync(join(to, ".git")) || (await commitOf(to, "HEAD")) !== commit) return false;
  const said = await git(["config", "--local", "--get", HALF], { cwd: to, maySayNo: true });
  return said.length === 0;
}
