import { createHash } from "node:crypto";
import { git, gitFields, gitText } from "./git.ts";
import { gitInside } from "./gitInside.ts";

/** What a repository holds beside files, as it is seen from one of its worktrees. */
export interface GitState {
  /** The ref that is checked out here, or the commit where none is. */
  readonly head: string;
  /** Refs with what they stand at, save the stash. */
  readonly refs: ReadonlyMap<string, string>;
  /** Hooks and the like: by name, something that differs when the file does. */
  readonly files: ReadonlyMap<string, string>;
  /** Settings of the repository and of this worktree: digests of their values, which may be secret. */
  readonly settings: ReadonlyMap<string, string>;
  /** Entries of the stash, with what was said of each. */
  readonly stash: ReadonlyMap<string, string>;
  /** Branches that other worktrees have checked out, with where. */
  readonly checkedOut: ReadonlyMap<string, string>;
}

const MOST_BYTES = 256 * 1024 * 1024;

/** @throws GitError where there is no repository */
export async function gitStateOf(cwd: string): Promise<GitState> {
  const [inside, head, settings, stash, checkedOut] = await Promise.all([
    gitInside({ cwd, env: process.env, maxBuffer: MOST_BYTES }),
    headOf(cwd),
    settingsOf(cwd),
    stashOf(cwd),
    checkedOutOf(cwd),
  ]);
  const all = [...inside].filter(([name]) => name !== "refs/stash");
  return {
    head,
    refs: new Map(all.filter(([name]) => name.startsWith("refs/"))),
    files: new Map(all.filter(([name]) => /^\.git\/(hooks|info)\//.test(name))),
    settings,
    stash,
    checkedOut,
  };
}

const headOf = (cwd: string): Promise<string> =>
  gitText(["symbolic-ref", "-q", "HEAD"], { cwd }).catch(() =>
    gitText(["rev-parse", "-q", "--verify", "HEAD"], { cwd }).catch(() => "nothing"),
  );

async function settingsOf(cwd: string): Promise<Map<string, string>> {
  const settings = new Map<string, string>();
  for (const scope of ["--local", "--worktree"]) {
    // Without an extension of git's the second is the first.
    const lines = await gitFields(["config", scope, "--list", "-z"], { cwd }).catch(() => []);
    const values = new Map<string, string[]>();
    for (const line of lines) {
      const [key = "", ...value] = line.split("\n");
      values.set(key, [...(values.get(key) ?? []), value.join("\n")]);
    }
    for (const [key, given] of values) {
      const digest = createHash("sha256").update(JSON.stringify(given)).digest("hex");
      settings.set(key, (settings.get(key) ?? "") + digest);
    }
  }
  return settings;
}

async function stashOf(cwd: string): Promise<Map<string, string>> {
  const args = ["log", "-g", "-z", "--format=%H %gs", "refs/stash", "--"];
  const entries = await git(args, { cwd }).catch(() => Buffer.of());
  const lines = entries.toString("utf8").split("\0").filter(Boolean);
  return new Map(lines.map((line) => [line.split(" ")[0]!, line.slice(line.indexOf(" ") + 1)]));
}

async function checkedOutOf(cwd: string): Promise<Map<string, string>> {
  const own = await gitText(["rev-parse", "--show-toplevel"], { cwd });
  const blocks = (await gitText(["worktree", "list", "--porcelain"], { cwd })).split("\n\n");
  const found = new Map<string, string>();
  for (const block of blocks) {
    const path = /^worktree (.*)$/m.exec(block)?.[1];
    const branch = /^branch (.*)$/m.exec(block)?.[1];
    if (path !== undefined && branch !== undefined && path !== own) found.set(branch, path);
  }
  return found;
}

const MAPS = ["refs", "files", "settings", "stash", "checkedOut"] as const;

/** As text, to be compared with later, maybe by another process. */
export const writtenGitState = (state: GitState): string =>
  JSON.stringify({
    head: state.head,
    ...Object.fromEntries(MAPS.map((name) => [name, [...state[name]]])),
  });

/** Reads what was written; undefined for anything else, such as a file that was cut short. */
export function readGitState(text: string): GitState | undefined {
  try {
    const { head, ...maps } = JSON.parse(text) as { head: string } & Record<
      (typeof MAPS)[number],
      [string, string][]
    >;
    const [refs, files, settings, stash, checkedOut] = MAPS.map((name) => new Map(maps[name]));
    return {
      head,
      refs: refs!,
      files: files!,
      settings: settings!,
      stash: stash!,
      checkedOut: checkedOut!,
    };
  } catch {
    return undefined;
  }
}
