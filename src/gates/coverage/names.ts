import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, posix, relative } from "node:path";
import type { Room } from "../inside.ts";
import { isWithin } from "../inside.ts";

/**
 * The name of a file of a report, relative to the plan's folder. Reports name files by their full path, or from the
 * folder where the tests were run, which lies somewhere between the report and the plan's folder.
 */
export function nameInPlan(name: string, report: string, room: Room): string {
  const plainName = name.replaceAll("\\", "/").replace(/^file:\/\//, "");
  if (isAbsolute(plainName)) return relative(room.root, plainName);
  for (const folder of [room.root, ...foldersAbove(report, room)]) {
    const path = join(folder, plainName);
    if (existsSync(path)) return relative(room.root, path);
  }
  return posix.normalize(plainName);
}

function foldersAbove(report: string, { top }: Room): string[] {
  const folders: string[] = [];
  for (let at = dirname(report); isWithin(at, top) && at !== dirname(at); at = dirname(at))
    folders.push(at);
  return folders;
}
