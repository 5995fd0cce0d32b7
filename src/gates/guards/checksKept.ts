import { posix } from "node:path";
import { changedPaths, contentAt } from "../../git/changes.ts";
import type { ChangedPath } from "../../git/changes.ts";
import type { CheckOf, Found } from "../checks/context.ts";
import { matchesGlob } from "../../core/glob.ts";
import { inShort } from "../inShort.ts";
import type { GateOrder } from "../port.ts";
import type { Compared } from "../workplace.ts";
import { startedByChecks } from "./startedByChecks.ts";
import { STEERING_FILES, steeringPart } from "./steeringFiles.ts";

/** No file that steers the checks may differ from what it was when the run began. */
export async function checksKept(
  { paths }: CheckOf<"guard">,
  compared: Compared,
  { steering, gate }: Pick<GateOrder, "steering" | "gate">,
): Promise<Found> {
  const { top, base, commit, prefix } = compared;
  const named = new Set(steering.map((each) => posix.normalize(posix.join(prefix, each))));
  for (const path of await startedByChecks(gate, compared)) named.add(path);
  const steers = (path: string): boolean =>
    named.has(path) ||
    (paths
      ? paths.some((glob) => matchesGlob(posix.relative(prefix, path), glob))
      : STEERING_FILES.some((glob) => matchesGlob(path, glob)));
  const changed: string[] = [];
  for (const change of await changedPaths(top, base, commit)) {
    const { path, from = path, state } = change;
    if (!steers(path) && !steers(from)) continue;
    const isWhole = named.has(path) || named.has(from) || paths !== undefined;
    if (isWhole || (await hasChanged(change, compared)))
      changed.push(state === "changed" ? path : `${path} (${state})`);
  }
  if (changed.length === 0)
    return { passed: true, text: "no file that steers the checks was changed" };
  return { passed: false, text: `files that steer the checks were changed: ${inShort(changed)}` };
}

/** Whether the part of it that steers checks differs. */
async function hasChanged(
  { path, from = path, state }: ChangedPath,
  { top, base, commit }: Compared,
): Promise<boolean> {
  const part = async (at: string, name: string): Promise<string | undefined> =>
    steeringPart(name, (await contentAt(top, at, name)).toString("utf8"));
  const nothing = steeringPart(path, "{}");
  if (nothing === undefined || from !== path) return true;
  const before = state === "added" ? nothing : await part(base, path);
  const now = state === "deleted" ? nothing : await part(commit, path);
  return before !== now;
}
