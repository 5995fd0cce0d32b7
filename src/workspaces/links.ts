import { readlink } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { RawChange } from "../git/staged.ts";
import { named, Refused } from "./refused.ts";

const LINK = "120000";

/**
 * A symbolic link that leads out of the repository shows something else to everybody, and lets whoever writes through it
 * write there.
 * @param top the worktree's uppermost folder
 * @throws Refused with the names of such links among the changes
 */
export async function refuseLinksOut(top: string, changes: readonly RawChange[]): Promise<void> {
  const links = changes.filter(({ is }) => is === LINK);
  const targets = await Promise.all(
    links.map(({ path }) => readlink(join(top, path)).catch(() => "")),
  );
  const out = links.flatMap(({ path }, at) =>
    leadsOut(top, path, targets[at]!) ? [`${path} -> ${targets[at]}`] : [],
  );
  if (out.length === 0) return;
  const what = out.length === 1 ? "a symbolic link leads" : `${out.length} symbolic links lead`;
  throw new Refused(
    "not-accepted",
    `${what} out of the repository: ${named(out)}; let it lead to something in the repository, by a relative path, or take it away`,
  );
}

/** An absolute path leads out also where it leads here: the worktree will be gone. */
function leadsOut(top: string, path: string, target: string): boolean {
  if (isAbsolute(target)) return true;
  const steps = relative(top, resolve(top, dirname(path), target));
  return steps === ".." || steps.startsWith(`..${sep}`);
}
