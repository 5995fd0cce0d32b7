import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { endProcess, isThere } from "../../../test/cli/rig.ts";
import { napOf } from "../../modelServer/scenarios.mjs";
import type { Place } from "./place.ts";

/**
 * Processes of a trial that are left: those that carry its run in their environment, those that work in its folders,
 * and the children that its scenario started, which may have shaken off both.
 */
export function survivors(place: Place, keys: readonly string[]): string[] {
  const run = `PAWL_RUN=${place.run()}`;
  return all()
    .filter(
      (pid) =>
        file(pid, "environ").split("\0").includes(run) ||
        worksIn(pid, [place.dir, place.home]) ||
        keys.some((key) => file(pid, "cmdline").split("\0").includes(napOf(key))),
    )
    .map((pid) => `${pid}: ${file(pid, "cmdline").replaceAll("\0", " ").trim()}`);
}

/** Processes that the scenario of a key started as children. */
export const napping = (key: string): number[] =>
  all().filter((pid) => file(pid, "cmdline").startsWith(`sleep\0${napOf(key)}`));

/** Pids of a run's processes that are a program, or a script of that name. */
export const processesOf = (place: Place, program: string): number[] =>
  all().filter(
    (pid) =>
      file(pid, "environ").split("\0").includes(`PAWL_RUN=${place.run()}`) &&
      file(pid, "cmdline")
        .split("\0")
        .slice(0, 2)
        .some((word) => basename(word) === program),
  );

export function endAll(pids: readonly number[]): void {
  for (const pid of pids) endProcess(pid);
}

const all = (): number[] =>
  readdirSync("/proc")
    .filter((each) => /^\d+$/.test(each))
    .map(Number)
    .filter((pid) => pid !== process.pid && isThere(pid));

function file(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return "";
  }
}

function worksIn(pid: number, folders: readonly string[]): boolean {
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`);
    return folders.some((folder) => cwd === folder || cwd.startsWith(`${folder}/`));
  } catch {
    return false;
  }
}
