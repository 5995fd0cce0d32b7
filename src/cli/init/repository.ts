import { existsSync, readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { PawlError } from "../../core/error.ts";
import { git } from "../../git/git.ts";
import { identityEnv, identityOf, NEUTRAL } from "../../git/identity.ts";

const BEGIN = "git init && git commit --allow-empty -m begin";

/** Whether a folder is in a git repository, and whether that has a commit. One that is not there yet counts as the one above. */
export async function repositoryAt(folder: string): Promise<"none" | "unborn" | "there"> {
  const cwd = resolve(folder);
  if (!existsSync(cwd)) return repositoryAt(dirname(cwd));
  const inside = (await git(["rev-parse", "--git-dir"], { cwd, maySayNo: 128 })).toString();
  if (inside.trim() === "") return "none";
  const head = await git(["rev-parse", "-q", "--verify", "HEAD"], { cwd, maySayNo: true });
  return head.toString().trim() === "" ? "unborn" : "there";
}

/** Whether nothing is in a folder, nor the folder in a repository: one may be made of what is written there. */
export async function isFresh(folder: string): Promise<boolean> {
  const path = resolve(folder);
  const isEmpty = !existsSync(path) || readdirSync(path).length === 0;
  return isEmpty && (await repositoryAt(folder)) === "none";
}

/** Worktrees begin from a commit. @throws PawlError where there is none */
export async function needCommit(folder: string, template: string): Promise<void> {
  const why = `the template ${template} works in git worktrees`;
  const found = await repositoryAt(folder);
  if (found === "none")
    throw new PawlError("usage", `${why}, and ${near(folder)} is in no repository: ${BEGIN}`);
  if (found === "unborn")
    throw new PawlError(
      "usage",
      `${why}, and the repository has no commit yet: git commit --allow-empty -m begin`,
    );
}

/** The nearest folder that is there. */
function near(folder: string): string {
  const path = resolve(folder);
  return existsSync(path) ? path : near(dirname(path));
}

/** Makes a repository of a folder, with these files as its first commit. */
export async function makeRepository(folder: string, paths: readonly string[]): Promise<void> {
  const cwd = resolve(folder);
  await git(["init", "--quiet"], { cwd });
  await git(["add", "--", ...paths], { cwd });
  const env = identityEnv((await identityOf(cwd)) ?? NEUTRAL);
  await git(["commit", "--quiet", "-m", "A sample to try it on"], { cwd, env });
}
