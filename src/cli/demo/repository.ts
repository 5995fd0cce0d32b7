import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { PawlError } from "../../core/error.ts";
import { COMMITS, FILES, PATCHES } from "./files.ts";
import { PLAN } from "./plan.ts";

/**
 * Makes a small git repository with a history, and the plan beside it.
 * @param folder empty or not there yet; a new temporary one unless given
 * @returns its absolute path
 */
export function makeRepository(folder?: string): string {
  const at =
    folder === undefined
      ? realpathSync(mkdtempSync(join(tmpdir(), "pawl-demo-")))
      : emptyFolder(resolve(folder));
  git(at, "init", "--quiet", "--template=");
  git(at, "symbolic-ref", "HEAD", "refs/heads/main");
  for (const [key, value] of SETTINGS) git(at, "config", key, value);
  mkdirSync(join(at, ".git/info"), { recursive: true });
  appendFileSync(join(at, ".git/info/exclude"), ".pawl/\n");
  for (const [path, text] of Object.entries({ ...FILES, ...PATCHES, "pawl.yaml": PLAN })) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
  chmodSync(join(at, "bin/tally.js"), 0o755);
  for (const { message, paths } of COMMITS) {
    git(at, "add", "--", ...paths);
    git(at, "commit", "--quiet", "-m", message);
  }
  return at;
}

/** Kept in the repository itself, so that the tasks' git and the person's later see the same. */
const SETTINGS = [
  ["user.name", "Pawl demo"],
  ["user.email", "demo@localhost"],
  ["commit.gpgSign", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.autocrlf", "false"],
  ["core.excludesFile", "/dev/null"],
  ["core.attributesFile", "/dev/null"],
  ["apply.whitespace", "warn"],
  ["color.ui", "false"],
  ["log.showSignature", "false"],
] as const;

function emptyFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length === 0) return realpathSync(folder);
  } catch (cause) {
    throw new PawlError("usage", `--dir: ${folder} cannot be made: ${(cause as Error).message}`, {
      cause,
    });
  }
  throw new PawlError(
    "usage",
    `--dir: ${folder} is not empty; name a folder that is, or that is not there yet`,
  );
}

/** Git without the person's settings, and without those of a repository that Pawl happens to be started in. */
function git(folder: string, ...args: readonly string[]): void {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")),
  );
  try {
    execFileSync("git", args, {
      cwd: folder,
      env: { ...env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    });
  } catch (cause) {
    const { code, stderr } = cause as NodeJS.ErrnoException & { stderr?: string };
    if (code === "ENOENT")
      throw new PawlError("usage", "the demonstration needs git, and there is none on the PATH", {
        cause,
      });
    throw new PawlError("usage", `git ${args[0]!} failed in ${folder}: ${(stderr ?? "").trim()}`, {
      cause,
    });
  }
}
