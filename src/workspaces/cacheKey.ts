import { createHash } from "node:crypto";
import { relative } from "node:path";
import { git, gitFields } from "../git/git.ts";
import type { SetupOrder } from "./setup.ts";

/** Without one of them, what a setup makes depends on more than the checkout. */
const LOCK_FILES = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
  "requirements*.txt",
  "poetry.lock",
  "uv.lock",
  "Cargo.lock",
  "go.sum",
  "Gemfile.lock",
  "composer.lock",
];

/** What else steers what is installed. */
const SETTINGS = [
  ".tool-versions",
  ".nvmrc",
  ".npmrc",
  ".yarnrc.yml",
  "package.json",
  "pnpm-workspace.yaml",
  "pyproject.toml",
  "Gemfile",
  "composer.json",
];

const anywhere = (names: readonly string[]): string[] =>
  names.map((name) => `:(top,glob)**/${name}`);

/**
 * Under which name the folders that a setup makes are kept: the same for the same setup, environment, lock files and
 * settings, on the same kind of machine. Undefined where there is no lock file, or the setup is of the one worktree.
 */
export async function keyOf(
  order: SetupOrder,
): Promise<{ readonly name: string; readonly mayFill: boolean } | undefined> {
  const { path, cwd, workspace, env, trusted } = order;
  const setup = workspace.setup!;
  // With its port or its name in it, a setup does more than fill folders.
  if (/\bPAWL_/.test(setup)) return undefined;
  const locks = await tracked(path, anywhere(LOCK_FILES));
  if (locks.length === 0) return undefined;
  const files = [
    ...locks,
    ...(await tracked(path, anywhere(SETTINGS))),
    ...(await scriptsOf(cwd, setup)),
  ];
  const given = Object.keys(workspace.env ?? {}).map((name) => [name, env[name] ?? ""]);
  const where = [process.platform, process.arch, process.version, relative(path, cwd)];
  const text = JSON.stringify([setup, given, files, where]);
  return {
    name: createHash("sha256").update(text).digest("hex").slice(0, 32),
    mayFill: trusted !== undefined && (await sameAs(path, trusted)),
  };
}

/** Mode, hash and path of tracked files. */
const tracked = (cwd: string, specs: readonly string[]): Promise<string[]> =>
  specs.length === 0
    ? Promise.resolve([])
    : gitFields(["ls-files", "-s", "-z", "--full-name", "--", ...specs], { cwd });

/** A script that setup names is a part of it. */
async function scriptsOf(cwd: string, setup: string): Promise<string[]> {
  const words = new Set(
    setup.split(/[\s"'`;&|()<>$=]+/).map((word) => word.replace(/^(\.\/)+/, "")),
  );
  const names = [...words].filter(
    (word) => /^\w[\w./-]*$/.test(word) && !word.split("/").includes(".."),
  );
  const found = await tracked(
    cwd,
    names.map((name) => `:(literal)${name}`),
  );
  // Not what is in a folder of that name.
  return found.filter((each) => names.some((name) => each.endsWith(name)));
}

async function sameAs(path: string, trusted: string): Promise<boolean> {
  const specs = anywhere([...LOCK_FILES, ...SETTINGS]);
  try {
    await git(["diff-index", "--quiet", "--cached", trusted, "--", ...specs], { cwd: path });
    return true;
  } catch (error) {
    if ((error as Error).message.endsWith("exit 1")) return false;
    throw error;
  }
}
