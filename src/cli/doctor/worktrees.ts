import { existsSync, readdirSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { homeOf } from "../../git/home.ts";
import { plural } from "../../views/words.ts";
import { repositoryFolder, worktreesRoot } from "../../workspaces/places.ts";
import type { State } from "../state.ts";
import { ok, warning } from "./check.ts";
import type { Check } from "./check.ts";

const GIB = 1024 ** 3;
/** Less than this, and a checkout of a large repository with what is installed in it does not fit. */
const LITTLE = GIB;

/** Where the worktrees of this repository are, how much space there is, and what ended runs have left. */
export async function worktreeChecks(state: State): Promise<Check[]> {
  const home = await homeOf(dirname(state.folder)).catch(() => undefined);
  if (!home) return [];
  const root = worktreesRoot(process.env);
  const folder = repositoryFolder(root, home);
  const { bavail, bsize } = statfsSync(existing(root));
  const free = bavail * bsize;
  const runs = namesIn(folder).filter((run) =>
    namesIn(join(folder, run)).some((each) => !each.startsWith("@")),
  );
  const text = `${folder}, ${runs.length === 0 ? "none now" : `of ${plural(runs.length, "run")}`}, ${(free / GIB).toFixed(1)} GiB free`;
  if (free < LITTLE)
    return [
      warning("worktrees", text, "free some space, or set PAWL_WORKTREES to a folder with more"),
    ];
  const left = await endedAmong(state, runs);
  if (left.length === 0) return [ok("worktrees", text)];
  const what = `${text}; ${left.slice(0, 3).join(", ")}${left.length > 3 ? ` and ${left.length - 3} more` : ""} will not go on`;
  return [warning("worktrees", what, "pawl gc takes away what they have left")];
}

async function endedAmong(state: State, runs: readonly string[]): Promise<string[]> {
  if (runs.length === 0) return [];
  const known = new Map((await state.store.list()).map((each) => [String(each.run), each.status]));
  return runs.filter((run) => {
    const status = known.get(run);
    return status === undefined || status === "completed" || status === "aborted";
  });
}

/** Folders in it that are no file of Pawl's own. */
function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map((each) => each.name);
}

function existing(path: string): string {
  for (let at = path; ; at = dirname(at)) if (existsSync(at)) return at;
}
