import { gitText } from "./git.ts";

/**
 * The commits that names stand for: a branch of that name first, then whatever git takes the name for.
 * @throws Error with a text for a person where one stands for none
 */
export async function commitsOf<const Names extends readonly string[]>(
  cwd: string,
  names: Names,
): Promise<{ -readonly [At in keyof Names]: string }> {
  const asked = names.flatMap((name) => [`refs/heads/${name}^{commit}`, `${name}^{commit}`]);
  if (asked.some((each) => each.includes("\n"))) throw new Error("a branch's name has a newline");
  const input = asked.map((each) => `${each}\n`).join("");
  const found = (await gitText(["cat-file", "--batch-check"], { cwd, input })).split("\n");
  return names.map((name, at) => {
    const commit = found
      .slice(at * 2, at * 2 + 2)
      .map(commitIn)
      .find((each) => each !== undefined);
    if (commit === undefined)
      throw new Error(`there is no branch and no commit "${name}" in the repository of ${cwd}`);
    return commit;
  }) as { -readonly [At in keyof Names]: string };
}

const commitIn = (line: string): string | undefined => /^([0-9a-f]{40,64}) commit /.exec(line)?.[1];

/** Whether a commit is part of what another one has come from, or that itself. */
export async function contains(cwd: string, commit: string, part: string): Promise<boolean> {
  const args = ["rev-list", "--count", "-n", "1", part, `^${commit}`];
  return (await gitText(args, { cwd })) === "0";
}

/** The folder that all worktrees of a repository share: refs, objects and settings are there. Absolute path. */
export const commonDirOf = (cwd: string): Promise<string> =>
  gitText(["rev-parse", "--path-format=absolute", "--git-common-dir"], { cwd });
