import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { PlanSource } from "../core/events.ts";
import type { Mirror } from "../core/plan.ts";
import type { Run } from "../core/run.ts";

/** A file that a plan was read from and that is not what it was when the run started; `missing`: it is gone. */
export interface ChangedFile {
  /** Absolute. */
  readonly path: string;
  readonly state: "changed" | "missing";
}

/**
 * Of the plan file and the files that it names, those that have changed since a run started, the plan file first.
 * @param mirror of the plan: what Pawl itself writes changes all the time
 */
export async function changedFiles(
  { path, sha256, dir, files = [] }: PlanSource,
  mirror?: Mirror,
): Promise<ChangedFile[]> {
  const kept = mirror?.progress && resolve(dir, mirror.progress.path);
  const all = [
    { path, sha256 },
    ...files.map((each) => ({ ...each, path: resolve(dir, each.path) })),
  ].filter((each) => each.path !== kept);
  const states = await Promise.all(all.map((each) => stateOf(each.path, each.sha256)));
  return all.flatMap((each, index) => {
    const state = states[index];
    return state === undefined ? [] : [{ path: each.path, state }];
  });
}

async function stateOf(path: string, sha256: string): Promise<ChangedFile["state"] | undefined> {
  try {
    const now = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    return now === sha256 ? undefined : "changed";
  } catch {
    return "missing";
  }
}

const MOST = 5;

/** What to say of them when a run goes on; the frozen plan counts all the same. */
export async function planFileNote({ source, plan }: Run): Promise<string[]> {
  const files = await changedFiles(source, plan.mirror);
  const notes = files
    .slice(0, MOST)
    .map(({ path, state }) =>
      state === "changed"
        ? `${path} has changed since the run started; the run goes on with the plan as it was then`
        : `${path} is gone; the run goes on with the plan as it was when it started`,
    );
  return files.length > MOST
    ? [...notes, `so have ${files.length - MOST} more files that the plan names, or they are gone`]
    : notes;
}
