import { readdir, stat } from "node:fs/promises";
import { inside } from "../inside.ts";
import { inShort } from "../inShort.ts";
import type { CheckContext, CheckOf, Found } from "./context.ts";

/** Each file must be there and not be empty; so must each folder. */
export async function filesCheck(
  { paths }: CheckOf<"files">,
  { place }: CheckContext,
): Promise<Found> {
  const missing: string[] = [];
  const empty: string[] = [];
  for (const name of paths) {
    const path = await inside(place.room, name);
    if (path === undefined) missing.push(name);
    else if (await isEmpty(path)) empty.push(name);
  }
  const problems = [
    ...(missing.length > 0 ? [`missing: ${inShort(missing)}`] : []),
    ...(empty.length > 0 ? [`empty: ${inShort(empty)}`] : []),
  ];
  if (problems.length > 0) return { passed: false, text: problems.join("; ") };
  return { passed: true, text: `there, and not empty: ${inShort(paths)}` };
}

async function isEmpty(path: string): Promise<boolean> {
  const status = await stat(path);
  return status.isDirectory() ? (await readdir(path)).length === 0 : status.size === 0;
}
