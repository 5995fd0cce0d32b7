import { git, gitText } from "./git.ts";

/** Ids may have dots where names of refs may not. */
export const refPart = (id: string): string => id.replace(/^\.|\.(?=\.|$|lock$)/g, "%2E");

/** What every ref of a run begins with, apart from branches. */
export const runRefs = (run: string): string => `refs/pawl/${refPart(run)}`;

/** The branch that a phase works on. */
export const phaseBranch = (run: string, phase: string): string =>
  `pawl-phase/${refPart(run)}/${refPart(phase)}`;

/** The branch of a task with a worktree of its own. */
export const taskBranch = (run: string, phase: string, task: string): string =>
  `pawl-task/${refPart(run)}/${refPart(phase)}/${refPart(task)}`;

export const ofBranch = (branch: string): string => `refs/heads/${branch}`;

/** The commit that a ref or a name of a commit stands for; undefined where there is none. */
export const commitOf = (cwd: string, name: string): Promise<string | undefined> =>
  gitText(["rev-parse", "-q", "--verify", "--end-of-options", `${name}^{commit}`], { cwd }).catch(
    () => undefined,
  );

/** Where a ref has never been. */
const NOTHING = "0".repeat(40);

/**
 * Makes a ref, or moves it, if it is where it is expected; nothing in between.
 * @param was where it has to be; it must not be there if not given
 * @returns whether it is at `to` now
 */
export async function moveRef(
  cwd: string,
  ref: string,
  to: string,
  was: string | undefined,
): Promise<boolean> {
  const zeros = NOTHING.padEnd(to.length, "0");
  try {
    await git(["update-ref", "--no-deref", ref, to, was ?? zeros], { cwd });
    return true;
  } catch (error) {
    const now = await commitOf(cwd, ref);
    if (now === to) return true;
    if (now !== was) return false;
    throw error;
  }
}

/** Takes a ref away if it is where it is expected. @returns whether it is gone now */
export async function deleteRef(cwd: string, ref: string, was: string): Promise<boolean> {
  try {
    await git(["update-ref", "--no-deref", "-d", ref, was], { cwd });
    return true;
  } catch (error) {
    const now = await commitOf(cwd, ref);
    if (now === undefined) return true;
    if (now !== was) return false;
    throw error;
  }
}

/** Refs under a prefix of whole parts, with the commits that they stand at. */
export async function refsUnder(cwd: string, prefix: string): Promise<Map<string, string>> {
  const format = "--format=%(objectname) %(refname)";
  const text = await gitText(["for-each-ref", format, prefix], { cwd });
  const lines = text === "" ? [] : text.split("\n");
  return new Map(lines.map((line) => [line.slice(line.indexOf(" ") + 1), line.split(" ")[0]!]));
}
